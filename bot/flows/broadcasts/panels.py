"""Panels: messages that show an admin how a broadcast goes, and follow it to its end."""

from __future__ import annotations

from bot.core.broadcast import Panel
from bot.flows.broadcasts.reports import Report, report_of
from bot.flows.school import School
from bot.store.broadcasts import load_broadcast
from bot.store.engine.sqlite import Transaction
from bot.store.panels import forget_panel, load_panels, save_panel


async def follow(school: School, panel: Panel) -> None:
    """Let a message follow its broadcast from now on, and an earlier one of the same admin no longer."""
    await school.database.transact(lambda transaction: save_panel(transaction, panel))


async def unfollow(school: School, panel: Panel) -> None:
    """Let a message stay as it is."""
    await school.database.transact(lambda transaction: forget_panel(transaction, panel))


async def followed(school: School) -> list[tuple[Panel, Report]]:
    """Every panel, with how its broadcast goes."""
    now = school.clock.now()

    def work(transaction: Transaction) -> list[tuple[Panel, Report]]:
        reports: dict[int, Report] = {}
        panels = load_panels(transaction)
        for broadcast_id in {panel.broadcast_id for panel in panels}:
            broadcast = load_broadcast(transaction, broadcast_id)
            if broadcast is not None:
                reports[broadcast_id] = report_of(transaction, broadcast, now)
        return [(panel, reports[panel.broadcast_id]) for panel in panels if panel.broadcast_id in reports]

    return await school.database.transact(work)
