"""/course: the course’s files, their problems, taking them over, and a look at any day."""

from __future__ import annotations

from dataclasses import replace

from bot.botapi.message import Keyboard, Message
from bot.chat.admin.taps import AnswerPreview, PreviewStep, ReloadCourse
from bot.chat.conversation import Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.lessons.quiz import quiz_screen
from bot.chat.lessons.screens import step_screens
from bot.chat.tap import button
from bot.core.course import Changes, Course, Day, Lesson, Quiz
from bot.core.lesson import Place, Refusal
from bot.core.richtext import RichText, bold, join
from bot.flows.course import Inspection, inspect_course, reload_course
from bot.flows.enrolment import Showing
from bot.flows.school import School
from bot.words import N_, Words

_MOST_PROBLEMS = 12
_PROBLEM_LENGTH = 240
_PREVIEWS_IN_A_ROW = 4


class CourseHandlers:
    """Where admins look after the course."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What looking after the course brings to the bot."""
        meaning = N_("The course’s files: problems, reload, preview")
        return Feature(
            commands=(Command("course", self.on_course, meaning, menu=122),),
            taps={ReloadCourse: self.on_reload, PreviewStep: self.on_preview, AnswerPreview: self.on_answer},
            for_admins=True,
        )

    async def on_course(self, typed: Typed) -> None:
        """Show how the course’s files stand beside what is taught."""
        await typed.reply(course_screen(typed.words, await inspect_course(self._school)))

    async def on_reload(self, tapped: Tapped, _: ReloadCourse) -> None:
        """Teach from now on what the files say."""
        await tapped.say()
        inspection = await reload_course(self._school, tapped.learner_id)
        await tapped.show(course_screen(tapped.words, inspection, reloaded=True))

    async def on_preview(self, tapped: Tapped, tap: PreviewStep) -> None:
        """Show a step as learners see it, below."""
        course = self._school.course
        day, lesson = course.day(tap.day), course.lesson(tap.day)
        screens = preview_screens(tapped.words, course, day, lesson, tap.step) if day and lesson else []
        if not screens:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        await tapped.say()
        for screen in screens:
            await tapped.reply(screen)

    async def on_answer(self, tapped: Tapped, tap: AnswerPreview) -> None:
        """Judge an option of a knowledge check that is only looked at."""
        course = self._school.course
        day, lesson, quiz = course.day(tap.day), course.lesson(tap.day), course.quiz(tap.day, tap.step)
        if not day or not lesson or not quiz or tap.option not in {option.id for option in quiz.options}:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        await tapped.say()
        await tapped.show(preview_quiz_screen(tapped.words, day, lesson, quiz, tap.option))


def course_screen(words: Words, inspection: Inspection, *, reloaded: bool = False) -> Message:
    """The course as it is taught, what its files say, and the ways to look at a day."""
    course = inspection.course
    # Translators: {n} is how many days the course has.
    written = words.plural(
        "{written} of {n} day written.",
        "{written} of {n} days written.",
        len(course.days),
        written=len(course.lessons),
    )
    parts: list[RichText | str] = [
        bold(course.title) + "\n" + written,
        _files(words, inspection, reloaded=reloaded),
    ]
    if course.lessons:
        parts.append(words.text("The buttons below show a day as learners see it. Your own place stays where it is."))
    can_reload = bool(inspection.problems or (inspection.changes and not reloaded))
    # Translators: a button that takes over the course’s files as they are now.
    reload: Keyboard = ((button(words.text("Reload"), ReloadCourse(), style="primary"),),) if can_reload else ()
    return Message(join("\n\n", parts), (*reload, *_preview_rows(words, course)))


def preview_screens(words: Words, course: Course, day: Day, lesson: Lesson, step_id: str) -> list[Message]:
    """The messages of a step as learners see them, marked as a preview; none where there is no such step."""
    index = lesson.index_of(step_id)
    if index is None:
        return []
    step = lesson.steps[index]
    following = lesson.steps[index + 1].id if index + 1 < len(lesson.steps) else None
    if isinstance(step, Quiz):
        return [preview_quiz_screen(words, day, lesson, step, None)]
    showing = Showing(Place(day.number, step.id), day, len(course.days), step)
    screens = [
        replace(screen, keyboard=_copies(screen.keyboard), celebrate=False) for screen in step_screens(words, showing)
    ]
    screens[0] = replace(screens[0], text=_mark(words) + screens[0].text)
    screens[-1] = replace(screens[-1], keyboard=(*screens[-1].keyboard, *_next_row(words, day, following)))
    return screens


