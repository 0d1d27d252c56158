"""Messages as parameters of the Bot API, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from telegram import Message
from telegram.constants import MessageEntityType

from bot.botapi.codec import ENTITY_FIELDS, attachment_of, formatted, new_message, rich_text_of
from bot.botapi.message import Message as OurMessage
from bot.core.delivery import Attachment
from bot.core.richtext import Entity, EntityKind, RichText, time_on_device

FOUND_BY_TELEGRAM = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
LEFT_AS_THEIR_WORDS = {"text_mention", "custom_emoji"}  # what stands there is a name, and an ordinary emoji
VALUES = {
    "url": "https://example.org",
    "language": "python",
    "unix_time": 1_773_000_000,
    "date_time_format": "wDT",
}


def message(**fields: Any) -> Message:
    found = Message.de_json({"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, **fields}, None)
    assert found is not None
    return found


def test_every_entity_of_the_bot_api_is_kept_or_known_to_be_found_again() -> None:
    assert set(ENTITY_FIELDS) == set(get_args(EntityKind))
    assert set(MessageEntityType) == set(ENTITY_FIELDS) | FOUND_BY_TELEGRAM | LEFT_AS_THEIR_WORDS


@pytest.mark.parametrize("kind", ENTITY_FIELDS)
@pytest.mark.parametrize(("words", "place"), [("text", "entities"), ("caption", "caption_entities")])
def test_an_entity_goes_out_as_it_came(kind: EntityKind, words: str, place: str) -> None:
    came = {"type": kind, "offset": 0, "length": 2, **{name: VALUES[name] for name in ENTITY_FIELDS[kind]}}
    text = rich_text_of(message(**{words: "Hi there", place: [came]}))
    assert formatted(text) == {"text": "Hi there", "entities": [came]}


@pytest.mark.parametrize("kind", sorted(FOUND_BY_TELEGRAM | LEFT_AS_THEIR_WORDS))
def test_what_telegram_finds_again_is_not_said_to_it(kind: str) -> None:
    text = rich_text_of(message(text="Hi there", entities=[{"type": kind, "offset": 0, "length": 2}]))
    assert text == RichText("Hi there")


def test_a_time_of_ours_is_shown_as_a_time_of_day() -> None:
    shown = time_on_device(datetime(2026, 3, 8, 20, 0, tzinfo=UTC), "20:00")
    assert formatted(shown)["entities"][0]["date_time_format"] == "t"
    assert shown.entities == (Entity("date_time", 0, 5, None, None, 1_773_000_000, "t"),)


@pytest.mark.parametrize("kind", ["animation", "video", "voice", "audio", "document"])
def test_what_a_message_shows_is_sent_once_more_by_the_name_telegram_keeps_it_by(kind: str) -> None:
    file = {"file_id": "kept", "file_unique_id": "x", "duration": 1, "width": 1, "height": 1}
    kept = attachment_of(message(**{kind: file, "document": file}))
    assert kept == Attachment(kind, "kept")
    method, parameters, files = new_message(OurMessage(RichText("Look"), file=kept), 7)
    assert (method.lower(), files) == (f"send{kind}", None)
    assert parameters == {"chat_id": 7, "caption": "Look", kind: "kept"}


def test_of_a_photo_the_largest_is_kept() -> None:
    sizes = [{"file_id": name, "file_unique_id": name, "width": 1, "height": 1} for name in ("small", "large")]
    assert attachment_of(message(photo=sizes)) == Attachment("photo", "large")
    assert attachment_of(message(text="Hello")) is None
