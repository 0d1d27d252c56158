"""Finding out where a learner lives: asked once, answered by a guess, the clock, a city or a place on the map."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.core.preferences import LearnerSettings, ZoneFrom, be_asked_where, live_in
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_learner
from bot.flows.school import School
from bot.flows.settings import Clash, change_settings, fulfil
from bot.gazetteer import (
    City,
    find_places,
    known_zones,
    likely_zone,
    offsets,
    telling_apart,
    zone_at,
    zones_with_offset,
)

_MOST = 12
"""Places to choose from at most."""

_HOLDS_FOR = timedelta(minutes=10)
"""How long a time that was told is the time."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The zone a learner may live in, by its name; `now` is the present moment there."""

    zone_name: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """The times it is somewhere in the world on one date, each as a moment there; earlier and later dates, if any."""

    on: date
    times: tuple[datetime, ...]
    earlier: date | None
    later: date | None


@dataclass(frozen=True, slots=True)
class Places:
    """Places to choose from, each with the present moment there; `asked` is what they were looked for by, if typed."""

    places: tuple[tuple[City, datetime], ...]
    asked: str = ""


async def ask_for_zone(school: School, learner_id: int, language_code: str | None) -> Guess | None:
    """Ask a learner who has just finished a lesson to confirm a guess; None for one who has been asked before."""
    return guess_zone(school, language_code) if await _open_first_question(school, learner_id) else None


def guess_zone(school: School, language_code: str | None) -> Guess:
    """Where somebody with this language in Telegram may live, or else the zone everybody begins with."""
    zone = school.zone_of(likely_zone(language_code) or school.default_zone_name)
    return Guess(zone.key, school.clock.now().astimezone(zone))


async def open_zone_question(school: School, learner_id: int) -> None:
    """Wait for the learner to type where they live."""
    await change_settings(school, learner_id, be_asked_where)


@of_learner
def is_zone_open(enrolment: Enrolment) -> bool:
    """Whether the learner has been asked where they live and hasn't said."""
    return enrolment.learner.zone_from is ZoneFrom.ASKED


async def choose_zone(school: School, learner_id: int, zone_name: str) -> LearnerSettings | None:
    """Live by the clock of the zone of this name from now on; None where there is none."""
    if zone_name not in known_zones():
        return None
    outcome = await change_settings(school, learner_id, live_in(zone_name))
    return None if isinstance(outcome, Clash) else outcome


async def locate(school: School, learner_id: int, latitude: float, longitude: float) -> LearnerSettings | None:
    """Live by the clock of this point on the map from now on; None at sea. The point is forgotten at once."""
    zone_name = await asyncio.to_thread(zone_at, latitude, longitude)
    return await choose_zone(school, learner_id, zone_name) if zone_name else None


async def look_at_point(school: School, latitude: float, longitude: float) -> Guess | None:
    """The zone at this point on the map, by which nobody lives for that; None at sea."""
    zone_name = await asyncio.to_thread(zone_at, latitude, longitude)
    return Guess(zone_name, school.clock.now().astimezone(ZoneInfo(zone_name))) if zone_name else None


def is_past(school: School, asked_at: datetime) -> bool:
    """Whether a question that told the time is so old that an answer to it says nothing of the time."""
    return abs(school.clock.now() - asked_at) > _HOLDS_FOR


async def look_at_times(school: School, on: date | None, learner_id: int) -> Times:
    """The times it is anywhere on this date, if it is that date anywhere, else on the learner's own."""
    now, own_zone = school.clock.now(), await _own_zone(school, learner_id)
    moments = [now.astimezone(timezone(offset)) for offset in await asyncio.to_thread(offsets, now)]
    dates = {moment.date() for moment in moments}
    shown = on if on in dates else now.astimezone(own_zone).date()
    return Times(
        shown,
        tuple(moment for moment in moments if moment.date() == shown),
        max((each for each in dates if each < shown), default=None),
        min((each for each in dates if each > shown), default=None),
    )


async def look_at_places(school: School, offset: timedelta) -> Places:
    """Places whose clocks are this far ahead of UTC now."""
    now = school.clock.now()
    return await asyncio.to_thread(_places_with_offset, offset, now)


async def look_for_place(school: School, text: str, wall: time | None) -> Places:
    """What somebody may mean who typed where they live: a city, a country, a zone, or the time it is there, `wall`."""
    now = school.clock.now()
    return _places(await asyncio.to_thread(find_places, text, wall, now), now, text)


@of_learner
def _open_first_question(enrolment: Enrolment) -> bool:
    """Wait for the learner to say where they live, unless they have been asked before; whether that is so."""
    asked_before = enrolment.learner.zone_from is not ZoneFrom.DEFAULT
    if asked_before or enrolment.learner.open_day is not None or not enrolment.finished_on():
        return False
    fulfil(enrolment, be_asked_where)
    return True


@of_learner
def _own_zone(enrolment: Enrolment) -> tzinfo:
    """The zone whose clock the learner lives by."""
    return enrolment.calendar.zone


def _places_with_offset(offset: timedelta, now: datetime) -> Places:
    return _places(zones_with_offset(offset, now), now)


def _places(cities: list[City], now: datetime, asked: str = "") -> Places:
    chosen = telling_apart(cities, now, _MOST)
    return Places(tuple((city, now.astimezone(ZoneInfo(city.zone_name))) for city in chosen), asked)
