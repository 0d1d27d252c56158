"""A step of the course as learners see it, for somebody who only looks."""

from __future__ import annotations

from dataclasses import replace

from bot.botapi.message import Keyboard, Message
from bot.chat.admin.taps import AnswerPreview, PreviewStep
from bot.chat.lessons.quiz import quiz_screen
from bot.chat.lessons.screens import step_header, step_screens
from bot.chat.tap import button
from bot.core.course import Course, Day, Lesson, Quiz
from bot.core.lesson import Place
from bot.core.richtext import RichText
from bot.flows.enrolment import Showing
from bot.words import Words


def preview_screens(words: Words, course: Course, day: Day, lesson: Lesson, step_id: str) -> list[Message]:
    """The messages of a step as learners see them, marked as a preview; none where there is no such step."""
    index = lesson.index_of(step_id)
    if index is None:
        return []
    step = lesson.steps[index]
    following = lesson.steps[index + 1].id if index + 1 < len(lesson.steps) else None
    if isinstance(step, Quiz):
        return [preview_quiz_screen(words, course, day, lesson, step, None)]
    showing = Showing(Place(day.number, step.id), day, len(course.days), step)
    screens = [
        replace(screen, keyboard=_copies(screen.keyboard), celebrate=False) for screen in step_screens(words, showing)
    ]
    screens[0] = replace(screens[0], text=_mark(words) + screens[0].text)
    screens[-1] = replace(screens[-1], keyboard=(*screens[-1].keyboard, *_next_row(words, day, following)))
    return screens


def preview_quiz_screen(
    words: Words, course: Course, day: Day, lesson: Lesson, quiz: Quiz, choice: str | None
) -> Message:
    """A knowledge check that can be tried without an answer being kept."""
    index = lesson.index_of(quiz.id) or 0
    header = _mark(words) + step_header(words, day, len(course.days), quiz.id)
    onward = _next_row(words, day, lesson.steps[index + 1].id)

    def tap_on(option: str) -> AnswerPreview:
        return AnswerPreview(day.number, quiz.id, option)

    screen = quiz_screen(words, quiz, header, choice, tap_on, onward, first_counts=False)
    return screen if choice else replace(screen, keyboard=(*screen.keyboard, *onward))


def _mark(words: Words) -> RichText:
    # Translators: stands above a step that an admin only looks at.
    return words.text("*Preview*") + "\n"


def _copies(keyboard: Keyboard) -> Keyboard:
    """The buttons that only copy: none of the others means anything to somebody who isn't there."""
    rows = (tuple(button for button in row if button.copy is not None) for row in keyboard)
    return tuple(row for row in rows if row)


def _next_row(words: Words, day: Day, following: str | None) -> Keyboard:
    if following is None:
        return ()
    return ((button(words.text("Next"), PreviewStep(day.number, following), style="primary"),),)
