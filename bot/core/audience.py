"""Whom a broadcast is for, a class a choice, and why somebody among them is not written to.

Whatever depends on the choice tells all of them apart, so that the type checker or a test finds what a new one lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar, get_args

ACTIVE_FOR = timedelta(days=7)
"""Whoever was here within it is active."""


@dataclass(frozen=True, slots=True)
class Everyone:
    """All who learn here."""

    slug: ClassVar = "everyone"


@dataclass(frozen=True, slots=True)
class Active:
    """Those who were here lately."""

    slug: ClassVar = "active"


@dataclass(frozen=True, slots=True)
class TodayOpen:
    """Those who have finished nothing today."""

    slug: ClassVar = "not_finished_today"


@dataclass(frozen=True, slots=True)
class AtDay:
    """Those who have this day open, or are offered it next, or wait for it to be written."""

    slug: ClassVar = "at_day"
    day: int


@dataclass(frozen=True, slots=True)
class FromDay:
    """Those who are at this day or past it: whom its announcement takes out of no earlier one."""

    slug: ClassVar = "from_day"
    day: int


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Those whose Telegram speaks this language (`de`), or a dialect of it."""

    slug: ClassVar = "language"
    language: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Those whose ids were pasted; `unknown` counts the ids that are no learner's."""

    slug: ClassVar = "listed"
    unknown: int = 0


Simple = Everyone | Active | TodayOpen
"""The choices that need no more to be said."""

Audience = Simple | AtDay | FromDay | InLanguage | Listed

SIMPLE: dict[str, Simple] = {"everyone": Everyone(), "active": Active(), "open": TodayOpen()}
"""The simple choices as buttons and the command line name them."""

CHOICES: dict[str, type[Audience]] = {choice.slug: choice for choice in get_args(Audience)}
"""Every choice by its slug, which is what is kept of it."""


_LANGUAGE = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{2,8}){0,2}")  # as Telegram tells it: `de`, `pt-br`


class LeftOut(StrEnum):
    """Why somebody of the audience is not written to."""

    BLOCKED = "blocked"
    PAUSED = "paused"
    MUTED = "muted"
    CAPPED = "capped"
    EARLIER = "earlier"
    """At an earlier day than the one that is announced."""
    UNKNOWN = "unknown"
    """An id of a pasted list."""


def is_possible(audience: Audience, days: int) -> bool:
    """Whether there can be such an audience in a course of so many days."""
    match audience:
        case AtDay(day) | FromDay(day):
            return 1 <= day <= days
        case InLanguage(language):
            return _LANGUAGE.fullmatch(language) is not None
        case Everyone() | Active() | TodayOpen() | Listed():
            return True
