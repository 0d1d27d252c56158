"""What admins see of the course and of a learner. Facts, and what to do next."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from bot.botapi.message import Button, Keyboard, Screen
from bot.chat.broadcasts.screens import BROADCAST_COMMANDS
from bot.chat.general_screens import day_name
from bot.chat.lessons.screens import quiz_screen, step_screens
from bot.chat.progress.screens import LEDGER_DAYS, entry_line, streak_lines
from bot.chat.tap import AnswerPreview, PreviewStep, ReloadCourse, pack
from bot.core.audit import AuditEntry, Deed
from bot.core.broadcast import Whom
from bot.core.course import Changes, Course, Day, Lesson, Quiz
from bot.core.lesson import Place
from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.core.richtext import RichText, bold, italic, join
from bot.flows.course import Inspection
from bot.flows.enrolment import Showing
from bot.flows.learners import Record

ADMIN_COMMANDS = {
    **BROADCAST_COMMANDS,
    "stats": "How the course does",
    "learner": "One learner’s state, by number",
    "course": "The course’s files: problems, reload, preview",
    "audit": "Who of the admins did what",
}
"""What only admins see in Telegram's menu and in /help."""

_MOST_PROBLEMS = 12
_PROBLEM_LENGTH = 240
_PREVIEWS_IN_A_ROW = 4


def course_screen(inspection: Inspection, *, reloaded: bool = False) -> Screen:
    """The course as it is taught, what its files say, and the ways to look at a day."""
    course = inspection.course
    parts: list[RichText | str] = [
        bold(course.title) + f"\n{len(course.lessons)} of {len(course.days)} days written.",
        _files(inspection, reloaded=reloaded),
    ]
    if course.lessons:
        parts.append("The buttons below show a day as learners see it. Your own place stays where it is.")
    can_reload = bool(inspection.problems or (inspection.changes and not reloaded))
    reload: Keyboard = ((Button("Reload", data=pack(ReloadCourse()), style="primary"),),) if can_reload else ()
    return Screen(join("\n\n", parts), (*reload, *_preview_rows(course)))


def preview_screens(course: Course, day: Day, lesson: Lesson, step_id: str) -> list[Screen]:
    """The messages of a step as learners see them, marked as a preview; none where there is no such step."""
    index = lesson.index_of(step_id)
    if index is None:
        return []
    step = lesson.steps[index]
    following = lesson.steps[index + 1].id if index + 1 < len(lesson.steps) else None
    if isinstance(step, Quiz):
        return [preview_quiz_screen(day, lesson, step, None)]
    showing = Showing(Place(day.number, step.id), day, len(course.days), step)
    screens = [replace(screen, keyboard=_copies(screen.keyboard), celebrate=False) for screen in step_screens(showing)]
    screens[0] = replace(screens[0], text=_MARK + screens[0].text)
    screens[-1] = replace(screens[-1], keyboard=(*screens[-1].keyboard, *_next_row(day, following)))
    return screens


def preview_quiz_screen(day: Day, lesson: Lesson, quiz: Quiz, choice: str | None) -> Screen:
    """A knowledge check that can be tried without an answer being kept."""
    index = lesson.index_of(quiz.id) or 0
    header = _MARK + f"Day {day.number} · {index + 1}/{len(lesson.steps)}\n\n"
    onward = _next_row(day, lesson.steps[index + 1].id)
    screen = quiz_screen(quiz, header, choice, lambda option: AnswerPreview(day.number, quiz.id, option), onward)
    return screen if choice else replace(screen, keyboard=(*screen.keyboard, *onward))


def learner_screen(record: Record) -> Screen:
    """A learner's state, preferences and ledger."""
    line, streak = record.line, record.ledger.streak
    facts = [
        f"Joined {_moment(line.joined_at)}, lives in {line.zone_name}"
        + (f", reads {line.language}" if line.language else ""),
        f"Last step {_moment(line.latest_at)}" if line.latest_at else "No step yet",
        f"Can’t be written to since {_moment(line.blocked_at)}" if line.blocked_at else "",
        _standing(record),
        f"{line.days_done} of {len(record.course.days)} days done, {line.right} of {line.given} answers right, "
        f"{record.questions_due} questions due",
        _wishes(record.preferences),
    ]
    days = [entry_line(entry) for entry in reversed(streak.ledger[-LEDGER_DAYS:])]
    return Screen(
        join(
            "\n\n",
            [
                bold(f"Learner {line.id}"),
                "\n".join(filter(None, facts)),
                bold("Streak") + "\n" + "\n".join([*streak_lines(streak), f"❄️ Freezes left: {streak.freezes}"]),
                bold("Day by day") + "\n" + "\n".join(days),
            ],
        )
    )


def unknown_learner_screen(learner_id: int) -> Screen:
    """To the number of somebody of whom nothing is kept."""
    return Screen(RichText(f"Nothing is kept about {learner_id}: they never began, or had everything deleted."))


def unknown_name_screen(name: str) -> Screen:
    """To a name that Telegram doesn't resolve."""
    return Screen(
        RichText(
            f"Telegram doesn’t tell me who {name} is, and I keep no names. Ask them for the number that stands first "
            "in their /export, then send /learner with it."
        )
    )


