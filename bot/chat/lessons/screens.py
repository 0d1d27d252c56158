"""The steps of a lesson as messages: what each says, and the buttons under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.botapi.message import COPY_LIMIT, Button, Keyboard, Message
from bot.chat.lessons.closing_screen import closing_screen
from bot.chat.lessons.names import pinned
from bot.chat.lessons.quiz import media_screens, quiz_screen
from bot.chat.lessons.taps import Answer, Begin, Continue, Replay, ShowParts
from bot.chat.practice.screens import practice_screen
from bot.chat.tap import button, without
from bot.core.course import Closing, Day, Demo, Practice, Quiz, Reading
from bot.core.richtext import RichText, italic, utf16_length
from bot.flows.enrolment import Showing
from bot.flows.lessons import Judged, Replaying
from bot.words import N_, Words

_MOST_NAMED = 6  # days that are named one by one
ALREADY_ANSWERED = N_("Your first answer counts.")


def step_screens(words: Words, showing: Showing) -> list[Message]:
    """The messages of a step, in order; its `message_count` says how many there are."""
    day, header = showing.day, step_header(words, showing.day, showing.days, showing.step.id, showing.skipped)
    match showing.step:
        case Reading() as reading:
            screens = _reading_screens(words, reading, day, header)
        case Demo() as demo:
            screens = _demo_screens(words, demo, day, header, leads_on=True)
        case Quiz() as quiz:
            screens = [*media_screens(quiz), _quiz_step_screen(words, quiz, day, header, showing.choice)]
        case Practice() as practice:
            screens = [practice_screen(words, practice, header, day.number)]
        case Closing() as closing:
            return [closing_screen(words, closing, header, showing)]
    if showing.is_read_again:
        screens[-1] = replace(screens[-1], keyboard=(*screens[-1].keyboard, _parts_row(words, day)))
    return screens


def judged_screen(words: Words, judged: Judged) -> Message:
    """A knowledge check with the answer marked and explained; where the learner has gone on, it leads no further."""
    header = step_header(words, judged.day, judged.days, judged.quiz.id)
    screen = _quiz_step_screen(words, judged.quiz, judged.day, header, judged.choice)
    return screen if judged.current else without_continue(screen)


def first_counts_screen(words: Words) -> Message:
    """To an answer that is typed after the first."""
    return Message(words.text(ALREADY_ANSWERED))


def replay_screens(words: Words, replaying: Replaying) -> list[Message]:
    """The messages of a demo that is played again; where the learner has gone on, it leads back to the open step."""
    day, header = replaying.day, step_header(words, replaying.day, replaying.days, replaying.demo.id)
    screens = _demo_screens(words, replaying.demo, day, header, leads_on=replaying.current)
    if replaying.at:
        at, steps = _counted(day, replaying.at)
        # Translators: a button under a demo that was played again: to the step one is at, such as “Back to 4/12”.
        back = button(words.text("Back to {at}/{steps}", at=at, steps=steps), Begin(day.number), style="primary")
        screens[-1] = replace(screens[-1], keyboard=(*screens[-1].keyboard, (back,)))
    return screens


def without_continue(message: Message) -> Message:
    """The same message, no longer leading on."""
    return replace(message, keyboard=without(message.keyboard, Continue))


def step_header(words: Words, day: Day, days: int, step_id: str, skipped: Sequence[int] = ()) -> RichText:
    """`Day 11 of 28 · 2/12`: how far one is, said once, also to who hears it read aloud; and what it builds on, of
    which they have `skipped` so much.
    """
    at, steps = _counted(day, step_id)
    counted = words.text("Day {day} of {days} · {at}/{steps}", day=day.number, days=days, at=at, steps=steps)
    if skipped:
        listed = words.listed([str(number) for number in skipped[:_MOST_NAMED]])
        # Translators: {days} are the numbers of days: “Builds on Days 2, 3 and 5”.
        builds = words.plural("*Builds on Day {days}.*", "*Builds on Days {days}.*", len(skipped), days=listed)
        if len(skipped) > _MOST_NAMED:
            builds = words.text("*Builds on what came before.*")
        counted = counted + "\n" + builds
    return counted + "\n\n"


def _counted(day: Day, step_id: str) -> tuple[int, int]:
    """Which step of a day this is, and how many there are."""
    lesson = day.lesson
    steps = len(lesson.steps) if lesson else 1
    return ((lesson.index_of(step_id) if lesson else None) or 0) + 1, steps


def _reading_screens(words: Words, reading: Reading, day: Day, header: RichText) -> list[Message]:
    screens = [Message(header + part if index == 0 else part) for index, part in enumerate(reading.parts)]
    screens[0] = replace(screens[0], file=None if reading.media_apart else reading.media)
    screens = [*media_screens(reading), *screens]
    if reading.note:
        screens.insert(0, Message(pinned(reading.note)))
    screens[-1] = replace(screens[-1], keyboard=_continue_row(words, day, reading.id))
    return screens


def _demo_screens(words: Words, demo: Demo, day: Day, header: RichText, *, leads_on: bool) -> list[Message]:
    onward = _continue_row(words, day, demo.id) if leads_on else ()
    replay: Keyboard = ((button(words.text("↻ Replay conversation"), Replay(day.number, demo.id)),),)
    chatgpt = words.text("**🤖 ChatGPT**")
    screens: list[Message] = []
    for exchange in demo.exchanges:
        opening = RichText()
        if not screens:
            opening = header + words.text("**🤖 ChatGPT** · online") + "\n" + italic(demo.title) + "\n\n"
        copyable = utf16_length(exchange.prompt) <= COPY_LIMIT
        prompt = RichText(exchange.prompt).styled("blockquote" if copyable else "pre")
        screens.append(Message(opening + words.text("**You**") + "\n" + prompt, onward if not screens else ()))
        for index, reply in enumerate(exchange.replies):
            screens.append(Message(chatgpt + "\n\n" + reply if index == 0 else reply, typed=True))
        if copyable:
            copy: Keyboard = ((Button(words.text("Copy prompt").text, copy=exchange.prompt),),)
            screens[-1] = replace(screens[-1], keyboard=copy)
    screens[-1] = replace(screens[-1], keyboard=(*replay, *screens[-1].keyboard, *onward))
    return screens


def _quiz_step_screen(words: Words, quiz: Quiz, day: Day, header: RichText, choice: str | None) -> Message:
    return quiz_screen(
        words,
        quiz,
        header,
        choice,
        lambda option: Answer(day.number, quiz.id, option),
        _continue_row(words, day, quiz.id),
    )


def _parts_row(words: Words, day: Day) -> tuple[Button, ...]:
    # Translators: a button: choose another part of a lesson that is read again.
    return (button(words.text("Go to a part …"), ShowParts(day.number)),)


def _continue_row(words: Words, day: Day, step: str) -> Keyboard:
    return ((button(words.text("Continue"), Continue(day.number, step), style="primary"),),)
