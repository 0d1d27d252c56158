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
    assert labels(shown) == [["Fix …", "Recall …"], ["All recipients (CSV)"]]


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
    later = "5 later, by their own clock: the first on "
    assert "Nobody would get it now" in words(ada.last)
    assert later in words(ada.last)
    await ada.taps("Send it …")
    assert later in words(ada.last)
    await ada.taps("Yes, to 5 learners")
    await ada.sees("The next one goes on ", "08:00, the last one on ")
