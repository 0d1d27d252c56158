"""Broadcasts on their way to learners, through Telegram as the playground plays it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from datetime import timedelta

import pytest

from bot.botapi import api
from bot.botapi.api import BotApi
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.chat.broadcasts.phrases import trouble_words
from bot.chat.broadcasts.sending import WINDOW
from bot.core.broadcast import Act, Broadcast, Source, Status, Tally
from bot.core.delivery import Delivery
from bot.core.richtext import bold
from bot.flows.broadcasts.drafts import (
    BroadcastRefusal,
    Confirmation,
    ask,
    draft,
    draft_fix,
    draft_recall,
    launch,
    pause,
    resend_uncertain,
    resume,
    stop,
)
from bot.flows.broadcasts.reports import Report, report
from bot.flows.pauses import recall_pauses
from bot.flows.school import School
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.playground.people import Person
from bot.store.dossier import load_dossier
from bot.store.preferences import load_preferences
from bot.words import words_in
from tests.support.classroom import Classroom, labels
from tests.support.newsroom import told

ENGLISH = words_in(None)
NEWS = "Day 12 is here."


class Newsroom:
    """An admin with news, and those who are to hear of it."""

    def __init__(self, classroom: Classroom) -> None:
        self.classroom = classroom
        self.playground = classroom.playground
        self.admin = self.playground.person("Admin", admin=True)
        self.people: list[Person] = []

    async def fill(self, number: int) -> None:
        """So many learners, and the admin's message, at noon: it is nobody's quiet hour."""
        now = self.playground.clock.now()
        self.playground.clock.travel(timedelta(hours=36) - timedelta(hours=now.hour, minutes=now.minute))
        for name in range(number):
            person = self.playground.person(f"Learner {name}")
            person.say("/start")
            self.people.append(person)
        self.admin.say(NEWS)
        await self.classroom.at_rest(30)

    @property
    def source(self) -> Source:
        news = [message for message in self.admin.messages if message.text == NEWS]
        return Source(self.admin.id, news[-1].message_id)

    async def drafts(self) -> Broadcast:
        return await draft(self.classroom.school, self.admin.id, self.source)

    async def launches(self, drafted: Broadcast | BroadcastRefusal) -> int:
        assert isinstance(drafted, Broadcast)
        launched = await launch(self.classroom.school, self.admin.id, await self.asked(drafted.id, Act.LAUNCH))
        assert isinstance(launched, Broadcast)
        return drafted.id

    async def asked(self, broadcast_id: int, act: Act) -> Confirmation:
        confirmation = await ask(self.classroom.school, self.admin.id, broadcast_id, act)
        assert isinstance(confirmation, Confirmation)
        return confirmation

    async def reads(self, broadcast_id: int) -> Report:
        found = await report(self.classroom.school, broadcast_id)
        assert found is not None
        assert sum(found.tally.counts.values()) == found.broadcast.size
        return found

    async def sees(self, broadcast_id: int, status: Status, within: float = 15.0) -> Report:
        """Wait until a broadcast stands there."""
        async with asyncio.timeout(within):
            while True:
                found = await self.reads(broadcast_id)
                if found.broadcast.status is status and (status is not Status.STOPPED or found.broadcast.ended_at):
                    return found
                await asyncio.sleep(0.05)

    async def settles(self, broadcast_id: int) -> None:
        """Wait until nothing of it is under way."""
        async with asyncio.timeout(10):
            while True:
                if not (await self.reads(broadcast_id)).tally[Delivery.SENDING]:
                    return
                await asyncio.sleep(0.05)

    def copies(self, person: Person) -> int:
        return sum(message.from_bot and message.text == NEWS for message in person.messages)

    @property
    def sent(self) -> int:
        return sum(self.copies(person) for person in self.people)


@pytest.fixture
def admins() -> Collection[str]:
    return ("Admin", "Another admin")


@pytest.fixture
def tick_for() -> float:
    return 0.2


@pytest.fixture
async def newsroom(classroom: Classroom) -> Newsroom:
    return Newsroom(classroom)


def counts(tally: Tally) -> dict[Delivery, int]:
    return {state: number for state, number in tally.counts.items() if number}


async def test_a_broadcast_reaches_every_learner_once_with_a_way_to_mute_it(newsroom: Newsroom) -> None:
    await newsroom.fill(30)
    broadcast = await newsroom.launches(await newsroom.drafts())
    done = await newsroom.sees(broadcast, Status.DONE)
    assert counts(done.tally) == {Delivery.SENT: 30}
    assert [newsroom.copies(person) for person in newsroom.people] == [1] * 30
    ada = newsroom.people[0]
    ada.tap("🔕 Mute announcements")
    await newsroom.classroom.at_rest()
    assert labels(ada.messages[-1]) == [["🔕 Announcements are off · Turn on"]]
    assert ada.answers[-1].text == "No more announcements for you. Your lessons stay as they are."
    database = newsroom.classroom.school.database
    assert not (await database.transact(lambda transaction: load_preferences(transaction, ada.id))).announcements
    ada.tap("Turn on")
    await newsroom.classroom.at_rest()
    assert labels(ada.messages[-1]) == [["🔕 Mute announcements"]]
    assert ada.answers[-1].text == "You get announcements again."
    assert (await database.transact(lambda transaction: load_preferences(transaction, ada.id))).announcements


async def test_whoever_blocked_the_bot_is_told_apart_and_not_tried_again(newsroom: Newsroom) -> None:
    await newsroom.fill(5)
    newsroom.people[1].block()
    await newsroom.classroom.at_rest()
    newsroom.people[3].deactivate()
    done = await newsroom.sees(await newsroom.launches(await newsroom.drafts()), Status.DONE)
    assert done.broadcast.left_out == {"blocked": 1}
    assert counts(done.tally) == {Delivery.SENT: 3, Delivery.FAILED: 1}
    assert done.tally.reasons == {"blocked": 1}
    again = await newsroom.sees(await newsroom.launches(await newsroom.drafts()), Status.DONE)
    assert (again.broadcast.size, again.broadcast.left_out) == (3, {"blocked": 2})


@pytest.mark.parametrize("fault", ["lost", "500", "reset"])
async def test_what_may_have_arrived_is_uncertain_until_an_admin_has_it_sent_again_once(
    newsroom: Newsroom, fault: FaultKind
) -> None:
    await newsroom.fill(12)
    newsroom.playground.faults.add("copyMessage", fault, times=3)
    broadcast = await newsroom.launches(await newsroom.drafts())
    done = await newsroom.sees(broadcast, Status.DONE)
    assert counts(done.tally) == {Delivery.SENT: 9, Delivery.UNCERTAIN: 3}
    assert newsroom.sent == (12 if fault == "lost" else 9)
    newsroom.playground.faults.add("copyMessage", "500")
    school, admin_id = newsroom.classroom.school, newsroom.admin.id
    await resend_uncertain(school, admin_id, await newsroom.asked(broadcast, Act.RESEND))
    await newsroom.sees(broadcast, Status.DONE)
    assert counts((await newsroom.reads(broadcast)).tally) == {Delivery.SENT: 11, Delivery.UNCERTAIN: 1}
    once_more = await newsroom.asked(broadcast, Act.RESEND)
    assert await resend_uncertain(school, admin_id, once_more) is BroadcastRefusal.NOBODY


async def test_a_refusal_for_haste_makes_all_of_it_wait_and_is_remembered(newsroom: Newsroom) -> None:
    await newsroom.fill(20)
    newsroom.playground.faults.add("copyMessage", "429", after=4, retry_after=2)
    broadcast = await newsroom.launches(await newsroom.drafts())
    began = time.monotonic()
    done = await newsroom.sees(broadcast, Status.DONE)
    assert time.monotonic() - began >= 2
    assert counts(done.tally) == {Delivery.SENT: 20}
    assert newsroom.sent == 20


async def test_a_long_pause_is_written_down_and_a_stop_is_heard_meanwhile(newsroom: Newsroom) -> None:
    await newsroom.fill(20)
    newsroom.playground.faults.add("copyMessage", "429", times=20, retry_after=600)
    broadcast = await newsroom.launches(await newsroom.drafts())
    school = newsroom.classroom.school
    await newsroom.playground.wait_for(lambda: newsroom.classroom.calls("copyMessage"))
    await newsroom.settles(broadcast)
    assert (await recall_pauses(school))[None] > 590
    assert (await newsroom.reads(broadcast)).broadcast.status is Status.RUNNING
    await stop(school, newsroom.admin.id, await newsroom.asked(broadcast, Act.STOP))
    stopped = await newsroom.sees(broadcast, Status.STOPPED)
    assert counts(stopped.tally) == {Delivery.CANCELLED: 20}
    assert told(stopped.tally) == {"the broadcast was stopped": 20}


async def test_three_refusals_of_the_message_in_a_row_pause_it_and_all_admins_are_told(newsroom: Newsroom) -> None:
    await newsroom.fill(20)
    another = newsroom.playground.person("Another admin")
    another.say("Hello")
    newsroom.playground.faults.add("copyMessage", "refuse", times=3, after=2, description="can't parse entities")
    broadcast = await newsroom.launches(await newsroom.drafts())
    paused = await newsroom.sees(broadcast, Status.PAUSED)
    why = trouble_words(ENGLISH, paused.broadcast.reason)
    assert why == "Telegram refused the message 3 times in a row: Bad Request: can't parse entities"
    alarm = f"⚠️ Something needs a look\n\nBroadcast {broadcast} has paused itself. {why}"
    for admin in (newsroom.admin, another):
        await newsroom.playground.wait_for(lambda admin=admin: admin.messages[-1].text == alarm)
    await resume(newsroom.classroom.school, newsroom.admin.id, broadcast)
    done = await newsroom.sees(broadcast, Status.DONE)
    assert counts(done.tally) == {Delivery.SENT: 17, Delivery.FAILED: 3}


async def test_a_storm_of_server_errors_pauses_it(newsroom: Newsroom) -> None:
    await newsroom.fill(100)
    newsroom.playground.faults.add("copyMessage", "500", times=100)
    paused = await newsroom.sees(await newsroom.launches(await newsroom.drafts()), Status.PAUSED)
    assert "may or may not have arrived: " in trouble_words(ENGLISH, paused.broadcast.reason)
    await newsroom.settles(paused.broadcast.id)
    tally = (await newsroom.reads(paused.broadcast.id)).tally
    assert 11 <= tally[Delivery.UNCERTAIN] <= 10 + WINDOW


async def test_a_source_that_is_deleted_on_the_way_pauses_it_and_nobody_is_lost(newsroom: Newsroom) -> None:
    await newsroom.fill(20)
    newsroom.playground.faults.add("copyMessage", "refuse", times=50, after=5, description="message to copy not found")
    paused = await newsroom.sees(await newsroom.launches(await newsroom.drafts()), Status.PAUSED)
    assert trouble_words(ENGLISH, paused.broadcast.reason) == "The message to be copied is no longer there."
    await newsroom.settles(paused.broadcast.id)
    tally = (await newsroom.reads(paused.broadcast.id)).tally
    assert counts(tally) == {Delivery.SENT: 5, Delivery.PENDING: 15}


@pytest.mark.parametrize("per_second", [30])
async def test_a_pause_and_a_stop_are_heard_within_a_second(newsroom: Newsroom) -> None:
    await newsroom.fill(100)
    school, admin_id = newsroom.classroom.school, newsroom.admin.id
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.playground.wait_for(lambda: newsroom.sent >= 10)
    before = newsroom.sent
    await pause(school, admin_id, broadcast)
    await newsroom.settles(broadcast)
    sent = newsroom.sent
    assert sent - before <= 30
    await asyncio.sleep(1)  # there is nothing to wait for: nothing happens
    assert newsroom.sent == sent
    await resume(school, admin_id, broadcast)
    await newsroom.playground.wait_for(lambda: newsroom.sent >= sent + 5)
    await stop(school, admin_id, await newsroom.asked(broadcast, Act.STOP))
    stopped = await newsroom.sees(broadcast, Status.STOPPED)
    assert counts(stopped.tally) == {Delivery.SENT: newsroom.sent, Delivery.CANCELLED: 100 - newsroom.sent}
    assert newsroom.sent < 70


async def test_what_was_sent_can_be_mended_and_taken_back(newsroom: Newsroom) -> None:
    await newsroom.fill(6)
    school, admin_id = newsroom.classroom.school, newsroom.admin.id
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.sees(broadcast, Status.DONE)
    fix = await newsroom.launches(await draft_fix(school, admin_id, broadcast, bold("Day 13") + " is here."))
    newsroom.playground.faults.add("editMessageText", "lost")
    assert counts((await newsroom.sees(fix, Status.DONE)).tally) == {Delivery.SENT: 6}
    assert {person.messages[-1].text for person in newsroom.people} == {"Day 13 is here."}
    assert newsroom.people[0].messages[-1].buttons[0][0]["text"] == "🔕 Mute announcements"
    recall = await newsroom.launches(await draft_recall(school, admin_id, broadcast))
    newsroom.playground.faults.add("deleteMessage", "lost")
    newsroom.playground.faults.add("deleteMessage", "500")
    assert counts((await newsroom.sees(recall, Status.DONE)).tally) == {Delivery.SENT: 6}
    assert all("is here." not in (person.messages[-1].text or "") for person in newsroom.people)


async def test_a_database_that_refuses_makes_it_wait_and_costs_nothing(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    await newsroom.fill(200)
    database = newsroom.classroom.school.database
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.playground.wait_for(lambda: newsroom.sent >= 20)
    await database._writer.run(lambda connection: connection.execute("PRAGMA query_only = ON"))
    await newsroom.playground.wait_for(
        lambda: "The database can’t be written to" in (newsroom.admin.messages[-1].text or ""), timeout=10
    )
    assert newsroom.sent < 200
    await database._writer.run(lambda connection: connection.execute("PRAGMA query_only = OFF"))
    done = await newsroom.sees(broadcast, Status.DONE)
    assert counts(done.tally) == {Delivery.SENT: 200}
    assert [newsroom.copies(person) for person in newsroom.people] == [1] * 200
    assert any("The database refuses" in record.getMessage() for record in caplog.records)
    caplog.clear()


async def test_a_stop_of_the_bot_brings_what_is_under_way_to_its_end_and_the_next_start_goes_on(
    newsroom: Newsroom, classroom: Classroom
) -> None:
    await newsroom.fill(300)
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.playground.wait_for(lambda: newsroom.sent >= 20)
    await classroom.close()
    assert newsroom.sent < 300
    await classroom.open()
    done = await newsroom.sees(broadcast, Status.DONE)
    assert counts(done.tally) == {Delivery.SENT: 300}
    assert [newsroom.copies(person) for person in newsroom.people] == [1] * 300


async def test_a_token_that_is_withdrawn_ends_it_with_nothing_lost(
    newsroom: Newsroom, classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_ASKED_AGAIN", (0.1,) * 8)
    await newsroom.fill(300)
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.playground.wait_for(lambda: newsroom.sent >= 20)
    newsroom.playground._server._token = "42:another"  # noqa: S105 -- opens nothing
    running = classroom._running
    assert running is not None
    await asyncio.wait([running], timeout=15)
    assert running.done()
    tally = (await newsroom.reads(broadcast)).tally
    assert counts(tally) == {Delivery.SENT: newsroom.sent, Delivery.PENDING: 300 - newsroom.sent}
    classroom._running = None


@pytest.mark.parametrize("paid", [True, False])
async def test_paid_broadcasts_say_so_with_each_copy(playground: Playground, school: School, paid: bool) -> None:
    ada = playground.person("Ada")
    ada.say("/start")
    async with AiohttpRequest() as request:
        sender = Sender(BotApi(request, playground.token, playground.url), Pacer(broadcasts_per_second=1000))
        source = Source(ada.id, ada.messages[0].message_id)
        await sender.copy(ada.id, source, (), Lane.BROADCAST, paid=paid)
    (call,) = [call for call in playground.calls if call.method == "copyMessage"]
    assert call.parameters.get("allow_paid_broadcast", False) is paid


async def test_the_language_of_a_learner_is_kept_when_it_changes(classroom: Classroom, playground: Playground) -> None:
    ada = playground.person("Ada", language="de")
    for words, language in (("/start", "de"), ("hello", "de"), ("hello", "pt-BR")):
        ada._chat.language = language
        ada.say(words)
        await classroom.at_rest()
    dossier = await classroom.school.database.transact(lambda transaction: load_dossier(transaction, ada.id))
    assert dossier["learners"][0]["language"] == "pt-br"
