"""What a field of the forms takes: each kind of text, with what is refused in it in the author's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from bot.content.flaws import MarkdownError
from bot.content.markdown import FORMATS_LIMIT, render
from bot.content.media import Shelf, UnfitMediaError
from bot.content.slips import look_alike
from bot.core.course import (
    Media,
    MediaKind,
)
from bot.core.richtext import MESSAGE_LIMIT, RichText

_BOLD = r"\*\*\S(?:[^\n]*?\S)?\*\*|(?<![\w_])__\S(?:[^\n]*?\S)?__(?![\w_])|\]\((?:https?|tg):"
_FORMATTING = re.compile(
    rf"{_BOLD}|(?<![\w*])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])|`[^`\n]+`|\|\|\S[^\n]*?\|\||~~\S[^\n]*?~~"
)
# A prompt may well speak of code; bold words and links in it were meant as such.
_FORMATTING_OF_PROMPTS = re.compile(_BOLD)

QUIZ_LIMIT = MESSAGE_LIMIT - 300
"""The longest knowledge check in UTF-16 code units, explanation included: it is one message, with a header above."""

TASK_LIMIT = 2400
"""The longest task of a practice in UTF-16 code units: it is one message, with a header above and a line below."""


def refusal(message: str, hint: str = "", at: str | int = "") -> PydanticCustomError:
    """An error in the author's words; `at` is the key below the judged one that it is about, if any."""
    return PydanticCustomError("refusal", "{message}", {"message": message, "hint": hint, "at": at})


def _prose(value: object) -> tuple[RichText, ...]:
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    try:
        parts = render(value)
    except MarkdownError as error:
        raise PydanticCustomError("markdown", "{flaws}", {"flaws": error.flaws}) from error
    if not parts:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return parts


def _passage(limit: int) -> Callable[[object], RichText]:
    """Prose that has to fit into a part of one message: at most `limit` UTF-16 code units."""

    def passage(value: object) -> RichText:
        parts = _prose(value)
        length = sum(map(len, parts))
        if length > limit:
            raise refusal(f"{length} characters; there is room for {limit}", "say it in fewer words")
        if len(parts) > 1:  # not for its length
            formats = sum(len(part.entities) for part in parts)
            raise refusal(f"{formats} formats; Telegram shows {FORMATS_LIMIT} in a message", "use fewer")
        return parts[0]

    return passage


def plain(formatting: re.Pattern[str] = _FORMATTING) -> AfterValidator:
    """What refuses formatting in a text that is shown sign by sign."""

    def _checked(text: str) -> str:
        if found := formatting.search(text):
            hint = "this text is shown as it is typed: take the signs out"
            raise refusal(f"`{found[0]}` is formatting where none is read", hint)
        return text

    return AfterValidator(_checked)


def given(otherwise: Literal["date_type", "int_type"]) -> BeforeValidator:
    """What refuses the None that is written, which is what YAML takes for anything else; a key may be left out."""

    def _is_given(value: object) -> object:
        if value is None:
            raise PydanticKnownError(otherwise)
        return value

    return BeforeValidator(_is_given)


def readable(text: str) -> str:
    """Refuse a sign that only looks like the one that is meant."""
    if twin := look_alike(text):
        raise refusal(twin, "type it anew")
    return text


Slug = Annotated[
    str,
    # 24 characters keep a button's data, such as `1q:11:final-check:C`, well under Telegram's 64 bytes.
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24),
    Field(description="A short name, unique in the day: a-z, 0-9 and hyphens. Never change it once it is published."),
    BeforeValidator(lambda value: readable(value) if isinstance(value, str) else value),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\n]*$"),
    plain(),
]
OptionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), plain()]
# A prompt may stand in one message twice: as it is typed, and as the code block to copy it from.
Prompt = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1800), plain(_FORMATTING_OF_PROMPTS)
]
Prose = Annotated[tuple[RichText, ...], PlainValidator(_prose, json_schema_input_type=str)]
Question = Annotated[RichText, PlainValidator(_passage(QUIZ_LIMIT), json_schema_input_type=str)]
Line = Annotated[RichText, PlainValidator(_passage(600), json_schema_input_type=str)]
Task = Annotated[RichText, PlainValidator(_passage(TASK_LIMIT), json_schema_input_type=str)]
Remark = Annotated[RichText, PlainValidator(_passage(200), json_schema_input_type=str)]

Alt = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n]*$"), plain()
]


def _file(kind: MediaKind) -> Callable[[object, ValidationInfo], Media]:
    """A file of the course that is sent as this kind, named by its path in the course’s folder."""

    def found(value: object, info: ValidationInfo) -> Media:
        if not isinstance(value, str):
            raise PydanticKnownError("string_type")
        if not value.strip():
            raise PydanticKnownError("string_too_short", {"min_length": 1})
        if not isinstance(info.context, Shelf):
            raise TypeError("nobody says where the files of the course are")
        try:
            return info.context.find(kind, value.strip())
        except UnfitMediaError as error:
            raise refusal(str(error), error.hint) from error

    return found


Picture = Annotated[Media | None, PlainValidator(_file(MediaKind.PHOTO), json_schema_input_type=str)]
Video = Annotated[Media | None, PlainValidator(_file(MediaKind.VIDEO), json_schema_input_type=str)]
Voice = Annotated[Media | None, PlainValidator(_file(MediaKind.VOICE), json_schema_input_type=str)]
Audio = Annotated[Media | None, PlainValidator(_file(MediaKind.AUDIO), json_schema_input_type=str)]
AnyFile = Annotated[Media | None, PlainValidator(_file(MediaKind.DOCUMENT), json_schema_input_type=str)]

MEDIA_KEYS = ("picture", "video", "voice", "audio", "file")
"""The keys that name a file to go with a step."""


class Form(BaseModel):
    """Keys that are known, values that are what they seem."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        model_title_generator=lambda form: form.__name__.removesuffix("Form"),
    )
