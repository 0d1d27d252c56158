"""A step of the course as learners see it, for somebody who only looks."""

from __future__ import annotations

from dataclasses import replace

from bot.botapi.message import Keyboard, Message
from bot.chat.admin.taps import AnswerPreview, PreviewStep
from bot.chat.lessons.quiz import media_screens, quiz_screen
from bot.chat.lessons.screens import step_header, step_screens
from bot.chat.practice.screens import assessed_screen, example_screen, extra_screen, practice_screen
from bot.chat.tap import button
from bot.core.course import Course, Day, Lesson, Practice, Quiz, Reading, Step
from bot.core.lesson import Place
from bot.core.practice import Assessment, Verdict
from bot.core.richtext import RichText
from bot.flows.enrolment import Showing
from bot.flows.practice import Practising, judge_prompt
from bot.words import Words


def preview_screens(words: Words, course: Course, day: Day, lesson: Lesson, step_id: str) -> list[Message]:
    """The messages of a step as learners see them, the first words marked as a preview; none where there is no such
    step.
    """
    path = (*lesson.steps, *([lesson.extra] if lesson.extra else []))
    index = next((index for index, step in enumerate(path) if step.id == step_id), None)
    if index is None:
        return []
    step = path[index]
    following = path[index + 1].id if index + 1 < len(path) else None
    if isinstance(step, Quiz):
        return [*media_screens(step), preview_quiz_screen(words, course, day, lesson, step, None)]
    screens = [
        replace(screen, keyboard=_harmless(screen.keyboard), celebrate=False)
        for screen in _screens(words, course, day, step)
    ]
    first = len(media_screens(step)) if isinstance(step, Reading) else 0
    screens[first] = replace(screens[first], text=_mark(words) + screens[first].text)
    screens[-1] = replace(screens[-1], keyboard=(*screens[-1].keyboard, *_next_row(words, day, following)))
    return screens


def _screens(words: Words, course: Course, day: Day, step: Step) -> list[Message]:
    """The messages of a step. A practice is shown with what is said to its example, and to a try that lacks all."""
    if not isinstance(step, Practice):
        return step_screens(words, Showing(Place(day.number, step.id), day, len(course.days), step))
    at = Practising(day, len(course.days), step, course.chatgpt)
    if day.lesson and step is day.lesson.extra:
        task = extra_screen(words, at)
    else:
        header = step_header(words, day, len(course.days), step.id)
        task = practice_screen(words, step, header, day.number)
    nothing = Assessment(tuple(Verdict(criterion, met=False) for criterion in step.criteria))
    example = step.example
    tries = [(judge_prompt(step, example), example), (nothing, "…")]
    return [
        task,
        example_screen(words, at),
        *(assessed_screen(words, at, assessment, text) for assessment, text in tries),
    ]


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


def _harmless(keyboard: Keyboard) -> Keyboard:
    """The buttons that copy or open something: none of the others means anything to somebody who isn't there."""
    rows = (tuple(button for button in row if button.data is None) for row in keyboard)
    return tuple(row for row in rows if row)


def _next_row(words: Words, day: Day, following: str | None) -> Keyboard:
    if following is None:
        return ()
    return ((button(words.text("Next"), PreviewStep(day.number, following), style="primary"),),)
