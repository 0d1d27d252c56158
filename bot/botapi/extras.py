"""What some Bot API servers refuse and a call can do without: taken back by itself, and tried again a day later."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.botapi.pauses import Pauses

_log = logging.getLogger(__name__)

_AGAIN_AFTER = 86_400.0  # seconds


class Extra(StrEnum):
    """Something that may be refused, as a word that the refusal has if it names it."""

    EFFECT = "effect"
    STYLE = "style"
    STOP = "stop"
    DISABLED = "disabled"
    FORCE_REPLY = "force_reply"


_NEW = frozenset({Extra.STOP, Extra.DISABLED, Extra.FORCE_REPLY})
"""Since Bot API 10.3, of August 2026. A server that does not know them refuses them in words that don’t name them."""
_PLAIN = frozenset({"entities", "caption_entities"})  # there are many of them, and no extra is among them
_OTHER_REASONS = ("not modified", "not found", "can't be edited", "too long", "is empty")


@dataclass(frozen=True, slots=True)
class Either:
    """Part of the parameters of a call: a `value` where the `extra` is to be had, else the `plain` one, or none."""

    extra: Extra
    value: object
    plain: object = None


class Extras:
    """What is refused at present, for everybody: it is the server that refuses it."""

    def __init__(self, refused: Pauses[Extra] | None = None) -> None:
        self._refused = refused or Pauses()

    @property
    def refused(self) -> frozenset[Extra]:
        """What is not to be tried just now."""
        return frozenset(each for each in Extra if self._refused.left(each))

    def note(self, extras: Iterable[Extra]) -> None:
        """Note that a call was refused with these and taken without."""
        for each in extras:
            _log.warning("Telegram refuses “%s” of a call; for a day it is left out", each)
            self._refused.begin(each, _AGAIN_AFTER)


def fitted(parameters: Mapping[str, object], without: AbstractSet[Extra]) -> tuple[dict[str, Any], set[Extra]]:
    """Parameters as they are sent, and the extras they have then."""
    used: set[Extra] = set()
    sent = {
        name: found
        for name, value in parameters.items()
        if (found := value if name in _PLAIN else _fitted(value, without, used)) is not None
    }
    return sent, used


def _fitted(value: object, without: AbstractSet[Extra], used: set[Extra]) -> object:
    if isinstance(value, Either):
        if value.extra in without:
            return _fitted(value.plain, without, used)
        used.add(value.extra)
        return _fitted(value.value, without, used)
    if isinstance(value, dict):
        return {name: found for name, each in value.items() if (found := _fitted(each, without, used)) is not None}
    if isinstance(value, list):  # a row of which nothing is left goes with it
        return [found for each in value if (found := _fitted(each, without, used)) not in (None, [])]
    return value


def blamed(description: str, used: AbstractSet[Extra]) -> set[Extra]:
    """Which of the extras in a call may have had it refused, in these words, with 400."""
    said = description.lower()
    if any(other in said for other in _OTHER_REASONS):
        return set()
    return {each for each in used if each in said} or {each for each in used if each in _NEW}
