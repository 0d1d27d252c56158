"""What a broadcast says is kept with it: it hangs on no message in a chat, and can be seen, changed and used again."""

from __future__ import annotations

from datetime import timedelta

from bot.playground.messages import Message
from bot.playground.people import Person
from tests.support.admin import NEWS, Admin, received
from tests.support.classroom import Classroom, styled, words


async def forget_what_is_kept(classroom: Classroom) -> None:
    """As a former version left its broadcasts."""
    await classroom.school.database._writer.run(
        lambda connection: connection.execute("UPDATE broadcasts SET text = NULL, file_kind = NULL")
    )


def preview(ada: Admin) -> Message:
    """The message that is copied."""
    return next(message for message in reversed(ada.person.messages) if message.from_bot and message.text == NEWS)


async def plans(ada: Admin, at: str = "18:30") -> None:
    await ada.taps("Time")
    await ada.taps("At a time …")
    await ada.says(at)
    await ada.confirms()


async def test_a_planned_one_goes_out_although_the_chat_was_cleared(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await plans(ada)
    classroom.playground._world.delete(preview(ada))
    classroom.playground.clock.travel(timedelta(hours=6, minutes=31))
    await ada.sees("Broadcast 1 · done", "✅ 5 sent")
    assert received(people) == [1] * 5
    assert not any("paused itself" in words(message) for message in ada.person.messages)


async def test_a_picture_goes_out_although_the_chat_was_cleared(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.says("/broadcast")
    await ada.taps("Write a message")
    ada.person.show(b"what is in it", "Look at this", name="plan.pdf", mime_type="application/pdf")
    await classroom.at_rest()
    await ada.taps("Send it …")
    for message in [message for message in ada.person.messages if message.from_bot and message.document]:
        classroom.playground._world.delete(message)
    await ada.taps("Yes, to")
    await ada.sees("Broadcast 1 · done", "✅ 5 sent")
    assert received(people, "Look at this") == [1] * 5
    assert all(person.messages[-1].document for person in people)


async def test_a_draft_whose_message_is_gone_is_shown_from_what_is_kept(classroom: Classroom, ada: Admin) -> None:
    await ada.composes()
    classroom.playground._world.delete(preview(ada))
    await ada.taps("Send to me")
    assert ada.told == ["Sent to you alone, as everybody would get it."]
    assert [words(message) for message in ada.arrived] == [NEWS, NEWS]  # the preview, and the copy


async def test_one_of_a_former_version_whose_message_is_gone_pauses_itself_and_can_say_something_else(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await forget_what_is_kept(classroom)
    await ada.taps("Send it …")
    classroom.playground._world.delete(preview(ada))
    await ada.forges("1np:1:test")
    assert ada.told == [
        "The message to be copied is no longer there. Discard this draft and begin anew with /broadcast."
    ]
    await ada.taps("Yes, to")
    await classroom.playground.wait_for(
        lambda: any("paused itself" in words(message) for message in ada.person.messages)
    )
    await classroom.playground.wait_for(
        lambda: "The message to be copied is no longer there." in words(ada.message("Broadcast 1 ·"))
    )
    assert received(people) == [0] * 5


async def test_a_planned_one_is_changed_in_all_it_is(classroom: Classroom, ada: Admin, people: list[Person]) -> None:
    await ada.composes("Not this.")
    await plans(ada)
    await ada.taps("Change …")
    assert words(ada.last).startswith("Broadcast 1 · draft")
    await ada.taps("Another message …")
    await ada.says(NEWS)
    assert words(ada.arrived[0]) == NEWS
    await ada.taps("Time")
    await ada.taps("Now")
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    assert (received(people), received(people, "Not this.")) == ([1] * 5, [0] * 5)


async def test_a_planned_one_that_is_stopped_says_that_it_never_began(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await plans(ada)
    await ada.says("/broadcasts")
    assert "recipient" not in words(ada.last)
    await ada.taps("1")
    await ada.taps("Stop …")
    assert "It has not begun: nobody has got it, and nobody will." in words(ada.last)
    await ada.taps("Yes, stop it")
    await ada.sees("It never began: nobody got it.")
    assert "%" not in words(ada.message("It never began"))
    await ada.says("/broadcasts")
    assert "1 · stopped" in words(ada.last)


async def test_lists_and_panels_tell_what_was_said_and_drafts_are_among_them(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done", f"“{NEWS}”")
    await ada.composes("A draft of something\nthat is far too long for one line of a list")
    await ada.says("/broadcasts")
    assert f"“{NEWS}”" in words(ada.last)
    assert "2 · draft · “A draft of something that is far too lo…”" in words(ada.last)
    await ada.taps("2")
    await ada.taps("Discard")
    await ada.says("/broadcasts")
    assert "2 · " not in words(ada.last)


async def test_what_went_out_is_used_again_although_it_is_gone(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    classroom.playground._world.delete(preview(ada))
    await ada.taps("Use it again …")
    assert words(ada.last).startswith("Broadcast 2 · draft")
    await ada.confirms()
    await ada.sees("Broadcast 2 · done")
    assert received(people) == [2] * 5


async def test_a_time_that_everybody_reads_on_their_own_device_stays_one(
    classroom: Classroom, ada: Admin, people: list[Person]
) -> None:
    moment = {"type": "date_time", "offset": 3, "length": 5, "unix_time": 1_773_000_000, "date_time_format": "wDT"}
    await ada.composes()
    await ada.confirms()
    await ada.sees("Broadcast 1 · done")
    await ada.taps("Fix …")
    chat, question = {"id": ada.id, "type": "private"}, ada.last
    asked = {"message_id": question.message_id, "date": 1, "chat": chat, "entities": question.entities}
    answer = {"message_id": 10_000, "date": 1, "chat": chat, "text": "At 18:30.", "entities": [moment]}
    sender = {"id": ada.id, "is_bot": False, "first_name": "Ada"}
    message = {**answer, "from": sender, "reply_to_message": {**asked, "text": question.text}}
    classroom.playground.post_update({"message": message})
    await classroom.at_rest()
    await ada.taps("Change them …")
    await ada.taps("Yes, change 5 copies")
    await ada.sees("Broadcast 2 · done", "✅ 5 changed")
    assert styled(people[0].messages[-1], "date_time") == ["18:30"]
    (kept,) = people[0].messages[-1].entities
    assert kept == moment