def which_learner_screen() -> Screen:
    """To /learner without a word on whom."""
    return Screen(RichText("Whose state? /learner 123456789, the number that stands first in their /export."))


def audit_screen(entries: list[AuditEntry]) -> Screen:
    """The latest entries, newest first."""
    lines = [
        f"{_moment(entry.at)}  {entry.admin_id} {_did(entry)}"
        + (f" {entry.broadcast_id}" if entry.broadcast_id is not None else "")
        + (f" ({about[:80]})" if (about := _about(entry)) else "")
        for entry in entries
    ]
    told = "\n".join(lines) or "Nothing yet."
    return Screen(bold("What admins did") + "\n\n" + told)


_CHOSEN: dict[str, str] = {Whom.NOT_FINISHED_TODAY: "not finished today", Whom.AT_DAY: "at a day"}


def _did(entry: AuditEntry) -> str:
    """What an admin did; in the words of an earlier version where they are known no more."""
    detail = entry.detail or ""
    told: dict[str, str] = {
        Deed.DRAFTED: f"drafted a {detail}" if detail else "drafted",
        Deed.CHOSE_AUDIENCE: f"chose {_CHOSEN.get(detail, detail)}",
        Deed.CHOSE_TIME: "chose a time",
        Deed.CONFIRMED: f"confirmed to {detail}",
        Deed.LOOKED_AT_LEARNER: "looked at a learner",
        Deed.RELOADED_COURSE: "reloaded the course",
    }
    return told.get(entry.did, entry.did)


def _about(entry: AuditEntry) -> str:
    """What stands behind it in brackets: the detail, where what was done doesn’t say it already."""
    if entry.did in {Deed.DRAFTED, Deed.CHOSE_AUDIENCE, Deed.CONFIRMED}:
        return ""
    if entry.did != Deed.RELOADED_COURSE:
        return entry.detail or ""
    changes = json.loads(entry.detail or "{}").items()
    return "; ".join(f"{word}: {', '.join(map(str, days))}" for word, days in changes) or "titles"


_MARK = italic("Preview") + "\n"


def _files(inspection: Inspection, *, reloaded: bool) -> RichText:
    if inspection.problems:
        told = [f"{problem}"[:_PROBLEM_LENGTH] for problem in inspection.problems[:_MOST_PROBLEMS]]
        count = len(inspection.problems)
        heading = "1 problem in the files" if count == 1 else f"{count} problems in the files"
        kept = "\n\nNothing was reloaded: learners go on with the course as it was." if reloaded else ""
        lines = join("\n", [RichText(line).styled("code") for line in told])
        return bold(heading) + "\n" + lines + ("\n…" if count > len(told) else "") + kept
    if inspection.changes is None:
        return RichText("It is read from no files that could be reloaded.")
    if not inspection.changes:
        return RichText("No problems in the files, and nothing new in them.")
    heading = "Reloaded. Learners are taught by the new files from now on." if reloaded else "The files have changes:"
    return RichText(heading) + "\n" + _in_words(inspection.changes)


def _in_words(changes: Changes) -> str:
    parts = {"New": changes.written, "Changed": changes.rewritten, "No longer written": changes.gone}
    lines = [
        f"{word}: {'Day' if len(days) == 1 else 'Days'} {', '.join(map(str, days))}"
        for word, days in parts.items()
        if days
    ]
    return "\n".join([*lines, *(["Changed: titles, or other words outside lessons"] if changes.otherwise else [])])


def _preview_rows(course: Course) -> Keyboard:
    buttons = [
        Button(f"Day {number}", data=pack(PreviewStep(number, lesson.steps[0].id)))
        for number, lesson in course.lessons.items()
    ]
    starts = range(0, len(buttons), _PREVIEWS_IN_A_ROW)
    return tuple(tuple(buttons[start : start + _PREVIEWS_IN_A_ROW]) for start in starts)


def _copies(keyboard: Keyboard) -> Keyboard:
    """The buttons that only copy: none of the others means anything to somebody who isn't there."""
    rows = (tuple(button for button in row if button.copy is not None) for row in keyboard)
    return tuple(row for row in rows if row)


def _next_row(day: Day, following: str | None) -> Keyboard:
    if following is None:
        return ()
    return ((Button("Next", data=pack(PreviewStep(day.number, following)), style="primary"),),)


def _standing(record: Record) -> str:
    if record.place is None:
        return "Between lessons"
    day = record.course.day(record.place.day)
    return f"At {record.place.step} of {day_name(day) if day else record.place.day}, message {record.place.delivery}"


def _wishes(preferences: Preferences) -> str:
    remind = f"Reminder at {preferences.remind_at:%H:%M}" if preferences.remind_at else "No reminders"
    if preferences.paused_until == UNTIL_RETURN:
        remind += ", paused until they return"
    elif preferences.paused_until:
        remind += f", paused until {_moment(preferences.paused_until)}"
    return remind + ("" if preferences.announcements else ", no announcements")


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M} UTC"
