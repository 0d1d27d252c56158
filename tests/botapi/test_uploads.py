"""Files of the course go out once, and then by what Telegram keeps them by."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.botapi.api import BotApi
from bot.botapi.codec import file_in
from bot.botapi.message import Button, Message
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.core.course import Media, MediaKind
from bot.core.delivery import BLOCKED, Attachment, Delivery
from bot.core.richtext import NOTHING, RichText, bold
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.playground.people import Person
from tests.support.media import MP3, MP4, OGG, PDF, png

TOKEN = "42:playground"  # noqa: S105 -- of the playground
PICTURE = Media(MediaKind.PHOTO, "pictures/a.png", "d1", "A square.")
CONTENTS = {
    MediaKind.PHOTO: ("a.png", png()),
    MediaKind.VIDEO: ("a.mp4", MP4),
    MediaKind.VOICE: ("a.ogg", OGG),
    MediaKind.AUDIO: ("a.mp3", MP3),
    MediaKind.DOCUMENT: ("a.pdf", PDF),
}


class Shelves:
    """A library that remembers what it is told."""

    def __init__(self) -> None:
        self.kept_by: dict[Media, Attachment] = {}
        self.contents: dict[Media, bytes] = {PICTURE: png()}

    async def kept(self, media: Media) -> Attachment | None:
        return self.kept_by.get(media)

    async def keep(self, media: Media, sent: Attachment) -> None:
        self.kept_by[media] = sent

    async def forget(self, media: Media, sent: Attachment) -> None:
        if self.kept_by.get(media) == sent:
            del self.kept_by[media]

    async def content(self, media: Media) -> bytes | None:
        return self.contents.get(media)


@pytest.fixture
def shelves() -> Shelves:
    return Shelves()


@pytest.fixture
async def sender(playground: Playground, shelves: Shelves) -> AsyncIterator[Sender]:
    async with AiohttpRequest(connect_timeout=0.5, read_timeout=0.5) as request:
        yield Sender(BotApi(request, TOKEN, playground.url), Pacer(), shelves)


@pytest.fixture
def ada(playground: Playground) -> Person:
    ada = playground.person("Ada")
    ada.say("/start")
    return ada


def shown(media: Media = PICTURE, text: RichText = NOTHING) -> Message:
    return Message(text, ((Button("Continue", data="c"),),), media)


def sent(playground: Playground) -> list[str]:
    """What the bot called, and whether it uploaded something by that."""
    kinds = {kind.value for kind in MediaKind}
    return [
        call.method + (" anew" if any(isinstance(call.parameters.get(kind), dict) for kind in kinds) else "")
        for call in playground.calls
    ]


@pytest.mark.parametrize("kind", MediaKind)
async def test_every_kind_is_uploaded_once_and_then_sent_by_its_id(
    kind: MediaKind, sender: Sender, shelves: Shelves, ada: Person, playground: Playground
) -> None:
    name, content = CONTENTS[kind]
    media = Media(kind, f"files/{name}", "d", "Something.")
    shelves.contents[media] = content
    for _ in range(2):
        receipt = await sender.send(ada.id, shown(media, bold("Look") + " here"), Lane.LESSON)
        assert receipt.outcome is Delivery.SENT
    first, second = (message for message in ada.messages if message.from_bot)
    file = getattr(first, kind.value)
    assert (file.name, file.size) == (name, len(content))
    assert getattr(second, kind.value) == file
    assert shelves.kept_by == {media: Attachment(kind.value, file.file_id)}
    assert (second.caption, second.caption_entities) == ("Look here", [{"type": "bold", "offset": 0, "length": 4}])
    assert second.buttons == [[{"text": "Continue", "callback_data": "c"}]]
    assert sent(playground) == [f"send{kind.value.title()} anew", f"send{kind.value.title()}"]


async def test_what_telegram_has_forgotten_is_uploaded_again(
    sender: Sender, shelves: Shelves, ada: Person, playground: Playground
) -> None:
    shelves.kept_by[PICTURE] = Attachment("photo", "of another server")
    receipt = await sender.send(ada.id, shown(), Lane.LESSON)
    assert (receipt.outcome, receipt.message_id) == (Delivery.SENT, ada.messages[-1].message_id)
    assert sent(playground) == ["sendPhoto", "sendPhoto anew"]
    assert shelves.kept_by[PICTURE].file_id == "file-1"


async def test_many_at_once_bring_one_upload(sender: Sender, playground: Playground) -> None:
    people = [playground.person(f"Learner {number}") for number in range(5)]
    for person in people:
        person.say("/start")
    await asyncio.gather(*(sender.send(person.id, shown(), Lane.LESSON) for person in people))
    assert sorted(sent(playground)) == ["sendPhoto"] * 4 + ["sendPhoto anew"]


async def test_nobody_waits_long_for_an_upload_that_hangs(
    sender: Sender, playground: Playground, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.botapi.uploads._PATIENCE", 0.05)
    bob = playground.person("Bob")
    bob.say("/start")
    playground.faults.add("sendPhoto", "timeout")
    first = asyncio.create_task(sender.send(ada.id, shown(), Lane.LESSON))
    await asyncio.sleep(0.1)  # it is on its way
    assert (await sender.send(bob.id, shown(), Lane.LESSON)).outcome is Delivery.SENT
    assert not first.done()
    assert (await first).outcome is Delivery.UNCERTAIN


@pytest.mark.parametrize(("fault", "outcome"), [("lost", Delivery.UNCERTAIN), ("reset", Delivery.UNCERTAIN)])
@pytest.mark.parametrize("kept", [False, True])
async def test_an_upload_of_which_nothing_is_known_is_uncertain_and_not_made_again(
    kept: bool,
    fault: FaultKind,
    outcome: Delivery,
    sender: Sender,
    shelves: Shelves,
    ada: Person,
    playground: Playground,
) -> None:
    if kept:
        await sender.send(ada.id, shown(), Lane.LESSON)
    before = len(playground.calls)
    playground.faults.add("sendPhoto", fault)
    assert (await sender.send(ada.id, shown(), Lane.LESSON)).outcome is outcome
    assert len(playground.calls) == before + 1
    assert bool(shelves.kept_by) is kept


@pytest.mark.parametrize("text", [NOTHING, RichText("Look.")])
async def test_a_file_that_is_gone_is_told_in_words(
    text: RichText, sender: Sender, shelves: Shelves, ada: Person, playground: Playground
) -> None:
    shelves.contents.clear()
    receipt = await sender.send(ada.id, shown(text=text), Lane.LESSON)
    assert receipt.outcome is Delivery.SENT
    assert ada.messages[-1].text == "🖼 A square." + (f"\n\n{text.text}" if text.text else "")
    assert ada.messages[-1].buttons == [[{"text": "Continue", "callback_data": "c"}]]


async def test_a_file_that_telegram_refuses_is_told_in_words(
    sender: Sender, shelves: Shelves, ada: Person, playground: Playground
) -> None:
    playground.faults.add("sendPhoto", "refuse", description="PHOTO_INVALID_DIMENSIONS")
    assert (await sender.send(ada.id, shown(), Lane.LESSON)).outcome is Delivery.SENT
    assert ada.messages[-1].text == "🖼 A square."
    assert shelves.kept_by == {}


async def test_who_has_blocked_the_bot_is_sent_no_words_instead(
    sender: Sender, ada: Person, playground: Playground
) -> None:
    ada.block()
    receipt = await sender.send(ada.id, shown(), Lane.LESSON)
    assert (receipt.outcome, receipt.reason) == (Delivery.FAILED, BLOCKED)
    assert {call.method for call in playground.calls} == {"sendPhoto"}


async def test_the_words_below_a_file_are_changed_and_it_stays(
    sender: Sender, ada: Person, playground: Playground
) -> None:
    message_id = (await sender.send(ada.id, shown(text=RichText("What is it?")), Lane.LESSON)).message_id or 0
    assert await sender.edit(ada.id, message_id, shown(text=bold("Right.")))
    changed = ada.messages[-1]
    assert (changed.caption, changed.caption_entities) == ("Right.", [{"type": "bold", "offset": 0, "length": 6}])
    assert changed.photo is not None
    assert sent(playground)[1:] == ["editMessageCaption"]
    assert await sender.edit(ada.id, message_id, shown(text=bold("Right.")))  # once more changes nothing


async def test_words_that_stood_alone_are_changed_with_those_for_the_file(
    sender: Sender, shelves: Shelves, ada: Person
) -> None:
    shelves.contents.clear()
    message_id = (await sender.send(ada.id, shown(text=RichText("What is it?")), Lane.LESSON)).message_id or 0
    assert await sender.edit(ada.id, message_id, shown(text=RichText("Right.")))
    assert ada.messages[-1].text == "🖼 A square.\n\nRight."


async def test_a_message_that_is_gone_cannot_be_changed(sender: Sender, ada: Person) -> None:
    assert not await sender.edit(ada.id, 999, shown(text=RichText("Right.")))


def test_a_silent_video_may_come_back_as_something_else() -> None:
    file = {"file_id": "f"}
    assert file_in({"animation": file, "document": file}) == Attachment("animation", "f")
    assert file_in({"photo": [{"file_id": "small"}, {"file_id": "large"}]}) == Attachment("photo", "large")
    assert file_in({"text": "Hello"}) is None


async def test_a_large_file_is_waited_for_longer(
    sender: Sender, shelves: Shelves, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    exchange = AiohttpRequest._exchange

    async def noting(
        self: AiohttpRequest, method: str, url: str, body: object, read_timeout: float
    ) -> tuple[int, bytes]:
        waited.append(read_timeout)
        return await exchange(self, method, url, body, read_timeout)  # type: ignore[arg-type]

    monkeypatch.setattr(AiohttpRequest, "_exchange", noting)
    shelves.contents[PICTURE] = png() + bytes(1_000_000 - len(png()))
    await sender.send(ada.id, shown(), Lane.LESSON)
    assert waited == [10.5]
