"""The prompts of finished days, page by page, each to be copied by a tap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.botapi.message import COPY_LIMIT, Button, Message
from bot.chat.lessons.names import day_name
from bot.chat.prompts.taps import ShowPrompts
from bot.chat.tap import button
from bot.core.richtext import EntityKind, RichText, bold, join, utf16_length
from bot.flows.prompts import Prompts
from bot.words import Words

_MOST = 6  # prompts on a page
_LONGEST = 2400  # UTF-16 code units of the prompts on a page, unless one alone is longer
_ROW = 3


def prompts_screen(words: Words, found: Sequence[Prompts], page: int | None = None) -> Message:
    """A page of the prompts, counted from 0, or the latest; a page that there is no more is the latest, too."""
    pages = [(each, part) for each in found for part in _parts(each.prompts)]
    if not pages:
        return Message(words.text("Each prompt of a day that you finish is kept here, to be copied by a tap."))
    at = page if page is not None and page < len(pages) else len(pages) - 1
    of_day, prompts = pages[at]
    # Translators: above prompts that can be copied; {page} of {pages} is such as 3 of 12.
    counted = words.text("**Your prompts** · {page} of {pages}", page=at + 1, pages=len(pages))
    numbered = [_numbered(number, prompt) for number, prompt in enumerate(prompts, 1)]
    copies = [
        # Translators: a button: copy the prompt of this number.
        Button(words.text("Copy {number}", number=number).text, copy=prompt)
        for number, prompt in enumerate(prompts, 1)
        if utf16_length(prompt) <= COPY_LIMIT
    ]
    rows = [tuple(copies[start : start + _ROW]) for start in range(0, len(copies), _ROW)]
    ways = tuple(_ways(words, at, len(pages)))
    text = join("\n\n", [counted + "\n" + day_name(words, of_day.day), *numbered])
    return Message(text, (*rows, *((ways,) if ways else ())))


def _numbered(number: int, prompt: str) -> RichText:
    """A prompt with its number. One that is too long for a button is copied by a tap on itself."""
    style: EntityKind = "blockquote" if utf16_length(prompt) <= COPY_LIMIT else "pre"
    return bold(f"{number}") + "\n" + RichText(prompt).styled(style)


def _ways(words: Words, at: int, pages: int) -> Iterator[Button]:
    if at > 0:
        # Translators: a button: the page of prompts before this one.
        yield button(words.text("‹ Earlier"), ShowPrompts(at - 1))
    if at < pages - 1:
        # Translators: a button: the page of prompts after this one.
        yield button(words.text("Later ›"), ShowPrompts(at + 1))


def _parts(prompts: Sequence[str]) -> Iterator[list[str]]:
    """The prompts of a day, page by page."""
    part: list[str] = []
    for prompt in prompts:
        if part and (len(part) == _MOST or sum(map(utf16_length, [*part, prompt])) > _LONGEST):
            yield part
            part = []
        part.append(prompt)
    if part:
        yield part
