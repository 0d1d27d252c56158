"""The steps of a lesson as messages: what each says, and the buttons under it."""

from __future__ import annotations

from dataclasses import replace

from bot.botapi.message import COPY_LIMIT, Button, Keyboard, Message
from bot.chat.lessons.names import day_name, progress_bar
from bot.chat.lessons.quiz import quiz_screen
from bot.chat.lessons.taps import Answer, Continue, Replay, ShowLessons
from bot.chat.progress.screens import streak_lines
from bot.chat.progress.taps import ShowProgress
from bot.chat.review.screens import review_row
from bot.chat.tap import button, is_tap
from bot.core.course import Closing, Day, Demo, Quiz, Reading
from bot.core.richtext import RichText, bold, italic, join, utf16_length
from bot.flows.enrolment import Card, Score, Showing
from bot.flows.lessons import Judged, Replaying


def step_screens(showing: Showing) -> list[Message]:
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


def judged_screen(judged: Judged) -> Message:
    """A knowledge check with the answer marked and explained."""
    header = _header(judged.day, judged.days, judged.quiz.id)
    return _quiz_step_screen(judged.quiz, judged.day, header, judged.choice)


def replay_screens(replaying: Replaying) -> list[Message]:
    """The messages of a demo that is played again; where the learner has gone on, it leads no further."""
    header = _header(replaying.day, replaying.days, replaying.demo.id)
    return _demo_screens(replaying.demo, replaying.day, header, leads_on=replaying.current)


def without_continue(message: Message) -> Message:
    """The same message, no longer leading on."""
    rows = (row for row in message.keyboard if not any(is_tap(each, Continue) for each in row))
    return replace(message, keyboard=tuple(rows))


def _header(day: Day, days: int, step_id: str) -> RichText:
    """`Day 11 of 28 · 2/12` above a bar with a segment for each step."""
    lesson = day.lesson
    steps = len(lesson.steps) if lesson else 1
    at = ((lesson.index_of(step_id) if lesson else None) or 0) + 1
    return RichText(f"Day {day.number} of {days} · {at}/{steps}\n{progress_bar(at, steps)}\n\n")


def _reading_screens(reading: Reading, day: Day, header: RichText) -> list[Message]:
    screens = [Message(header + part if index == 0 else part) for index, part in enumerate(reading.parts)]
    screens[-1] = replace(screens[-1], keyboard=_continue_row(day, reading.id))
    return screens


def _demo_screens(demo: Demo, day: Day, header: RichText, *, leads_on: bool) -> list[Message]:
    onward = _continue_row(day, demo.id) if leads_on else ()
    replay: Keyboard = ((button("↻ Replay conversation", Replay(day.number, demo.id)),),)
    chatgpt = bold("🤖 ChatGPT")
    screens: list[Message] = []
    for exchange in demo.exchanges:
        opening = header + chatgpt + " · online\n" + italic(demo.title) + "\n\n" if not screens else RichText()
        copyable = utf16_length(exchange.prompt) <= COPY_LIMIT
        prompt = RichText(exchange.prompt).styled("blockquote" if copyable else "pre")
        screens.append(Message(opening + bold("You") + "\n" + prompt, onward if not screens else ()))
        for index, reply in enumerate(exchange.replies):
            screens.append(Message(chatgpt + "\n\n" + reply if index == 0 else reply, typed=True))
        if copyable:
            copy: Keyboard = ((Button("Copy prompt", copy=exchange.prompt),),)
            screens[-1] = replace(screens[-1], keyboard=copy)
    screens[-1] = replace(screens[-1], keyboard=(*replay, *screens[-1].keyboard, *onward))
    return screens


def _quiz_step_screen(quiz: Quiz, day: Day, header: RichText, choice: str | None) -> Message:
    return quiz_screen(
        quiz, header, choice, lambda option: Answer(day.number, quiz.id, option), _continue_row(day, quiz.id)
    )


def _closing_screen(closing: Closing, day: Day, header: RichText, card: Card | None) -> Message:
    parts: list[RichText | str] = [bold(f"🎬 Day {day.number} Complete"), closing.line]
    if card:
        parts.append("\n".join([*_score_lines(card), *streak_lines(card.streak)]))
        parts.append(_tomorrow(card.tomorrow))
    buttons = (button("Progress", ShowProgress()), button("Lessons", ShowLessons()))
    review = review_row(card.due) if card else ()
    return Message(header + join("\n\n", parts), (*review, buttons), celebrate=True)


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
    return ((button("Continue", Continue(day.number, step), style="primary"),),)
