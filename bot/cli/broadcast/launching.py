"""A broadcast that is ordered in a terminal. The bot that is at work sends it; here it is drafted, seen, confirmed,
handed over and watched.
"""

from __future__ import annotations

from bot.bootstrap import open_beside
from bot.botapi.pacing import PAID_PER_SECOND, Lane, Pacer
from bot.cli.broadcast.order import Order
from bot.cli.broadcast.terminal import BroadcastError, Terminal
from bot.cli.broadcast.texts import failure_text, learners_text, plan_text, refusal_text
from bot.cli.broadcast.watching import watch
from bot.core.broadcast import Act, Broadcast, Source
from bot.core.clock import Clock
from bot.core.delivery import BLOCKED, Delivery
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
from bot.flows.broadcasts.reports import count
from bot.flows.school import School
from bot.settings import Settings


async def broadcast(settings: Settings, clock: Clock, order: Order, terminal: Terminal) -> None:
    """Carry out an order. Raises BroadcastError, Unauthorised, and FileNotFoundError before there is a database."""
    admin_id = order.admin(settings)
    async with open_beside(settings, clock) as (school, sender):
        message = order.message(school.course)
        receipt = await sender.send(admin_id, message, Lane.REPLY)
        if receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            hint = " An admin has to write to the bot first." if receipt.reason == BLOCKED else ""
            raise BroadcastError(f"Admin {admin_id} could not be sent the preview: {failure_text(receipt)}.{hint}")
        drafted = await draft(school, admin_id, Source(admin_id, receipt.message_id), order.day, text=message.text)
        try:
            planned = await _planned(school, admin_id, drafted.id, order)
            await _launched(school, admin_id, planned, settings, terminal)
        except BroadcastError:
            await _discarded(school, admin_id, drafted.id)
            await sender.unsend(admin_id, receipt.message_id, lambda: True)
            raise
        await watch(school, drafted.id, terminal)


async def _planned(school: School, admin_id: int, broadcast_id: int, order: Order) -> Broadcast:
    here = school.clock.now().astimezone(school.zone_of(school.default_zone_name))
    when = order.when(here)
    _granted(await choose_audience(school, admin_id, broadcast_id, order.audience, order.ids))
    return _granted(await choose_time(school, admin_id, broadcast_id, when))


async def _launched(school: School, admin_id: int, planned: Broadcast, settings: Settings, terminal: Terminal) -> None:
    per_second = PAID_PER_SECOND if settings.paid_broadcasts else Pacer().broadcasts_per_second
    reach = await count(school, planned.id, per_second)
    if reach is None or (not reach.recipients and planned.when.at is None):
        raise BroadcastError(refusal_text(BroadcastRefusal.NOBODY))
    terminal.tell(plan_text(school, planned, reach))
    if not terminal.confirms(f"Send it to {learners_text(reach)}?"):
        raise BroadcastError("Nothing went out.")
    question = await ask(school, admin_id, planned.id, Act.LAUNCH)
    if isinstance(question, Confirmation):
        _granted(await launch(school, admin_id, question))


async def _discarded(school: School, admin_id: int, broadcast_id: int) -> None:
    question = await ask(school, admin_id, broadcast_id, Act.STOP)
    if isinstance(question, Confirmation):
        await stop(school, admin_id, question)


def _granted(outcome: Broadcast | BroadcastRefusal) -> Broadcast:
    if isinstance(outcome, BroadcastRefusal):
        raise BroadcastError(refusal_text(outcome))
    return outcome
