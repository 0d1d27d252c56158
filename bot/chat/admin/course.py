"""/course: the course’s files, their problems, taking them over, and a look at any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.admin.preview_screens import preview_quiz_screen, preview_screens
from bot.chat.admin.taps import AnswerPreview, LookAgain, PreviewStep, ReloadCourse, RestoreCourse
from bot.chat.alerts import Alerts
from bot.chat.conversation import Tapped, Typed
from bot.chat.feature import Command, Feature, Tick
from bot.chat.tap import button
from bot.core.course import Changes, Lesson
from bot.core.lesson import Refusal
from bot.core.richtext import RichText, bold, join
from bot.flows.course.versions import Inspection, course_to_preview, inspect_course, reload_course, restore_course
from bot.flows.school import School
from bot.words import N_, DateForm, Words, words_in

_MOST_PROBLEMS = 12
_MOST_STALE = 7  # days that are listed
_PROBLEM_LENGTH = 240
_PREVIEWS_IN_A_ROW = 4
_DIGITS = 12  # of a digest, for a button


class CourseHandlers:
    """Where admins look after the course. What they should know of it as it was `opened` is told to them once."""

    def __init__(self, school: School, alerts: Alerts, opened: Inspection | None = None) -> None:
        self._school = school
        self._alerts = alerts
        self._opened = opened

    @property
    def feature(self) -> Feature:
        """What looking after the course brings to the bot."""
        meaning = N_("The course’s files: problems, reload, preview")
        return Feature(
            commands=(Command("course", self.on_course, meaning, menu=122),),
            taps={
                ReloadCourse: self.on_reload,
                LookAgain: self.on_look,
                RestoreCourse: self.on_restore,
                PreviewStep: self.on_preview,
                AnswerPreview: self.on_answer,
            },
            ticks=(Tick(self._tell),),
            for_admins=True,
        )

    async def on_course(self, typed: Typed) -> None:
        """Show how the course’s files stand beside what is taught."""
        await typed.reply(course_screen(typed.words, await inspect_course(self._school)))

    async def on_look(self, tapped: Tapped, _: LookAgain) -> None:
        """Show how the files stand now."""
        await tapped.say(tapped.words.text("Read anew."))
        await tapped.show(course_screen(tapped.words, await inspect_course(self._school)))

    async def on_reload(self, tapped: Tapped, tap: ReloadCourse) -> None:
        """Teach from now on what the files say, unless they have changed since they were shown."""
        inspection = await reload_course(self._school, tapped.learner_id, tap.digest)
        if inspection is None:
            await tapped.say(tapped.words.text("The files have changed since. Look again."))
            await tapped.show(course_screen(tapped.words, await inspect_course(self._school)))
            return
        await tapped.say()
        await tapped.show(course_screen(tapped.words, inspection, reloaded=True))

    async def on_restore(self, tapped: Tapped, _: RestoreCourse) -> None:
        """Teach again what was taught before the last reload."""
        await tapped.say()
        inspection = await restore_course(self._school, tapped.learner_id)
        await tapped.show(course_screen(tapped.words, inspection, restored=True))

    async def on_preview(self, tapped: Tapped, tap: PreviewStep) -> None:
        """Show a step as learners see it, below; as its file has it, taught or not."""
        course = await course_to_preview(self._school, tap.day)
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
        course = await course_to_preview(self._school, tap.day)
        day, lesson, quiz = course.day(tap.day), course.lesson(tap.day), course.quiz(tap.day, tap.step)
        if not day or not lesson or not quiz or tap.option not in {option.id for option in quiz.options}:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        await tapped.say()
        await tapped.show(preview_quiz_screen(tapped.words, course, day, lesson, quiz, tap.option))

    async def _tell(self) -> None:
        """Have admins told once what was found at the start that they should see to."""
        opened, self._opened = self._opened, None
        for text in opening_words(words_in(None), opened) if opened else ():
            self._alerts.note(text)


def opening_words(words: Words, opened: Inspection) -> list[str]:
    """What admins should hear of a course as it was opened: bad files, and learners whose place is gone."""
    told = []
    if opened.problems:
        files = ", ".join(sorted({problem.path.name for problem in opened.problems}))
        told.append(
            words.text("The course goes on without the changes of {files}; /course tells why.", files=files).text
        )
    if opened.changes:
        told += [line.text for line in loss_lines(words, opened.changes, opened.standing)]
    return told


def course_screen(words: Words, inspection: Inspection, *, reloaded: bool = False, restored: bool = False) -> Message:
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
    if restored:
        parts.insert(1, words.text("Learners are taught what was taught before."))
    if inspection.stale:
        parts.append(_stale(words, inspection.stale))
    if inspection.written:
        parts.append(words.text("The buttons below show a day as learners see it. Your own place stays where it is."))
    rows: list[tuple[Button, ...]] = []
    if inspection.problems:
        # Translators: a button that reads the course’s files again.
        rows.append((button(words.text("Look again"), LookAgain(), style="primary"),))
    elif inspection.changes and not reloaded:
        # Translators: a button that takes over the course’s files as they are now.
        rows.append((button(words.text("Reload"), ReloadCourse(inspection.digest[:_DIGITS]), style="primary"),))
    if inspection.has_former:
        # Translators: a button that undoes the last reload of the course.
        rows.append((button(words.text("Back to what was taught before"), RestoreCourse()),))
    return Message(join("\n\n", parts), (*rows, *_preview_rows(words, inspection.written)))


def _stale(words: Words, stale: Sequence[tuple[int, date]]) -> RichText:
    """The days whose facts are old, the oldest first."""
    heading = words.text("**Facts to check again**")
    lines = [
        # Translators: {date} is when the facts of a lesson were last held against their sources.
        words.text("Day {day}: checked {date}", day=number, date=words.date(on, DateForm.DAY_AND_YEAR))
        for number, on in stale[:_MOST_STALE]
    ]
    return join("\n", [heading, *lines, *(["…"] if len(stale) > _MOST_STALE else [])])


def _files(words: Words, inspection: Inspection, *, reloaded: bool) -> RichText:
    if inspection.problems:
        return _problems(words, inspection)
    if inspection.changes is None:
        return words.text("It is read from no files that could be reloaded.")
    if not inspection.changes:
        return words.text("No problems in the files, and nothing new in them.")
    heading = words.text("The files have changes:")
    if reloaded:
        heading = words.text("Reloaded. Learners are taught by the new files from now on.")
    return join("\n", [heading, *changes_lines(words, inspection.changes, inspection.standing)])


def _problems(words: Words, inspection: Inspection) -> RichText:
    """The first problems, as the checker puts them."""
    problems = inspection.problems
    lines = [RichText(f"{problem}"[:_PROBLEM_LENGTH]).styled("code") for problem in problems[:_MOST_PROBLEMS]]
    more = ["…"] if len(problems) > len(lines) else []
    heading = words.plural("**{n} problem in the files**", "**{n} problems in the files**", len(problems))
    untouched = words.text("Learners go on with the course as it was.")
    return join("\n\n", [join("\n", [heading, *lines, *more]), untouched])


def changes_lines(words: Words, changes: Changes, standing: Mapping[tuple[int, str], int]) -> list[RichText]:
    """What is different, day by day, and how many learners stand where something is gone."""
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
    return lines + loss_lines(words, changes, standing)


def loss_lines(words: Words, changes: Changes, standing: Mapping[tuple[int, str], int]) -> list[RichText]:
    """A line for each day and each step that is gone, with how many learners stand there."""
    lines = []
    for number in changes.gone:
        learners = sum(count for (day, _), count in standing.items() if day == number)
        lines.append(
            words.plural(
                "⚠️ {n} learner is in the middle of Day {day}, which is gone.",
                "⚠️ {n} learners are in the middle of Day {day}, which is gone.",
                learners,
                day=number,
            )
        )
    for number, step in changes.lost:
        lines.append(
            # Translators: {step} is the id of a step in the lesson’s file, such as kc1.
            words.plural(
                "⚠️ Day {day} has no step `{step}` of that kind any more; {n} learner stands there. Ids are for ever.",
                "⚠️ Day {day} has no step `{step}` of that kind any more; {n} learners stand there. Ids are for ever.",
                standing.get((number, step), 0),
                day=number,
                step=step,
            )
        )
    return lines


def _preview_rows(words: Words, written: Mapping[int, Lesson]) -> Keyboard:
    buttons = [
        button(words.text("Day {day}", day=number), PreviewStep(number, lesson.steps[0].id))
        for number, lesson in written.items()
    ]
    starts = range(0, len(buttons), _PREVIEWS_IN_A_ROW)
    return tuple(tuple(buttons[start : start + _PREVIEWS_IN_A_ROW]) for start in starts)
