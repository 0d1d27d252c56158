"""Feedback as admins see it: what nobody has dealt with, a few messages at a time, and the answer to one."""

from __future__ import annotations

from collections.abc import Iterator

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.admin.labels import step_name
from bot.chat.admin.taps import AnswerFeedback, LookAgain, ReadFeedback, SettleFeedback, ShowFeedback
from bot.chat.lessons.names import day_name
from bot.chat.questions import question
from bot.chat.tap import button
from bot.core.course import Closing, Course
from bot.core.feedback import Feedback
from bot.core.richtext import RichText, bold, join
from bot.flows.feedback import SHOWN, FeedbackPage
from bot.words import N_, DateForm, Words

GONE = N_("That is gone: whoever wrote it had everything deleted.")
ANSWERED = N_(
    "Sent as a reply to their message, which counts as dealt with now. What they answer does not reach you: say how "
    "they can."
)

_SHOWN_OF_ONE = 300  # characters, so that a few of them fit on a phone
_NAME = 40  # characters of what a step is about


def feedback_screen(words: Words, page: FeedbackPage, settled: Feedback | None = None) -> Message:
    """A page of what nobody has dealt with. What was `settled` just now can be taken back."""
    entries = list(enumerate(page.shown, page.passing + 1))
    # Translators: a heading for admins: what learners wrote that is wrong or out of date in the course.
    parts = [words.text("**From learners: what is wrong or out of date**")]
    parts += [_entry(words, page.course, number, given) for number, given in entries]
    if not entries:
        parts.append(words.text("Nothing waits for you."))
    rows: list[tuple[Button, ...]] = [row for number, given in entries for row in _rows(words, number, given, page)]
    if settled:
        # Translators: a button: what was marked as dealt with by mistake waits again.
        rows.append((button(words.text("Not done after all"), _settle(settled, 0, page)),))
    if ways := tuple(_ways(words, page)):
        rows.append(ways)
    # Translators: a button: back to the course’s files.
    rows.append((button(words.text("‹ The course"), LookAgain()),))
    return Message(join("\n\n", parts), tuple(rows))


def whole_screen(given: Feedback) -> Message:
    """All that somebody wrote, and nothing else: it may be as long as a message can be."""
    return Message(RichText(given.text))


def question_for_answer(words: Words, course: Course, given: Feedback, asked_by: AnswerFeedback) -> Message:
    """Asks for the answer to what somebody wrote."""
    ask = words.text("What shall they read? Reply with it; it comes to them as a reply to their message.")
    text = join("\n\n", [_about(words, course, given) + "\n" + _excerpt(given), ask])
    # Translators: stands in the empty field where the answer to a learner is to be typed.
    return question(text, asked_by, words.text("Your answer"))


def _entry(words: Words, course: Course, number: int, given: Feedback) -> RichText:
    return bold(f"{words.number(number)} · ") + _about(words, course, given) + "\n" + _excerpt(given)


def _about(words: Words, course: Course, given: Feedback) -> RichText:
    """The day, the step where it is not the end of it, and the date."""
    day, lesson = course.day(given.day), course.lesson(given.day)
    name = day_name(words, day) if day else words.text("Day {day}", day=given.day).text
    index = lesson.index_of(given.step) if lesson else None
    is_closing = lesson is not None and index is not None and isinstance(lesson.steps[index], Closing)
    step = [] if is_closing else [step_name(course, given.day, given.step, _NAME)]
    return RichText(" · ".join([name, *step, words.date(given.learning_on, DateForm.DAY)]))


def _excerpt(given: Feedback) -> RichText:
    text = RichText(given.text).clipped(_SHOWN_OF_ONE)
    return (text if _is_whole(given) else text + "…").styled("blockquote")


def _is_whole(given: Feedback) -> bool:
    return len(given.text) <= _SHOWN_OF_ONE


def _rows(words: Words, number: int, given: Feedback, page: FeedbackPage) -> Keyboard:
    """The ways to answer a message, to deal with it and, where it is not shown to its end, to read it."""
    # Translators: a button: answer the message of this number.
    answer = button(words.text("Answer {n} …", n=number), AnswerFeedback(given.learner_id, given.message_id))
    # Translators: a button: the message of this number is dealt with.
    done = button(words.text("✓ {n} is done", n=number), _settle(given, 1, page))
    if _is_whole(given):
        return ((answer, done),)
    # Translators: a button: read the message of this number to its end.
    read = button(words.text("Read all of {n}", n=number), ReadFeedback(given.learner_id, given.message_id))
    return ((answer, done), (read,))


def _settle(given: Feedback, settled: int, page: FeedbackPage) -> SettleFeedback:
    return SettleFeedback(given.learner_id, given.message_id, settled, page.passing)


def _ways(words: Words, page: FeedbackPage) -> Iterator[Button]:
    if page.passing > 0:
        yield button(words.text("‹ Earlier"), ShowFeedback(max(page.passing - SHOWN, 0)))
    if page.passing + SHOWN < page.count:
        yield button(words.text("Later ›"), ShowFeedback(page.passing + SHOWN))
