"""A broadcast that is ordered in a terminal. The bot that is at work sends it; here it is drafted, seen, confirmed,
handed over and watched.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from tqdm import tqdm

from bot.bootstrap import open_beside
from bot.botapi.message import Message
from bot.botapi.pacing import PAID_PER_SECOND, Lane, Pacer
from bot.chat.broadcasts.copies import announcement_keyboard, day_announcement
from bot.chat.broadcasts.phrases import (
    REFUSED,
    audience_words,
    duration_words,
    learners,
    left_out_words,
    reason_words,
    trouble_words,
    when_words,
)
from bot.core.audience import Audience, Everyone
from bot.core.broadcast import Act, Broadcast, Source, Status, When
from bot.core.clock import Clock
from bot.core.course import Course
from bot.core.delivery import Delivery
from bot.core.richtext import MESSAGE_LIMIT, RichText
from bot.core.wall_clock import read_moment
from bot.flows.broadcasts.drafts import (
    BroadcastRefusal,
    Confirmation,
    ask,
    choose_audience,
    choose_time,
    draft,
    launch,
    stop,
)
from bot.flows.broadcasts.reports import Reach, Report, count, report
from bot.flows.outages import last_pulse
from bot.flows.school import School
from bot.settings import Settings

_ALIVE_FOR = timedelta(minutes=1)  # after a pulse; they come every few seconds
_LOOK_EVERY = 1.0  # seconds


class BroadcastError(Exception):
    """What was asked for cannot be done; its words say why."""


@dataclass(frozen=True, slots=True)
class Order:
    """A broadcast as it was ordered: a text, or a day to announce; for whom; `at` as it was written, or `local`.

    `admin_id` is in whose name, None for the first of the admins.
    """

    text: str | None = None
    day: int | None = None
    audience: Audience = field(default_factory=Everyone)
    ids: tuple[int, ...] = ()
    at: str | None = None
    local: time | None = None
    admin_id: int | None = None


@dataclass(slots=True)
class Terminal:
    """How to talk to whoever gave the order."""

    yes: bool = False
    as_json: bool = False
    wait: bool = True

    def tell(self, words: str) -> None:
        """Say something to people; programs read what is printed at the end."""
        sys.stderr.write(words + "\n")

    def confirms(self, question: str) -> bool:
        """Whether they are sure. Raises BroadcastError where nobody can be asked."""
        if self.yes:
            return True
        if not sys.stdin.isatty():
            raise BroadcastError("Nobody is here to be asked: say --yes to send it all the same.")
        sys.stderr.write(f"{question} [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().casefold() in {"y", "yes"}


async def broadcast(settings: Settings, course: Course, clock: Clock, order: Order, terminal: Terminal) -> None:
    """Carry out an order. Raises BroadcastError, Unauthorised, and FileNotFoundError before there is a database."""
    admin_id = _admin(settings, order)
    screen = _screen(course, order)
    async with open_beside(settings, course, clock) as (school, sender):
        receipt = await sender.send(admin_id, screen, Lane.REPLY)
        if receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            why = reason_words(receipt.reason) if receipt.reason else None
            raise BroadcastError(f"Admin {admin_id} could not be sent the preview: {why}.")
        drafted = await draft(school, admin_id, Source(admin_id, receipt.message_id), order.day)
        try:
            planned = await _planned(school, admin_id, drafted.id, order)
            await _launched(school, admin_id, planned, settings, terminal)
        except BroadcastError:
            await _discarded(school, admin_id, drafted.id)
            raise
        await _followed(school, drafted.id, terminal)


async def _planned(school: School, admin_id: int, broadcast_id: int, order: Order) -> Broadcast:
    here = school.clock.now().astimezone(school.zone_of(school.default_zone_name))
    at = read_moment(order.at, here) if order.at else None
    if order.at and at is None:
        raise BroadcastError(
            f"{order.at} is no time: write 18:30, or 2026-03-12 18:30, as it is in {school.default_zone_name}."
        )
    _granted(await choose_audience(school, admin_id, broadcast_id, order.audience, order.ids))
    return _granted(await choose_time(school, admin_id, broadcast_id, When(at, order.local)))


async def _launched(school: School, admin_id: int, planned: Broadcast, settings: Settings, terminal: Terminal) -> None:
    per_second = PAID_PER_SECOND if settings.paid_broadcasts else Pacer().broadcasts_per_second
    reach = await count(school, planned.id, per_second)
    if reach is None or (not reach.recipients and planned.when.at is None):
        raise BroadcastError(REFUSED[BroadcastRefusal.NOBODY])
    terminal.tell(_plan(school, planned, reach))
    if not terminal.confirms(f"Send it to {learners(reach.recipients)}?"):
        raise BroadcastError("Nothing went out.")
    question = await ask(school, admin_id, planned.id, Act.LAUNCH)
    if isinstance(question, Confirmation):
        _granted(await launch(school, admin_id, question))


async def _discarded(school: School, admin_id: int, broadcast_id: int) -> None:
    question = await ask(school, admin_id, broadcast_id, Act.STOP)
    if isinstance(question, Confirmation):
        await stop(school, admin_id, question)


async def _followed(school: School, broadcast_id: int, terminal: Terminal) -> None:
    """Wait until the bot is through with it, if it is at work; then print what became of it."""
    alive = await _is_bot_alive(school)
    if not alive:
        terminal.tell("The bot is not at work: it goes out when the bot starts.")
    found = await report(school, broadcast_id)
    if alive and terminal.wait:
        found = await _watched(school, broadcast_id, terminal)
    if found is None:
        raise BroadcastError(REFUSED[BroadcastRefusal.UNKNOWN])
    figures = _figures(found)
    words = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in figures.items() if value is not None)
    sys.stdout.write((json.dumps(figures) if terminal.as_json else words) + "\n")
    if found.broadcast.status in {Status.PAUSED, Status.HELD, Status.STOPPED}:
        raise BroadcastError(
            f"Broadcast {broadcast_id} is {found.broadcast.status}. {trouble_words(found.broadcast.reason)}"
        )


async def _watched(school: School, broadcast_id: int, terminal: Terminal) -> Report | None:
    """Show a bar until it moves no more."""
    with tqdm(unit=" learners", disable=terminal.as_json or None, leave=False) as bar:
        while found := await report(school, broadcast_id):
            broadcast, tally = found.broadcast, found.tally
            bar.total = tally.size
            bar.update(tally.size - tally.left - bar.n)
            if broadcast.status is not Status.RUNNING and not broadcast.is_winding_up:
                break
            if found.waiting and found.waiting == tally.left:
                break  # everybody who is left has a turn that comes later
            await asyncio.sleep(_LOOK_EVERY)
    return found


async def _is_bot_alive(school: School) -> bool:
    pulse_at = await last_pulse(school)
    return pulse_at is not None and school.clock.now() - pulse_at < _ALIVE_FOR


def _admin(settings: Settings, order: Order) -> int:
    if not settings.bot_token:
        raise BroadcastError("There is no BOT_TOKEN, so there is nobody to send anything to.")
    if not settings.admin_ids:
        raise BroadcastError("ADMIN_IDS names nobody: an admin gets the preview, which is what is copied.")
    admin_id = order.admin_id or min(settings.admin_ids)
    if admin_id not in settings.admin_ids:
        raise BroadcastError(f"{admin_id} is not in ADMIN_IDS.")
    return admin_id


def _screen(course: Course, order: Order) -> Message:
    if order.day is not None:
        day = course.day(order.day)
        if day is None or day.lesson is None:
            raise BroadcastError(f"Day {order.day} of the course is not written.")
        return day_announcement(day)
    text = RichText((order.text or "").strip())
    if not text.text:
        raise BroadcastError(REFUSED[BroadcastRefusal.EMPTY])
    if len(text) > MESSAGE_LIMIT:
        raise BroadcastError(REFUSED[BroadcastRefusal.TOO_LONG])
    return Message(text, announcement_keyboard(None))


def _granted(outcome: Broadcast | BroadcastRefusal) -> Broadcast:
    if isinstance(outcome, BroadcastRefusal):
        raise BroadcastError(REFUSED[outcome])
    return outcome


def _plan(school: School, planned: Broadcast, reach: Reach) -> str:
    lines = (
        f"Broadcast {planned.id}",
        f"To: {audience_words(planned.audience, school.course)}, {learners(reach.recipients)} as of now",
        left_out_words(reach.left_out),
        f"When: {when_words(planned.when, school.zone_of(school.default_zone_name))}",
        f"Takes about {duration_words(reach.takes_for)}",
    )
    return "\n".join(filter(None, lines))


def _figures(found: Report) -> dict[str, object]:
    broadcast, tally = found.broadcast, found.tally
    planned_at: datetime | None = broadcast.when.at
    return {
        "broadcast": broadcast.id,
        "status": broadcast.status,
        "planned_at": planned_at.isoformat() if planned_at else None,
        "recipients": tally.size,
        **{state.value: tally[state] for state in Delivery},
        "reason": trouble_words(broadcast.reason) or None,
    }
