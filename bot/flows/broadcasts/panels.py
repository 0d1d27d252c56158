"""Panels: messages that show an admin how a broadcast goes, and follow it to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.broadcast import Panel
from bot.flows.broadcasts.reports import Report, report_of
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.broadcasts import load_broadcast
from bot.store.engine.database import Transaction
from bot.store.learners import load_learner
from bot.store.panels import forget_panel, load_panel, load_panels, rest_panel, save_panel


@dataclass(frozen=True, slots=True)
class Followed:
    """A panel with how its broadcast goes. `language` is that of its admin's Telegram; None for one who never began."""

    panel: Panel
    report: Report
    language: str | None


@in_transaction
def follow(transaction: Transaction, panel: Panel) -> Panel | None:
    """Let a message follow its broadcast from now on, and an earlier one of the same admin no longer: that one."""
    before = load_panel(transaction, panel.broadcast_id, panel.admin_id)
    save_panel(transaction, panel)
    return before if before != panel else None


@in_transaction
def unfollow(transaction: Transaction, panel: Panel) -> None:
    """Let a message stay as it is, whatever becomes of its broadcast."""
    forget_panel(transaction, panel)


@of_school
def rest(transaction: Transaction, _: School, now: datetime, panel: Panel, shown: Report) -> None:
    """Let a panel rest that shows all there is, until its broadcast is changed; not where that has happened."""
    broadcast = load_broadcast(transaction, panel.broadcast_id)
    if broadcast is not None and report_of(transaction, broadcast, now) == shown:
        rest_panel(transaction, panel)


@of_school
def followed(transaction: Transaction, _: School, now: datetime) -> list[Followed]:
    """Every panel that has something to follow, with how its broadcast goes."""
    reports: dict[int, Report] = {}
    panels = load_panels(transaction)
    for broadcast_id in {panel.broadcast_id for panel in panels}:
        broadcast = load_broadcast(transaction, broadcast_id)
        if broadcast is not None:
            reports[broadcast_id] = report_of(transaction, broadcast, now)
    return [
        Followed(panel, reports[panel.broadcast_id], admin.language if admin else None)
        for panel in panels
        if panel.broadcast_id in reports
        for admin in (load_learner(transaction, panel.admin_id),)
    ]
