"""All that the bot says, and when: messages, captions, buttons, toasts, hints and menus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from bot.playground import Playground
from bot.playground.server import Call

_MARKUPS = ("inline_keyboard", "keyboard")


class Heard(NamedTuple):
    """Something that was said: after what, as what, and how."""

    after: str
    place: str
    text: str


class Listener:
    """Hears what the bot says from now on. `after` is what was done last."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._done: list[tuple[int, str]] = [(len(playground.calls), "the start")]

    def after(self, deed: str) -> None:
        """What is said from now on follows this."""
        self._done.append((len(self._playground.calls), deed))

    @property
    def calls(self) -> Iterator[tuple[str, Call]]:
        """Each call of the bot, with what had been done before."""
        ends = [*(number for number, _ in self._done[1:]), len(self._playground.calls)]
        for (begin, deed), end in zip(self._done, ends, strict=True):
            for call in self._playground.calls[begin:end]:
                yield deed, call

    @property
    def heard(self) -> list[Heard]:
        """All of it, in order."""
        return [Heard(deed, place, text) for deed, call in self.calls for place, text in _said(call)]


def _said(call: Call) -> Iterator[tuple[str, str]]:
    """What a call has of words, each with its place."""
    parameters: Mapping[str, Any] = call.parameters
    if call.method == "setMyCommands":
        for command in parameters["commands"] if parameters.get("language_code") else ():
            yield "menu", command["description"]
        return
    for name, place in (("text", "message"), ("caption", "caption")):
        if parameters.get(name):
            yield ("toast" if call.method == "answerCallbackQuery" else place), parameters[name]
    markup = parameters.get("reply_markup") or {}
    if markup.get("input_field_placeholder"):
        yield "hint", markup["input_field_placeholder"]
    for button in (button for name in _MARKUPS for row in markup.get(name) or () for button in row):
        yield "button", button["text"]
        for text in parse_qs(urlsplit(button.get("url") or "").query).get("text", ()):
            yield "shared text", text
