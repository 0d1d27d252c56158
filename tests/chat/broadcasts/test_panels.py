"""Panels, drafts and lists follow what happens to a broadcast."""

from __future__ import annotations

from datetime import timedelta

from bot.playground.people import Person
from tests.support.admin import Admin
from tests.support.classroom import Classroom, labels, words


async def test_the_panel_that_was_tapped_follows_what_is_sent_again(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes("First news")
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    classroom.playground.faults.add("copyMessage", "lost", times=2, after=1)  # the preview arrives
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 2 · done", "❔ 2 uncertain")
    panel = ada.message("Broadcast 2 · done").message_id
    await ada.taps("Send uncertain ones again …")
    assert "2 learners would get it now" in words(ada.last)
    await ada.taps("Yes, send it again")
    await ada.sees("Broadcast 2 · done", "✅ 5 sent")
    shown = ada.message("✅ 5 sent")
    assert shown.message_id == panel
    assert "uncertain" not in words(shown)
    assert labels(shown) == [["Fix …", "Recall …"], ["Send to me", "Use it again …"], ["All recipients (CSV)"]]


async def test_a_newer_panel_takes_the_place_of_the_last_one(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    older = ada.message("Broadcast 1 · done").message_id
    await ada.says("/broadcasts")
    await ada.taps("1")
    newer = ada.message("Broadcast 1 · done")
    assert newer.message_id != older
    assert labels(newer) != []
    assert [labels(message) for message in ada.person.messages if message.message_id == older] == [[]]


async def test_at_night_draft_question_and_panel_say_when_it_goes(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    classroom.playground.clock.travel(timedelta(hours=13))  # one in the morning
    await ada.composes()
    later = "5 later, by their own clock: on "
    assert "Nobody would get it now" in words(ada.last)
    assert later in words(ada.last)
    await ada.taps("Send it …")
    assert later in words(ada.last)
    await ada.taps("Yes, to 5 learners")
    await ada.sees("The next one goes on ", "08:00, the last one on ")


async def test_a_recall_and_a_fix_are_written_on_the_broadcast_they_changed(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    panel = ada.message("Broadcast 1 · done").message_id
    await ada.taps("Fix …")
    await ada.says("Day 12 is here.")
    await ada.taps("Change them …")
    await ada.taps("Yes, change 5 copies")
    await ada.sees("Broadcast 1 · done", "✏️ 5 reworded")
    await ada.taps("Recall …")
    assert "The copies of broadcast 1 would be deleted." in words(ada.last)
    await ada.taps("Delete them …")
    await ada.taps("Yes, delete 5 copies")
    await ada.sees("Broadcast 1 · done", "🗑 5 deleted again")
    shown = ada.message("🗑 5 deleted again")
    assert (shown.message_id, labels(shown)) == (panel, [["Send to me", "Use it again …"], ["All recipients (CSV)"]])
    await ada.says("/broadcasts")
    assert "🗑 5 deleted again" in words(ada.last)


async def test_copies_that_learners_deleted_stop_no_fix_and_ring_no_alarm(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    for person in people[:4]:
        classroom.playground._world.delete(person.messages[-1])
    await ada.taps("Fix …")
    await ada.says("Day 12 is here.")
    await ada.taps("Change them …")
    await ada.taps("Yes, change 5 copies")
    await ada.sees("Broadcast 2 · done", "✅ 1 changed", "⚠️ 4 failed")
    assert not any("paused itself" in words(message) for message in ada.person.messages)


async def test_a_picture_as_a_fix_is_told_what_is_wanted(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    await ada.taps("Fix …")
    ada.person.show(b"what is in it", name="plan.pdf", mime_type="application/pdf")
    await classroom.at_rest()
    assert words(ada.last).startswith("There are no words in that. Only words can be changed")


async def test_one_that_was_held_says_that_it_goes_now(classroom: Classroom, ada: Admin, people: list[Person]) -> None:
    await ada.composes()
    await ada.taps("Time")
    await ada.taps("At a time …")
    await ada.says("18:30")
    await ada.confirms()
    ada.looks()
    classroom.playground.clock.travel(timedelta(hours=8))
    await classroom.playground.wait_for(lambda: len(ada.arrived) == 1)
    await ada.taps("Decide …")
    assert "When: now" in words(ada.last)
    await ada.taps("Send it …")
    assert "When: now" in words(ada.last)