def preview_quiz_screen(words: Words, day: Day, lesson: Lesson, quiz: Quiz, choice: str | None) -> Message:
    """A knowledge check that can be tried without an answer being kept."""
    index = lesson.index_of(quiz.id) or 0
    steps = len(lesson.steps)
    counted = words.text("Day {day} · {at}/{steps}", day=day.number, at=index + 1, steps=steps)
    header = _mark(words) + counted + "\n\n"
    onward = _next_row(words, day, lesson.steps[index + 1].id)
    screen = quiz_screen(words, quiz, header, choice, lambda option: AnswerPreview(day.number, quiz.id, option), onward)
    return screen if choice else replace(screen, keyboard=(*screen.keyboard, *onward))


def _mark(words: Words) -> RichText:
    # Translators: stands above a step that an admin only looks at.
    return words.text("*Preview*") + "\n"


def _files(words: Words, inspection: Inspection, *, reloaded: bool) -> RichText:
    if inspection.problems:
        return _problems(words, inspection, reloaded=reloaded)
    if inspection.changes is None:
        return words.text("It is read from no files that could be reloaded.")
    if not inspection.changes:
        return words.text("No problems in the files, and nothing new in them.")
    heading = words.text("The files have changes:")
    if reloaded:
        heading = words.text("Reloaded. Learners are taught by the new files from now on.")
    return join("\n", [heading, *_changes(words, inspection.changes)])


def _problems(words: Words, inspection: Inspection, *, reloaded: bool) -> RichText:
    """The first problems, as the checker puts them."""
    problems = inspection.problems
    lines = [RichText(f"{problem}"[:_PROBLEM_LENGTH]).styled("code") for problem in problems[:_MOST_PROBLEMS]]
    more = ["…"] if len(problems) > len(lines) else []
    heading = words.plural("**{n} problem in the files**", "**{n} problems in the files**", len(problems))
    parts = [join("\n", [heading, *lines, *more])]
    if reloaded:
        parts.append(words.text("Nothing was reloaded: learners go on with the course as it was."))
    return join("\n\n", parts)


def _changes(words: Words, changes: Changes) -> list[RichText]:
    """What is different, day by day."""
    new, changed, gone = (", ".join(map(str, days)) for days in (changes.written, changes.rewritten, changes.gone))
    lines = []
    if new:
        # Translators: a list of days of the course by their numbers: “New: Days 3, 11”; so are the next two.
        lines.append(words.plural("New: Day {days}", "New: Days {days}", len(changes.written), days=new))
    if changed:
        lines.append(words.plural("Changed: Day {days}", "Changed: Days {days}", len(changes.rewritten), days=changed))
    if gone:
        text = words.plural(
            "No longer written: Day {days}", "No longer written: Days {days}", len(changes.gone), days=gone
        )
        lines.append(text)
    if changes.otherwise:
        lines.append(words.text("Changed: titles, or other words outside lessons"))
    return lines


def _preview_rows(words: Words, course: Course) -> Keyboard:
    buttons = [
        button(words.text("Day {day}", day=number), PreviewStep(number, lesson.steps[0].id))
        for number, lesson in course.lessons.items()
    ]
    starts = range(0, len(buttons), _PREVIEWS_IN_A_ROW)
    return tuple(tuple(buttons[start : start + _PREVIEWS_IN_A_ROW]) for start in starts)


def _copies(keyboard: Keyboard) -> Keyboard:
    """The buttons that only copy: none of the others means anything to somebody who isn't there."""
    rows = (tuple(button for button in row if button.copy is not None) for row in keyboard)
    return tuple(row for row in rows if row)


def _next_row(words: Words, day: Day, following: str | None) -> Keyboard:
    if following is None:
        return ()
    return ((button(words.text("Next"), PreviewStep(day.number, following), style="primary"),),)
