"""Broadcasts as an admin makes them in the chat, as transcripts."""

from __future__ import annotations

import asyncio
import csv
import io
import struct
import zlib
from datetime import timedelta

import pytest

from bot.chat.broadcasts.phrases import NOT_SENDABLE
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.playground.people import Person
from tests.support.admin import MUTE, NEWS, Admin, received
from tests.support.classroom import DAY, Classroom, labels, styled, words


def png(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * side for _ in range(side)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_a_message_goes_from_its_preview_to_everybody(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    preview, draft = ada.arrived
    assert (preview.text, labels(preview)) == (NEWS, [MUTE])
    assert draft.text == (
        "Broadcast 1 · draft\n\nTo: everyone\nWhen: now\n\n5 learners would get it now, in about 1 s."
    )
    assert labels(draft) == [
        ["Audience", "Time"],
        ["Another message …"],
        ["Send to me", "Count again"],
        ["Send it …"],
        ["Discard"],
    ]
    await ada.taps("Send it …")
    assert ada.last.text is not None
    assert ada.last.text.startswith("Send broadcast 1 to 5 learners?")
    await ada.taps("Yes, to 5 learners")
    await classroom.playground.wait_for(lambda: received(people) == [1] * 5)
    await ada.sees("Broadcast 1 · done", "✅ 5 sent", "👥 5 in all", "100\u00a0%")
    assert labels(ada.last) == [["Fix …", "Recall …"], ["Send to me", "Use it again …"], ["All recipients (CSV)"]]
    assert labels(people[0].messages[-1]) == [MUTE]


async def test_whoever_is_no_admin_gets_the_ordinary_answer(classroom: Classroom) -> None:
    eve = classroom.learner("Eve")
    for command in ("/broadcast", "/broadcasts"):
        await eve.says(command)
        assert (eve.last.text or "").startswith(("I can’t chat.", "I know no /"))
    for data in ("1nm", "1nd", "1nb:11", "1no:1", "1ns:1:pause", "1np:1:now", "1nc:1:launch:1773000000000000:ab"):
        await eve.forges(data)
        assert eve.told == ["That button no longer works. /today shows where you are."]
    eve.person.say("everybody", reply_to=eve.last.message_id)
    await classroom.at_rest()
    assert (eve.last.text or "").startswith(("I can’t chat.", "I know no /"))


async def test_a_day_of_the_course_is_announced_with_a_button_to_begin_it(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.says("/broadcast")
    await ada.taps("Announce a day")
    assert labels(ada.last) == [[str(DAY)]]
    await ada.taps(str(DAY))
    preview, _ = ada.arrived
    assert styled(preview, "bold") == [f"Day {DAY} · Video Generation with Sora"]
    assert labels(preview) == [[f"Begin Day {DAY}"], MUTE]
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    assert received(people, words(preview)) == [1] * 5
    await ada.taps("Fix …")
    await ada.says("Day 11, now with sound.")
    await ada.taps("Change them …")
    await ada.taps("Yes, change 5 copies")
    await ada.sees("Broadcast 2 · done")
    assert labels(people[0].messages[-1]) == [[f"Begin Day {DAY}"], MUTE]
    people[0].tap(f"Begin Day {DAY}")
    await classroom.playground.wait_for(lambda: f"Day {DAY} of 28 · 1/" in words(people[0].messages[-1]))


@pytest.mark.parametrize(("name", "mime_type"), [("clip.mp4", "video/mp4"), ("plan.pdf", "application/pdf")])
async def test_a_video_or_a_file_goes_out_with_its_words_which_can_be_mended(
    classroom: Classroom, ada: Admin, people: list[Person], name: str, mime_type: str
) -> None:
    await ada.says("/broadcast")
    await ada.taps("Write a message")
    ada.person.show(b"what is in it", "Look at this", name=name, mime_type=mime_type)
    await classroom.at_rest()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    assert received(people, "Look at this") == [1] * 5
    for person in people:
        file = person.messages[-1].video or person.messages[-1].document
        assert file is not None
        assert (file.name, file.mime_type) == (name, mime_type)
        assert labels(person.messages[-1]) == [MUTE]
    await ada.taps("Fix …")
    await ada.says("Look at that")
    await ada.taps("Change them …")
    await ada.taps("Yes, change 5 copies")
    await ada.sees("Broadcast 2 · done")
    assert received(people, "Look at that") == [1] * 5


async def test_a_place_on_the_map_is_no_message_and_no_place_of_the_admin(classroom: Classroom, ada: Admin) -> None:
    await ada.says("/broadcast")
    await ada.taps("Write a message")
    ada.person.share_location(52.52, 13.4)
    await classroom.at_rest()
    assert [words(message) for message in ada.arrived[1:]] == [NOT_SENDABLE]


async def test_a_picture_goes_out_with_its_words_and_an_album_does_not(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.says("/broadcast")
    await ada.taps("Write a message")
    for _ in range(3):
        ada.person.show(png(8), album="1")
    await classroom.at_rest()
    assert [words(message) for message in ada.arrived[1:]] == [
        "An album can’t be copied as one message. Send one photo or video; /broadcast begins anew."
    ]
    await ada.says("/broadcast")
    await ada.taps("Write a message")
    ada.person.show(png(8), "Look at this")
    await classroom.at_rest()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    assert received(people, "Look at this") == [1] * 5
    assert people[0].messages[-1].photo is not None
    assert labels(people[0].messages[-1]) == [MUTE]
    await ada.taps("Fix …")
    await ada.says("x" * 1025)
    assert ada.last.text is not None
    assert ada.last.text.startswith("That is too long")


async def test_the_audience_is_chosen_and_counted_anew(classroom: Classroom, ada: Admin, people: list[Person]) -> None:
    people[0].tap(f"Begin Day {DAY}")
    await classroom.at_rest()
    people[1].block()
    await classroom.at_rest()
    people[2].say("/stop")
    await classroom.at_rest()
    await ada.composes()
    assert "3 learners would get it now" in words(ada.last)
    assert "Left out – unreachable: 1, announcements off: 1." in words(ada.last)
    await ada.taps("Audience")
    assert labels(ada.last)[0] == ["✓ Everyone"]
    await ada.taps("At a day …")
    await ada.taps(str(DAY))
    assert "To: those at Day 11 · Video Generation with Sora" in words(ada.last)
    assert "3 learners would get it now" in words(ada.last)  # one is in the middle of it, two are offered it
    await ada.taps("Audience")
    await ada.taps("Today not finished")
    assert "To: whoever hasn’t finished a lesson today" in words(ada.last)
    await ada.taps("Audience")
    await ada.taps("By language …")
    await ada.says("de")
    assert "Nobody would get it now." in words(ada.last)
    assert ["Send it …"] not in labels(ada.last)
    await ada.forges("1nv:1:confirm")
    assert ada.told == ["There is nobody to send it to."]
    await ada.taps("Audience")
    await ada.taps("By language …")
    await ada.says("German, please")
    assert words(ada.last).startswith("There is no such audience.")
    await ada.taps("A list …")
    await ada.says("nobody")
    assert words(ada.last).startswith("I see no numbers in that.")
    await ada.taps("A list …")
    await ada.says("404 12a4")
    assert words(ada.last).startswith("“12a4” is no number of a learner.")
    await ada.taps("A list …")
    ada.person.show(b"1 2 3", name="list.csv", mime_type="text/csv")
    await classroom.at_rest()
    assert words(ada.last).startswith("I can’t open files here.")
    await ada.taps("A list …")
    await ada.says(f"{people[3].id}, {people[4].id}\n404 {people[3].id}")
    assert "2 learners would get it now" in words(ada.last)
    assert "Left out – unknown numbers: 1." in words(ada.last)
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    assert received(people) == [0, 0, 0, 1, 1]


async def test_what_was_asked_before_a_restart_is_confirmed_after_it(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.taps("Send it …")
    await classroom.close()
    await classroom.open()
    await ada.taps("Yes, to")
    await ada.sees("Broadcast 1 · done", "✅ 5 sent")
    assert received(people) == [1] * 5


async def test_a_broadcast_waits_for_its_time(classroom: Classroom, ada: Admin, people: list[Person]) -> None:
    await ada.composes()
    await ada.taps("Time")
    await ada.taps("At a time …")
    await ada.says("soon")
    assert words(ada.last) == "I can’t read that as a time. Try 18:30, tomorrow 9:00, 26.11.2026 9:00 or +2h."
    await ada.says("2020-01-01 9:00")
    assert words(ada.last) == "That moment has passed."
    await ada.says("9999-12-31 23:59")
    assert words(ada.last) == "That is more than a year away. A broadcast can wait for a year at most."
    await ada.says("18:30")
    assert "18:30 UTC" in words(ada.last)
    await ada.confirms()
    assert words(ada.last).startswith("Broadcast 1 · planned")
    assert labels(ada.last) == [["Change …", "Stop …"], ["Send to me", "Use it again …"]]
    assert received(people) == [0] * 5
    classroom.playground.clock.travel(timedelta(hours=6, minutes=31))
    await ada.sees("Broadcast 1 · done")
    assert received(people) == [1] * 5


async def test_everybody_gets_it_at_a_time_on_their_own_clock_and_calendar(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.taps("Time")
    await ada.taps("At a time on everybody’s clock …")
    await ada.says("8 November 2026 9:00")
    assert "That moment has passed." in words(ada.last)
    await ada.says("next Monday 9:00")
    assert "When: 7 Dec 2026, 09:00 on everybody’s own clock" in words(ada.last)
    await ada.confirms()
    assert words(ada.last).startswith("Broadcast 1 · planned")
    classroom.playground.clock.travel(timedelta(days=3, hours=7, minutes=1))  # it is 9:00 on Kiritimati
    await ada.sees("⏳ 5 left, 5 of them later, by their own clock")
    assert received(people) == [0] * 5
    classroom.playground.clock.travel(timedelta(hours=14))
    await ada.sees("Broadcast 1 · done")
    assert received(people) == [1] * 5


async def test_everybody_gets_it_at_a_time_on_their_own_clock(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.taps("Time")
    await ada.taps("At a time on everybody’s clock …")
    await ada.says("9:00")
    assert "When: 09:00 on everybody’s own clock" in words(ada.last)
    await ada.confirms()
    await ada.sees("⏳ 5 left, 5 of them later, by their own clock")
    assert received(people) == [0] * 5
    classroom.playground.clock.travel(timedelta(hours=21))
    await ada.sees("Broadcast 1 · done")
    assert received(people) == [1] * 5


async def test_a_copy_goes_to_the_admin_alone(classroom: Classroom, ada: Admin, people: list[Person]) -> None:
    await ada.composes()
    await ada.taps("Send to me")
    assert ada.told == ["Sent to you alone, as everybody would get it."]
    assert [words(message) for message in ada.arrived] == [NEWS]
    assert received(people) == [0] * 5


async def test_a_confirmation_is_void_for_another_plan_another_admin_and_after_ten_minutes(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    void = ["That question is no longer open: it waits ten minutes, for one person and one plan. Ask again."]
    await ada.composes()
    await ada.taps("Send it …")
    yes = str(ada.last.buttons[0][0]["callback_data"])
    noor = Admin("Noor", classroom)
    await noor.says("/broadcast")
    await noor.forges(yes)
    assert noor.told == void
    await ada.forges(yes[:-1] + ("0" if yes[-1] != "0" else "1"))
    assert ada.told == void
    await ada.taps("Back")
    await ada.taps("Audience")
    await ada.taps("Here within 7 days")
    await ada.forges(yes)
    assert ada.told == void
    await ada.taps("Send it …")
    classroom.playground.clock.travel(timedelta(minutes=11))
    await ada.taps("Yes, to")
    assert ada.told == void
    assert received(people) == [0] * 5
    await ada.taps("Back")
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    await ada.forges(yes)
    assert ada.told == ["That can’t be done with it any more. /broadcasts shows how it stands."]
    assert received(people) == [1] * 5


async def test_two_admins_compose_at_once(classroom: Classroom, ada: Admin, people: list[Person]) -> None:
    noor = Admin("Noor", classroom)
    await ada.composes("From Ada")
    await noor.composes("From Noor")
    assert words(noor.last).startswith("Broadcast 2 · draft")
    await ada.confirms()
    await noor.confirms()
    await ada.sees("Broadcast 1 · done")
    await noor.sees("Broadcast 2 · done")
    assert (received(people, "From Ada"), received(people, "From Noor")) == ([1] * 5, [1] * 5)


async def test_what_went_out_is_mended_taken_back_and_told(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    await ada.taps("All recipients (CSV)")
    assert ada.last.document is not None
    content = classroom.playground._world.contents[ada.last.document.file_id]
    lines = list(csv.reader(io.StringIO(content.decode())))
    assert lines[0] == ["learner", "state", "reason", "attempts", "message", "settled_at"]
    assert [(line[0], line[1]) for line in lines[1:]] == sorted((str(person.id), "sent") for person in people)
    await ada.taps("Fix …")
    await ada.says("Day 12 is here.")
    assert "The copies of broadcast 1 would say:\n\nDay 12 is here." in words(ada.last)
    await ada.taps("Change them …")
    await ada.taps("Yes, change 5 copies")
    await ada.sees("Broadcast 2 · done", "✅ 5 changed")
    assert (received(people), received(people, "Day 12 is here.")) == ([0] * 5, [1] * 5)
    await ada.says("/broadcasts")
    assert "2 · done · 5 recipients · fix of 1" in words(ada.last)
    await ada.taps("1")
    await ada.taps("Recall …")
    await ada.taps("Delete them …")
    await ada.taps("Yes, delete 5 copies")
    await ada.sees("Broadcast 3 · done", "✅ 5 deleted")
    assert received(people, "Day 12 is here.") == [0] * 5


async def test_from_a_question_about_it_one_gets_back_to_the_draft(classroom: Classroom, ada: Admin) -> None:
    await ada.composes()
    await ada.taps("Time")
    await ada.taps("At a time …")
    assert labels(ada.last) == [["Back"]]
    await ada.says("soon")
    assert labels(ada.last) == [["Back"]]
    await ada.taps("Back")
    assert words(ada.last).startswith("Broadcast 1 · draft")
    assert ["Audience", "Time"] in labels(ada.last)


async def test_a_panel_that_cannot_be_changed_now_comes_anew(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    await ada.says("/broadcasts")
    classroom.playground.faults.add("editMessageText", "429", retry_after=600)
    await ada.taps("1")
    await ada.sees("Broadcast 1 · done")
    assert ada.arrived == [ada.last]


@pytest.mark.parametrize("fault", [None, "429", "500", "refuse"])
async def test_one_that_could_not_begin_in_time_is_held_and_rings_the_bell(
    classroom: Classroom, ada: Admin, people: list[Person], fault: FaultKind | None
) -> None:
    await ada.composes()
    await ada.taps("Time")
    await ada.taps("At a time …")
    await ada.says("18:30")
    await ada.confirms()
    ada.looks()
    if fault is not None:  # of the panel’s edit
        classroom.playground.faults.add("editMessageText", fault, times=3, retry_after=4)
    classroom.playground.clock.travel(timedelta(hours=8))
    await classroom.playground.wait_for(lambda: len(ada.arrived) == 1)
    await asyncio.sleep(3.0 if fault else 0.0)  # two more looks: it rings once
    assert len(ada.arrived) == 1
    classroom.playground.faults.clear()
    assert words(ada.last).startswith("Broadcast 1 · held")
    assert "could not begin within an hour" in words(ada.last)
    await ada.taps("Decide …")
    await ada.taps("Time")
    await ada.taps("Now")
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    assert received(people) == [1] * 5


class TestOnItsWay:
    """What can be done while a broadcast goes, slowly."""

    @pytest.fixture
    def per_second(self) -> int:
        return 3

    async def test_it_is_watched_paused_resumed_and_stopped(
        self, classroom: Classroom, playground: Playground, ada: Admin
    ) -> None:
        people = [playground.person(f"Learner {number}") for number in range(40)]
        for person in people:
            person.say("/start")
        await classroom.at_rest(60)
        await ada.composes()
        await ada.confirms()
        assert words(ada.last).startswith("Broadcast 1 · running")
        assert labels(ada.last)[0] == ["Pause", "Stop …"]
        await playground.wait_for(lambda: "a second," in words(ada.last), 20)
        await ada.taps("Pause")
        assert words(ada.last).startswith("Broadcast 1 · paused")
        await ada.taps("Resume")
        assert words(ada.last).startswith("Broadcast 1 · running")
        noor = Admin("Noor", classroom)
        await noor.says("/broadcasts")
        assert "1 · running · 40 recipients" in words(noor.last)
        await noor.taps("1")
        await noor.taps("Stop …")
        assert words(noor.last).startswith("Stop broadcast 1?")
        await noor.taps("Yes, stop it")
        await ada.sees("Broadcast 1 · stopped", "➖")
        await playground.wait_for(lambda: "Broadcast 1 · stopped" in words(noor.message("Broadcast 1 ·")))
        assert 0 < sum(received(people)) < 40
        edits = [call for call in classroom.calls("editMessageText") if call.parameters["chat_id"] == ada.id]
        assert len(edits) < 30

    async def test_its_panel_goes_on_after_a_restart(
        self, classroom: Classroom, playground: Playground, ada: Admin
    ) -> None:
        people = [playground.person(f"Learner {number}") for number in range(12)]
        for person in people:
            person.say("/start")
        await classroom.at_rest(60)
        await ada.composes()
        await ada.confirms()
        await classroom.close()
        assert sum(received(people)) < 12
        assert "Broadcast 1 · running" in words(ada.last)
        await classroom.open()
        await playground.wait_for(lambda: "Broadcast 1 · done" in words(ada.last), 20)
        assert "✅ 12 sent" in words(ada.last)
        assert received(people) == [1] * 12
