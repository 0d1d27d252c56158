"""A practice as messages: its task, its example, and what is said to a try."""

from __future__ import annotations

from bot.botapi.message import COPY_LIMIT, Button, Keyboard, Message
from bot.chat.lessons.taps import Continue
from bot.chat.practice.taps import SeeExample
from bot.chat.tap import button
from bot.core.course import Practice
from bot.core.practice import Assessment, Verdict
from bot.core.richtext import RichText, join, utf16_length
from bot.core.typed import repeated
from bot.flows.practice import Practising
from bot.words import Words

_MOST_QUOTES = 3  # of one point
_STRONGEST = 90  # characters of what is quoted of a try


def practice_screen(words: Words, practice: Practice, header: RichText, day: int, *, leads_on: bool = True) -> Message:
    """The task, and what becomes of what is written to it."""
    kept = words.text(
        "*Write it to me as a message and I’ll look it over. Nothing counts, and your text isn’t kept: only which "
        "points it had.*"
    )
    keyboard = (_example_row(words, day, practice), *(_continue_row(words, day, practice) if leads_on else ()))
    return Message(join("", [header, practice.task, "\n\n", kept]), keyboard)


def extra_screen(words: Words, at: Practising) -> Message:
    """The practice that a day has beyond its steps."""
    # Translators: above a practice that a day of the course has beyond its counted steps.
    header = words.text("Day {day} of {days} · extra", day=at.day.number, days=at.days) + "\n\n"
    return practice_screen(words, at.practice, header, at.day.number, leads_on=False)


def example_screen(words: Words, at: Practising) -> Message:
    """A prompt that has all that is asked for, to be copied."""
    # Translators: a heading above a prompt that has all that was asked for: one way to write it, of many.
    text = words.text("**One way to write it**") + "\n\n"
    copies = copyable(at.practice.example)
    text += RichText(at.practice.example).styled("blockquote" if copies else "pre")
    copy = (Button(words.text("Copy prompt").text, copy=at.practice.example),) if copies else ()
    return Message(text, (*_way_to_chatgpt(words, at, copy), *_onward(words, at)))


def assessed_screen(words: Words, at: Practising, assessment: Assessment, text: str) -> Message:
    """What a try had and what it lacked, point by point, in the learner's own words."""
    parts: list[RichText | str] = [_heading(words, assessment)]
    parts.append(join("\n", [_finding(finding) for finding in assessment.findings]))
    if assessment.strongest:
        # Translators: {words} is the part of what the learner has written that is best.
        parts.append(words.text("**Strongest:** “{words}”", words=repeated(assessment.strongest, _STRONGEST)))
    copies = copyable(text)
    if not copies:
        parts.append(words.text("It’s too long for a copy button: copy it from your own message above."))
    parts.append(words.text("*Send another version whenever you like, or go on.*"))
    # Translators: a button that copies the prompt which the learner has written.
    copy = (Button(words.text("Copy my prompt").text, copy=text),) if copies else ()
    example = _example_row(words, at.day.number, at.practice)
    return Message(join("\n\n", parts), (*_way_to_chatgpt(words, at, copy), example, *_onward(words, at)))


def unreadable_screen(words: Words, at: Practising, why: str) -> Message:
    """To something that cannot be judged, with `why` that is so."""
    keyboard = (_example_row(words, at.day.number, at.practice), *_onward(words, at))
    return Message(words.text(why), keyboard)


def copyable(text: str) -> bool:
    """Whether a text fits a copy button."""
    return 0 < utf16_length(text) <= COPY_LIMIT


def _heading(words: Words, assessment: Assessment) -> RichText:
    met, of = len(assessment.met), len(assessment.findings)
    if met == of:
        # Translators: what the learner has written has all {n} points that were asked for.
        return words.plural("**The one point is there.** Ready to send.", "**All {n} are there.** Ready to send.", of)
    if met == 0:
        return words.text("**A first version is there.** Here’s what it could use:")
    # Translators: what the learner has written has {n} of the {of} points that were asked for.
    return words.plural("**{n} of {of} is there.**", "**{n} of {of} are there.**", met, of=of)


def _finding(finding: Verdict) -> RichText:
    """A point that is there, with the words it is in; or one that is not, with the hint."""
    quotes = ", ".join(f"“{repeated(quote)}”" for quote in finding.quotes[:_MOST_QUOTES])
    asks = finding.criterion.asks
    if finding.met:
        return "✓ " + asks + (f" {quotes}" if quotes else "")
    return "○ " + asks + (f" {quotes}" if quotes else "") + "\n→ " + finding.criterion.hint


def _way_to_chatgpt(words: Words, at: Practising, copy: tuple[Button, ...]) -> Keyboard:
    """What copies a prompt, beside what opens the place to send it, where the course names one."""
    opening = (Button(words.text("Open ChatGPT").text, url=at.chatgpt),) if at.chatgpt else ()
    row = (*copy, *opening)
    return (row,) if row else ()


def _onward(words: Words, at: Practising) -> Keyboard:
    return _continue_row(words, at.day.number, at.practice) if at.current else ()


def _continue_row(words: Words, day: int, practice: Practice) -> Keyboard:
    return ((button(words.text("Continue"), Continue(day, practice.id), style="primary"),),)


def _example_row(words: Words, day: int, practice: Practice) -> tuple[Button, ...]:
    return (button(words.text("See an example"), SeeExample(day, practice.id)),)
