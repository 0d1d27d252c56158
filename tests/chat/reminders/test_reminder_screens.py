"""What reminders say: in the words of the course, in plain ones, and in the language of the learner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.reminders.screens import PLAIN, paused_screen, reminder_screen, resumed_screen, snoozed_screen
from bot.core.course import Course, Day
from bot.core.delivery import Delivery
from bot.core.reminders import WORDED, Postponement, ReminderKind
from bot.core.wordings import PLACEHOLDERS, Facts, Wording, misused_placeholder
from bot.flows.reminders.due import Reminder
from bot.flows.reminders.responses import Response
from bot.store.reminders import ReminderEntry
from bot.words import Words, words_in
from tests.support.catalogues import spoken
from tests.support.classroom import Classroom
from tests.support.course import a_course_of
from tests.support.ticks import send_reminders

ENGLISH = words_in(None)
TUESDAY = date(2026, 3, 10)
NINE = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
FACTS = Facts(day=11, days=28, title="{Sora}", minutes=4, begun=False, streak=3, days_done=10, ignored=1, on=TUESDAY)
ABOUT_A_LESSON = [*WORDED, ReminderKind.OPENED]
OF_ALL = Wording("w", ReminderKind.DAILY, "{day} of {days}: {title}, {minutes}, {streak}, {days_done}")


def a_reminder(kind: ReminderKind = ReminderKind.DAILY, wording: Wording | None = None) -> Reminder:
    return Reminder(ReminderEntry(7, TUESDAY, kind, NINE, Delivery.SENDING, None), wording, FACTS)


def without_a_lesson(kind: ReminderKind, due: int, coming: Day | None = None) -> Reminder:
    return replace(a_reminder(kind), facts=None, reviews_due=due, coming=coming, streak=3)


def said(reminder: Reminder, words: Words = ENGLISH) -> str:
    return reminder_screen(words, reminder).text.text


def test_the_facts_are_filled_in_and_read_as_they_are() -> None:
    reminder = a_reminder(wording=OF_ALL)
    assert said(reminder) == "11 of 28: {Sora}, 4 minutes, 3, 10"
    assert said(replace(reminder, facts=replace(FACTS, minutes=1))).split(", ")[1] == "1 minute"


def test_the_words_of_a_course_are_plain_text() -> None:
    told = reminder_screen(ENGLISH, a_reminder(wording=replace(OF_ALL, text="**Day** `{day}` \\ *{title}*"))).text
    assert (told.text, told.entities) == ("**Day** `11` \\ *{Sora}*", ())


def test_every_placeholder_can_be_filled_in() -> None:
    for name in PLACEHOLDERS:
        assert said(a_reminder(wording=replace(OF_ALL, text=f"{{{name}}}")))


def test_there_are_plain_words_for_everything() -> None:
    assert {kind: said(a_reminder(kind)) for kind in ABOUT_A_LESSON} == {
        ReminderKind.DAILY: "Day 11 is ready: {Sora}. It takes 4 minutes.",
        ReminderKind.SNOOZED: "Here I am again. Day 11 is ready: {Sora}.",
        ReminderKind.AT_RISK: "Your streak is at 3 days. Day 11 takes 4 minutes.",
        ReminderKind.FAREWELL: "I’ll pause the reminders now. Your place is kept: Day 11, {Sora}.",
        ReminderKind.DAY_14: "Your place is kept: Day 11, {Sora}.",
        ReminderKind.DAY_30: "This is my last reminder. Day 11 stays open for you: {Sora}.",
        ReminderKind.OPENED: "Day 11 is open: {Sora}. It takes 4 minutes.",
    }
    assert all(misused_placeholder(text) is None for text in PLAIN.values())


@pytest.mark.parametrize(
    ("due", "offer"),
    [
        (1, "A question that you missed is back for a review."),
        (3, "3 questions that you missed are back for a review."),
    ],
)
def test_a_review_that_is_due_is_offered_below_the_lesson(due: int, offer: str) -> None:
    told = {kind: said(replace(a_reminder(kind), reviews_due=due)) for kind in ABOUT_A_LESSON}
    assert told[ReminderKind.DAILY] == f"Day 11 is ready: {{Sora}}. It takes 4 minutes.\n\n{offer}"
    offered = {ReminderKind.DAILY, ReminderKind.SNOOZED, ReminderKind.OPENED}
    assert {kind for kind in ABOUT_A_LESSON if offer in told[kind]} == offered


def test_where_no_lesson_waits_the_review_speaks_for_itself() -> None:
    coming = Day(12, "Writing")
    assert {
        kind: said(without_a_lesson(kind, due=2, coming=coming))
        for kind in (ReminderKind.REVIEW, ReminderKind.WAITING, ReminderKind.AT_RISK, ReminderKind.SNOOZED)
    } == {
        ReminderKind.REVIEW: "2 questions that you missed are back for a review.",
        ReminderKind.WAITING: "Day 12 · Writing is being written. I’ll tell you the moment it opens.\n\n"
        "2 questions that you missed are back for a review.",
        ReminderKind.AT_RISK: "Your streak is at 3 days. A review keeps it going today.",
        ReminderKind.SNOOZED: "Here I am again. 2 questions that you missed are back for a review.",
    }


def test_who_waits_with_nothing_to_do_is_asked_for_nothing() -> None:
    waiting = reminder_screen(ENGLISH, without_a_lesson(ReminderKind.WAITING, due=0, coming=Day(12, "Writing")))
    assert waiting.text.text == "Day 12 · Writing is being written. I’ll tell you the moment it opens."
    assert waiting.keyboard == ()


def test_a_freeze_that_was_used_is_told_the_next_morning() -> None:
    kept = replace(a_reminder(), kept=True, streak=5)
    assert said(kept).endswith("It takes 4 minutes.\n\n❄️ Yesterday a freeze kept your 5-day streak.")
    assert "freeze" not in said(replace(kept, entry=replace(kept.entry, kind=ReminderKind.SNOOZED)))


@pytest.mark.parametrize(("begun", "label"), [(False, "Start"), (True, "Go on")])
@pytest.mark.parametrize("kind", [*WORDED, ReminderKind.OPENED])
def test_the_button_says_whether_the_lesson_is_begun(kind: ReminderKind, begun: bool, label: str) -> None:
    reminder = replace(a_reminder(kind), facts=replace(FACTS, begun=begun))
    assert label in [each.label for row in reminder_screen(ENGLISH, reminder).keyboard for each in row]


@pytest.mark.parametrize(
    ("after", "when"),
    [
        (timedelta(hours=2), "at 11:00"),
        (timedelta(days=1), "tomorrow at 09:00"),
        (timedelta(days=7), "on Tuesday 17 March at 09:00"),
    ],
)
def test_when_the_next_one_comes_is_told(after: timedelta, when: str) -> None:
    outcome = Response(NINE, NINE + after, day=11)
    assert snoozed_screen(ENGLISH, outcome).text.text == f"I’ll come back {when}."
    assert resumed_screen(ENGLISH, outcome).text.text == f"Good to have you back. The next reminder comes {when}."
    assert paused_screen(ENGLISH, outcome).text.text == (
        f"No reminders for a week. The next reminder comes {when}. "
        "Your place and your streak are kept, and the lessons stay open."
    )


def test_where_none_comes_that_is_told() -> None:
    outcome = Response(NINE, None, day=None)
    assert resumed_screen(ENGLISH, outcome).text.text == "Good to have you back. No reminder is planned."
    assert snoozed_screen(ENGLISH, replace(outcome, refused=Postponement.DONE)).text.text == (
        "Today’s lesson is done already. ✓ No reminder is planned."
    )


GERMAN = {
    PLAIN[ReminderKind.DAILY]: "Tag {day} ist bereit: {title}. Er dauert {minutes}.",
    ("{n} minute", "{n} minutes"): ("{n} Minute", "{n} Minuten"),
    "Start": "Los",
    "In 2 hours": "In 2 Stunden",
    "I’ll come back at {time}.": "Um {time} komme ich wieder.",
}


class TestInAnotherLanguage:
    @pytest.fixture
    def course(self) -> Course:
        return a_course_of(3)

    @pytest.fixture
    def german(self, tmp_path: Path) -> Iterator[None]:
        with spoken(tmp_path / "locale", "de", GERMAN):
            yield

    @pytest.mark.usefixtures("german")
    def test_the_words_of_a_course_are_in_its_own_from_end_to_end(self) -> None:
        reminder = a_reminder(wording=replace(OF_ALL, text="It takes {minutes}."))
        assert said(reminder, words_in("de")) == "It takes 4 minutes."
        in_german = replace(reminder, wording=replace(OF_ALL, text="Das dauert {minutes}."), course_language="de")
        assert said(in_german, words_in("en")) == "Das dauert 4 Minuten."

    @pytest.mark.usefixtures("german")
    async def test_what_comes_unasked_is_in_the_one_that_is_kept(self, classroom: Classroom) -> None:
        clock = classroom.playground.clock
        clock.travel(NINE - timedelta(days=1) - clock.now())
        classroom.playground.person("Ada", language="de")
        ada = classroom.learner("Ada")
        await ada.says("/start")
        ada.looks()
        clock.travel(NINE + timedelta(seconds=5) - clock.now())
        await send_reminders(classroom.bot)
        await ada.sees("Tag 1 ist bereit: Lesson 1. Er dauert 4 Minuten.")
        assert ada.buttons[0] == ["Los", "In 2 Stunden"]
        await ada.taps("In 2 Stunden")
        await ada.sees("Um 12:00 komme ich wieder.")


@pytest.mark.parametrize("reminder", [a_reminder(), without_a_lesson(ReminderKind.REVIEW, due=2)])
def test_who_was_never_asked_where_they_live_is_asked_whatever_waits(reminder: Reminder) -> None:
    asking = reminder_screen(ENGLISH, replace(reminder, asks_zone=True))
    assert "Is this a good hour?" in asking.text.text
    assert [each.label for each in asking.keyboard[-1]] == ["Set my clock"]
    assert "Is this a good hour?" not in said(reminder)
