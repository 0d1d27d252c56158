"""The weekly letter as admins read it: how the course does, and what there is to mend."""

from __future__ import annotations

from bot.botapi.message import Button, Message
from bot.chat.admin.statistics import completed_line, question_lines, stop_lines
from bot.chat.admin.taps import WishLetters
from bot.chat.tap import button
from bot.core.broadcast import Broadcast, Status
from bot.core.richtext import RichText, join
from bot.core.statistics import questions
from bot.flows.admin.statistics import Statistics
from bot.flows.course.versions import Inspection
from bot.words import Words

_STOPS = 3  # places that are told
_HALF = 0.5


def letter_screen(words: Words, statistics: Statistics, inspection: Inspection, broadcasts: list[Broadcast]) -> Message:
    """What was finished, where people stop, the hardest question and what there is to mend."""
    people, since = statistics.figures.people, statistics.period.since(statistics.today_on)
    span = words.span(since or statistics.today_on, statistics.today_on)
    parts = [
        # Translators: the heading of a letter; {title} is that of the course, {span} such as “9–15 Mar”.
        words.text("**{title} · your week, {span}**", title=statistics.course.title, span=span),
        join(
            "\n",
            [
                _people(words, people["learners"], people["joined"], people["week"]),
                completed_line(words, statistics.figures),
            ],
        ),
        join("\n", [words.text("**Where they stop**"), *(stop_lines(words, statistics, _STOPS) or [_nothing(words)])]),
        join("\n", [words.text("**The hardest question**"), _hardest(words, statistics)]),
        join("\n", [words.text("**To mend**"), *_to_mend(words, statistics, inspection, broadcasts)]),
    ]
    return Message(join("\n\n", parts), ((wish_button(words, wanted=True),),))


def _people(words: Words, learners: int, joined: int, active: int) -> RichText:
    return words.plural(
        "👥 {n} learner · {joined} new · {active} active",
        "👥 {n} learners · {joined} new · {active} active",
        learners,
        joined=joined,
        active=active,
    )


def _hardest(words: Words, statistics: Statistics) -> RichText:
    ranked = [each for each in questions(statistics.figures, statistics.course) if each.is_told_apart]
    if not ranked:
        return words.text("None has enough answers yet to be called that.")
    return question_lines(words, statistics, ranked[0])


def _to_mend(
    words: Words, statistics: Statistics, inspection: Inspection, broadcasts: list[Broadcast]
) -> list[RichText]:
    """What only an admin can mend, each with the way to it."""
    told = []
    if inspection.problems:
        told.append(
            words.plural(
                "🔧 {n} problem in the course’s files: /course",
                "🔧 {n} problems in the course’s files: /course",
                len(inspection.problems),
            )
        )
    if inspection.stale:
        told.append(
            words.plural(
                "📅 The facts of {n} day are to be checked again: /course",
                "📅 The facts of {n} days are to be checked again: /course",
                len(inspection.stale),
            )
        )
    told += [
        words.text("📣 Broadcast {broadcast} waits for you: /broadcasts", broadcast=str(each.id))
        for each in broadcasts
        if each.status in {Status.PAUSED, Status.HELD}
    ]
    doubtful = sum(
        each.is_told_apart and each.share_right < _HALF for each in questions(statistics.figures, statistics.course)
    )
    if doubtful:
        told.append(
            words.plural(
                "❓ {n} question that most get wrong: /stats", "❓ {n} questions that most get wrong: /stats", doubtful
            )
        )
    # Translators: of what there is to mend.
    return told or [words.text("Nothing that I know of.")]


def _nothing(words: Words) -> RichText:
    # Translators: of those who have stopped in the middle of a lesson.
    return words.text("Nobody, with no step for a day.")


def wish_button(words: Words, *, wanted: bool) -> Button:
    """The button that ends letters, or brings them back."""
    if wanted:
        # Translators: a button under the weekly letter.
        return button(words.text("🔕 No more letters"), WishLetters(0))
    # Translators: a button that says how it is, and turns the weekly letter on again.
    return button(words.text("🔕 Letters are off · Turn on"), WishLetters(1))
