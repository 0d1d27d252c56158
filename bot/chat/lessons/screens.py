"""The steps of a lesson as messages: what each says, and the buttons under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.botapi.message import COPY_LIMIT, Button, ButtonStyle, Keyboard, Screen
from bot.chat.general_screens import day_name, review_row
from bot.chat.progress.screens import streak_lines
from bot.chat.tap import Answer, Continue, Replay, ShowLessons, ShowProgress, Tap, pack
from bot.core.course import Closing, Day, Demo, Option, Quiz, Reading
from bot.core.richtext import RichText, bold, italic, join, utf16_length
from bot.flows.enrolment import Card, Score, Showing
from bot.flows.lessons import Judged, Replaying

_BAR_LIMIT = 12  # segments of the progress bar


def step_screens(showing: Showing) -> list[Screen]:
    """The messages of a step, in order; `message_count` says how many there are."""
    day, header = showing.day, _header(showing.day, showing.days, showing.step.id)
    match showing.step:
        case Reading() as reading:
            return _reading_screens(reading, day, header)
        case Demo() as demo:
            return _demo_screens(demo, day, header, leads_on=True)
        case Quiz() as quiz:
            return [_quiz_step_screen(quiz, day, header, showing.choice)]
        case Closing() as closing:
            return [_closing_screen(closing, day, header, showing.card)]


def judged_screen(judged: Judged) -> Screen:
    """A knowledge check with the answer marked and explained."""
    header = _header(judged.day, judged.days, judged.quiz.id)
    return _quiz_step_screen(judged.quiz, judged.day, header, judged.choice)


def quiz_screen(
    quiz: Quiz, header: RichText, choice: str | None, tap_on: Callable[[str], Tap], onward: Keyboard
) -> Screen:
    """A knowledge check. `tap_on` gives the tap on an option; once there is a `choice`, it is judged and leads
    `onward`.
    """
    letters = tuple(
        Button(option.id, data=pack(tap_on(option.id)), style=_style(quiz, option.id, choice))
        for option in quiz.options
    )
    text: list[RichText | str] = [header, bold(quiz.title), "\n\n", quiz.question, "\n"]
    for option in quiz.options:
        text += ["\n", *_option_line(quiz, option, choice)]
    if choice is None:
        return Screen(join("", text), (letters,))
    verdict = "Right." if choice == quiz.answer else f"Not quite: the answer is {quiz.answer}."
    text += ["\n\n", bold(verdict), "\n", quiz.why.styled("expandable_blockquote")]
    return Screen(join("", text), (letters, *onward))


def replay_screens(replaying: Replaying) -> list[Screen]:
    """The messages of a demo that is played again; where the learner has gone on, it leads no further."""
    header = _header(replaying.day, replaying.days, replaying.demo.id)
    return _demo_screens(replaying.demo, replaying.day, header, leads_on=replaying.current)


def progress_bar(at: int, of: int) -> str:
    """`▰▰▱▱`: a segment for each step, those up to and with number `at` filled."""
    segments = min(of, _BAR_LIMIT)
    filled = round(at * segments / of)
    return "▰" * filled + "▱" * (segments - filled)


def without_continue(screen: Screen) -> Screen:
    """The same screen, no longer leading on."""
    return replace(
        screen, keyboard=tuple(row for row in screen.keyboard if all(each.label != _CONTINUE for each in row))
    )


_CONTINUE = "Continue"


def _header(day: Day, days: int, step_id: str) -> RichText:
    """`Day 11 of 28 · 2/12` above a bar with a segment for each step."""
    lesson = day.lesson
    steps = len(lesson.steps) if lesson else 1
    at = ((lesson.index_of(step_id) if lesson else None) or 0) + 1
    return RichText(f"Day {day.number} of {days} · {at}/{steps}\n{progress_bar(at, steps)}\n\n")


def _reading_screens(reading: Reading, day: Day, header: RichText) -> list[Screen]:
    screens = [Screen(header + part if index == 0 else part) for index, part in enumerate(reading.parts)]
    screens[-1] = replace(screens[-1], keyboard=_continue_row(day, reading.id))
    return screens


def _demo_screens(demo: Demo, day: Day, header: RichText, *, leads_on: bool) -> list[Screen]:
    onward = _continue_row(day, demo.id) if leads_on else ()
    replay: Keyboard = ((Button("↻ Replay conversation", data=pack(Replay(day.number, demo.id))),),)
    chatgpt = bold("🤖 ChatGPT")
    screens: list[Screen] = []
    for exchange in demo.exchanges:
        opening = header + chatgpt + " · online\n" + italic(demo.title) + "\n\n" if not screens else RichText()
        copyable = utf16_length(exchange.prompt) <= COPY_LIMIT
        prompt = RichText(exchange.prompt).styled("blockquote" if copyable else "pre")
        screens.append(Screen(opening + bold("You") + "\n" + prompt, onward if not screens else ()))
        for index, reply in enumerate(exchange.replies):
            screens.append(Screen(chatgpt + "\n\n" + reply if index == 0 else reply, typed=True))
        if copyable:
            copy: Keyboard = ((Button("Copy prompt", copy=exchange.prompt),),)
            screens[-1] = replace(screens[-1], keyboard=copy)
    screens[-1] = replace(screens[-1], keyboard=(*replay, *screens[-1].keyboard, *onward))
    return screens


def _quiz_step_screen(quiz: Quiz, day: Day, header: RichText, choice: str | None) -> Screen:
    return quiz_screen(
        quiz, header, choice, lambda option: Answer(day.number, quiz.id, option), _continue_row(day, quiz.id)
    )


def _option_line(quiz: Quiz, option: Option, choice: str | None) -> list[RichText | str]:
    if choice is not None and option.id == quiz.answer:
        return ["✅ ", bold(f"{option.id}  {option.text}")]
    mark = "❌ " if option.id == choice else ""
    return [mark, bold(option.id), f"  {option.text}"]


def _style(quiz: Quiz, option: str, choice: str | None) -> ButtonStyle | None:
    if choice is None:
        return None
    if option == quiz.answer:
        return "success"
    return "danger" if option == choice else None


def _closing_screen(closing: Closing, day: Day, header: RichText, card: Card | None) -> Screen:
    parts: list[RichText | str] = [bold(f"🎬 Day {day.number} Complete"), closing.line]
    if card:
        parts.append("\n".join([*_score_lines(card), *streak_lines(card.streak)]))
        parts.append(_tomorrow(card.tomorrow))
    buttons = (Button("Progress", data=pack(ShowProgress())), Button("Lessons", data=pack(ShowLessons())))
    review = review_row(card.due) if card else ()
    return Screen(header + join("\n\n", parts), (*review, buttons), celebrate=True)


def _score_lines(card: Card) -> list[str]:
    if not card.score.of:
        return []
    lines = [f"🎯 Score: {_score(card.score)}"]
    return [*lines, f"This time: {_score(card.this_time)}"] if card.this_time else lines


def _score(score: Score) -> str:
    return f"{score.right} of {score.of}"


def _tomorrow(day: Day | None) -> RichText:
    if day is None:
        return bold("That was the last day.") + " The whole course is behind you."
    heading = bold("Tomorrow: ") + day_name(day)
    return heading + "\n" + day.teaser if day.teaser.text else heading


def _continue_row(day: Day, step: str) -> Keyboard:
    return ((Button(_CONTINUE, data=pack(Continue(day.number, step)), style="primary"),),)
