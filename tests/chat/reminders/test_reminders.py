"""Reminders in a chat: what comes at which hour of which day, and what becomes of it. The days pass hour by hour."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.chat.app import LessonBot
from bot.chat.reminders import sending
from bot.core.delivery import Receipt
from bot.core.preferences import UNTIL_RETURN
from bot.flows.enrolment import Enrolment
from bot.flows.lease import LeaseLostError
from bot.flows.reminders.due import Reminder
from bot.flows.reminders.planning import plan_reminder
from bot.flows.school import School
from bot.flows.zones import choose_zone
from bot.playground import Playground, TravellingClock
from bot.playground.messages import Message
from bot.store.engine.database import Transaction
from bot.store.preferences import load_preferences, save_preferences
from bot.store.rhythms import load_rhythm
from tests.support.classroom import labels
from tests.support.course import a_course_of
from tests.support.rest import at_rest
from tests.support.ticks import send_reminders

ONE_HOUR = timedelta(hours=1)
TUESDAY = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
START = [["Start", "In 2 hours"], ["Pause a week", "Change time"]]


class Story:
    """Ada, the bot, and the hours that pass."""

    def __init__(self, playground: Playground, school: School, bot: LessonBot) -> None:
        self.playground = playground
        self.school = school
        self.person = playground.person("Ada")
        self._bot = bot
        self._lessons = 0

    async def says(self, text: str) -> None:
        await self._done(lambda: self.person.say(text))

    async def taps(self, label: str) -> None:
        await self._done(lambda: self.person.tap(label))

    async def learns(self) -> None:
        """Take the next lesson."""
        self._lessons += 1
        await self.says("/today")
        await self.taps(f"Day {self._lessons}")
        await self.taps("Continue")

    async def wishes(self, **changes: object) -> None:
        """Change preferences."""

        def work(transaction: Transaction) -> None:
            before = load_preferences(transaction, self.person.id)
            save_preferences(transaction, self.person.id, replace(before, **changes))  # type: ignore[arg-type]
            plan_reminder(Enrolment.of(transaction, self.school, self.person.id, self.school.clock.now()))

        await self.school.database.transact(work)

    async def lives_until(self, day: int, hour: int = 0) -> list[str]:
        """Let the hours pass up to one of March; what the bot wrote by itself, each with its day and hour."""
        until = datetime(2026, 3, 1, hour, tzinfo=UTC) + timedelta(days=day - 1)
        heard = []
        clock = self.playground.clock
        while clock.now() < until:
            on_the_hour = (clock.now() + ONE_HOUR).replace(minute=0, second=0, microsecond=0)
            clock.travel(on_the_hour + timedelta(seconds=1) - clock.now())
            seen = len(self.person.messages)
            await send_reminders(self._bot)
            heard += [f"{on_the_hour:%a %d %H:%M} {each.text}" for each in self.person.messages[seen:]]
        return heard

    @property
    def last(self) -> str:
        return self._from_bot()[-1].text or ""

    @property
    def buttons(self) -> list[list[str]]:
        return labels(self._from_bot()[-1])

    @property
    def calls(self) -> int:
        """How often the bot tried to send something."""
        return sum(call.method == "sendMessage" for call in self.playground.calls)

    async def _done(self, act: Callable[[], object]) -> None:
        act()
        await at_rest(self.playground, self._bot)

    def _from_bot(self) -> list[Message]:
        return [message for message in self.person.messages if message.from_bot]


@pytest.fixture
async def ada(tmp_path: Path) -> AsyncIterator[Story]:
    """Has said /start on Tuesday at ten, and that they live by UTC."""
    clock = TravellingClock()
    clock.travel(TUESDAY - clock.now())
    playground = Playground("42:playground", clock)
    playground.limits = None
    await playground.start()
    stopping = asyncio.Event()
    async with open_school(tmp_path / "bot.db", a_course_of(28), clock, "UTC", playground.token) as school:
        pacer = Pacer(overall_per_second=10_000, chat_burst=10_000)
        bot = lesson_bot(school, playground.token, playground.url, pacer=pacer)
        running = asyncio.create_task(bot.run(stopping))
        story = Story(playground, school, bot)
        await story.says("/start")
        await choose_zone(school, story.person.id, "UTC")
        yield story
        stopping.set()
        await running
    await playground.stop()


async def test_the_lesson_comes_at_nine_from_the_day_after(ada: Story) -> None:
    assert await ada.lives_until(11, 12) == ["Wed 11 09:00 Day 1 is ready: Lesson 1. It takes 4 minutes."]
    assert ada.buttons == START


async def test_start_opens_the_lesson_and_done_is_done(ada: Story) -> None:
    await ada.lives_until(11, 9)
    await ada.taps("Start")
    assert "Hello, day 1." in ada.last
    await ada.taps("Continue")
    assert await ada.lives_until(12, 8) == []
    assert await ada.lives_until(12, 12) == ["Thu 12 09:00 Day 2 is ready: Lesson 2. It takes 4 minutes."]


async def test_no_reminder_comes_on_a_day_that_is_done(ada: Story) -> None:
    await ada.lives_until(11, 7)
    await ada.learns()
    assert await ada.lives_until(12, 8) == []


async def test_a_lesson_that_was_begun_is_shorter(ada: Story) -> None:
    await ada.taps("Begin Day 1")
    assert await ada.lives_until(11, 12) == ["Wed 11 09:00 Day 1 is ready: Lesson 1. It takes 4 minutes."]


async def test_in_two_hours(ada: Story) -> None:
    await ada.lives_until(11, 9)
    await ada.taps("In 2 hours")
    assert ada.last == "I’ll come back at 11:00."
    assert ada.buttons == [["Start now"]]
    assert await ada.lives_until(12, 8) == ["Wed 11 11:00 Here I am again. Day 1 is ready: Lesson 1."]
    assert ada.buttons == [["Start"], ["Pause a week", "Change time"]]


async def test_a_reminder_that_was_put_off_is_not_sent_once_the_lesson_is_done(ada: Story) -> None:
    await ada.lives_until(11, 9)
    await ada.taps("In 2 hours")
    await ada.learns()
    assert await ada.lives_until(12, 8) == []


async def test_putting_off_into_the_quiet_hours_is_told_kindly(ada: Story) -> None:
    await ada.wishes(remind_at=time(21))
    await ada.lives_until(10, 21)
    await ada.taps("In 2 hours")
    assert ada.last == (
        "Two hours from now is in your quiet hours, so I’ll leave it for today. "
        "The next reminder comes tomorrow at 21:00."
    )
    assert await ada.lives_until(11, 20) == []


async def test_putting_off_past_midnight_is_told_kindly(ada: Story) -> None:
    await ada.wishes(remind_at=time(23), quiet_from=time(0), quiet_until=time(0))
    await ada.lives_until(10, 23)
    await ada.taps("In 2 hours")
    assert ada.last.startswith("Two hours from now is tomorrow already, so I’ll leave it for today.")


async def test_there_is_no_third_message_in_a_day(ada: Story) -> None:
    await ada.lives_until(11, 9)
    await ada.taps("In 2 hours")
    await ada.lives_until(11, 12)
    await ada._done(lambda: ada.person.tap_data(ada.person.messages[-1].message_id, "1z"))
    assert ada.last.startswith("That would be the third message in a day, so I’ll leave it for today.")
    assert await ada.lives_until(12, 8) == []


async def test_a_reminder_takes_the_place_of_the_one_before(ada: Story) -> None:
    for day in (11, 12, 13):
        await ada.lives_until(day, 9)
    with_buttons = [each for each in ada.person.messages if each.from_bot and each.buttons]
    assert [labels(each) for each in with_buttons] == [[["Begin Day 1"]], START]
    assert with_buttons[-1] is ada.person.messages[-1]


async def test_a_reminder_whose_time_is_over_is_put_off_no_more(ada: Story) -> None:
    await ada.lives_until(11, 9)
    old = ada.person.messages[-1].message_id
    await ada.lives_until(12, 9)
    await ada._done(lambda: ada.person.tap_data(old, "1z"))
    assert ada.person.answers[-1].text.startswith("That button is from earlier.")
    assert labels(ada.person.messages[-1]) == START
    assert await ada.lives_until(12, 12) == []


async def test_a_week_of_rest(ada: Story) -> None:
    await ada.lives_until(11, 9)
    await ada.taps("Pause a week")
    assert ada.last == (
        "No reminders for a week. The next reminder comes on Wednesday 18 March at 09:00. "
        "Your place and your streak are kept, and the lessons stay open."
    )
    assert ada.buttons == [["Start now", "Resume"]]
    assert await ada.lives_until(18, 12) == ["Wed 18 09:00 Day 1 is ready: Lesson 1. It takes 4 minutes."]


async def test_a_rest_can_be_ended(ada: Story) -> None:
    await ada.lives_until(11, 9)
    await ada.taps("Pause a week")
    await ada.taps("Resume")
    assert ada.last == "Good to have you back. The next reminder comes tomorrow at 09:00."
    assert len(await ada.lives_until(12, 12)) == 1


async def test_a_pause_until_they_return_ends_with_their_return(ada: Story) -> None:
    await ada.wishes(paused_until=UNTIL_RETURN)
    assert await ada.lives_until(20) == []
    await ada.says("/progress")
    assert await ada.lives_until(20, 12) == []
    await ada.says("/today")
    assert len(await ada.lives_until(21, 12)) == 1


async def test_change_time_asks_for_another_and_leaves_the_reminder_as_it_is(ada: Story) -> None:
    await ada.lives_until(11, 9)
    reminder = ada.person.messages[-1]
    await ada.taps("Change time")
    assert ada.last.startswith("When shall I remind you?\n\nNow: 09:00.")
    assert reminder in ada.person.messages
    await ada.taps("08:00")
    assert "🔔 Reminder: 08:00" in ada.last
    assert [each[:12] for each in await ada.lives_until(12, 12)] == ["Thu 12 08:00"]


async def test_somebody_who_stays_away_is_left_in_peace_step_by_step(ada: Story) -> None:
    plain = "Day 1 is ready: Lesson 1. It takes 4 minutes."
    assert await ada.lives_until(60) == [
        f"Wed 11 09:00 {plain}",
        f"Thu 12 09:00 {plain}",
        f"Fri 13 09:00 {plain}",
        f"Sun 15 09:00 {plain}",
        "Tue 17 09:00 I’ll pause the reminders now. Your place is kept: Day 1, Lesson 1.",
        "Tue 24 09:00 Your place is kept: Day 1, Lesson 1.",
        "Thu 09 09:00 This is my last reminder. Day 1 stays open for you: Lesson 1.",
    ]
    await ada.says("/today")
    assert await ada.lives_until(61) == [f"Wed 29 09:00 {plain}"]


async def test_the_farewell_can_be_answered(ada: Story) -> None:
    await ada.lives_until(17, 9)
    assert ada.buttons == [["Resume"], ["Start", "Change time"]]
    await ada.taps("Resume")
    assert ada.last == "Good to have you back. The next reminder comes tomorrow at 09:00."
    assert len(await ada.lives_until(20)) == 2


async def test_a_streak_at_risk_is_told_of_once_and_only_without_a_freeze(ada: Story) -> None:
    for day in (10, 13, 14, 15, 16):  # two freezes keep the 11th and the 12th
        await ada.lives_until(day, 8)
        await ada.learns()
    assert (await ada.lives_until(18))[-2:] == [
        "Tue 17 09:00 Day 6 is ready: Lesson 6. It takes 4 minutes.",
        "Tue 17 19:00 Your streak is at 5 days. Day 6 takes 4 minutes.",
    ]
    assert ada.buttons == [["Start"]]


async def test_with_a_freeze_left_no_streak_is_at_risk(ada: Story) -> None:
    for day in (10, 11, 12):
        await ada.lives_until(day, 8)
        await ada.learns()
    assert len(await ada.lives_until(14)) == 1


async def test_nothing_comes_in_the_quiet_hours(ada: Story) -> None:
    await ada.wishes(quiet_from=time(8, 30), quiet_until=time(9, 30))
    assert await ada.lives_until(13) == []
    await ada.wishes(remind_at=time(8))
    assert [line[:12] for line in await ada.lives_until(13, 12)] == ["Fri 13 08:00"]


async def test_nothing_comes_to_those_who_want_nothing(ada: Story) -> None:
    await ada.wishes(remind_at=None)
    assert await ada.lives_until(45) == []


async def test_whoever_blocks_the_bot_is_not_tried_again_until_they_return(ada: Story) -> None:
    await ada._done(ada.person.block)
    calls = ada.calls
    assert await ada.lives_until(14) == []
    assert ada.calls == calls
    await ada._done(ada.person.unblock)
    assert len(await ada.lives_until(14, 12)) == 1


async def test_two_refusals_at_a_stretch_are_enough_where_the_block_was_not_told(ada: Story) -> None:
    ada.person._chat.blocked = True
    calls = ada.calls
    assert await ada.lives_until(20) == []
    assert ada.calls == calls + 2
    ada.person._chat.blocked = False
    await ada.says("/start")
    assert len(await ada.lives_until(20, 12)) == 1


async def test_presence_is_written_down_once_an_hour(ada: Story) -> None:
    async def seen_at() -> datetime:
        rhythm = await ada.school.database.transact(lambda transaction: load_rhythm(transaction, ada.person.id))
        assert rhythm is not None
        return rhythm.seen_at

    ada.playground.clock.travel(2 * ONE_HOUR)
    await ada.says("/help")
    first = await seen_at()
    ada.playground.clock.travel(timedelta(minutes=59))
    await ada.says("/help")
    assert await seen_at() == first
    ada.playground.clock.travel(timedelta(minutes=1))
    await ada.taps("Begin Day 1")
    assert await seen_at() - first >= ONE_HOUR


async def test_after_a_long_outage_there_is_no_flood(ada: Story) -> None:
    ada.playground.clock.travel(timedelta(days=2, hours=1))  # to Thursday at eleven
    assert await ada.lives_until(13) == []
    assert len(await ada.lives_until(14)) == 1


async def test_a_reminder_waits_while_telegram_wants_silence(ada: Story) -> None:
    ada.playground.faults.add("sendMessage", "429", retry_after=60)
    assert await ada.lives_until(11, 9) == []
    assert await ada.lives_until(11, 10) == []  # the pause is kept by real time
    ada._bot._pacer._paused_until.clear()
    assert len(await ada.lives_until(11, 12)) == 1


async def test_a_reminder_that_has_waited_too_long_is_given_up(ada: Story) -> None:
    ada.playground.faults.add("sendMessage", "429", retry_after=60)
    assert await ada.lives_until(11, 12) == []
    ada._bot._pacer._paused_until.clear()
    assert await ada.lives_until(12, 8) == []
    assert len(await ada.lives_until(13, 8)) == 1


async def test_an_unknown_outcome_is_not_tried_again(ada: Story) -> None:
    ada.playground.faults.add("sendMessage", "lost")
    assert len(await ada.lives_until(12, 8)) == 1


async def test_a_button_from_before_the_deletion_says_so(ada: Story) -> None:
    await ada.lives_until(11, 9)
    reminder = ada.person.messages[-1].message_id
    await ada.says("/delete")
    await ada.taps("Delete everything")
    for data in ("1z", "1w", "1e"):
        await ada._done(lambda data=data: ada.person.tap_data(reminder, data))
        assert ada.person.answers[-1].text == "That button no longer works. /today shows where you are."
    assert await ada.lives_until(13) == []


async def test_who_never_said_where_they_live_is_asked_by_the_reminder(ada: Story) -> None:
    bob = ada.playground.person("Bob", language="de")
    ada.person = bob
    await ada.says("/start")
    assert await ada.lives_until(11, 9) == [
        "Wed 11 08:00 Day 1 is ready: Lesson 1. It takes 4 minutes.\n\n"
        "Is this a good hour? Tell me what time it is where you are, and I’ll keep to your clock."
    ]
    assert ada.buttons == [*START, ["Set my clock"]]
    await ada.taps("Set my clock")
    assert ada.last.startswith("Is it 10:00 where you are?")
    await ada.taps("Yes")
    assert ada.last.startswith("Your time zone is Europe/Berlin.")
    assert await ada.lives_until(12, 9) == ["Thu 12 08:00 Day 1 is ready: Lesson 1. It takes 4 minutes."]


async def test_who_may_be_anywhere_hears_nothing_before_they_say_where(ada: Story) -> None:
    ada.person = ada.playground.person("Eve", language="en")
    await ada.says("/start")
    seen = len(ada.person.messages)
    await ada.lives_until(14)
    assert len(ada.person.messages) == seen


async def test_where_one_reminder_cannot_be_settled_the_others_are_sent_and_settled_all_the_same(
    ada: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    noor, settled = ada.playground.person("Noor"), list[int]()
    noor.say("/start")
    await at_rest(ada.playground, ada._bot)
    await choose_zone(ada.school, noor.id, "UTC")

    async def settle(_: School, reminder: Reminder, __: Receipt) -> None:
        if not settled:
            settled.append(reminder.entry.learner_id)
            raise LeaseLostError("for one of them")
        settled.append(reminder.entry.learner_id)

    monkeypatch.setattr(sending, "settle_reminder", settle)
    ada.playground.faults.add("sendMessage", "429", after=1, retry_after=1)  # the other one has to wait
    with pytest.raises(LeaseLostError):
        await ada.lives_until(11, 12)
    assert sorted(settled) == [ada.person.id, noor.id]
