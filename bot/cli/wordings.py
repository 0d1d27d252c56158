"""`reminders`: which wordings of reminders lead to lessons."""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.service import start
from bot.settings import Settings


def add(commands: Any) -> None:
    """Say what the command takes."""
    reminders = commands.add_parser("reminders", help="show which wordings of reminders lead to lessons")
    reminders.add_argument("--json", action="store_true", help="as JSON, for other programs")
    reminders.set_defaults(command=_reminders)


def _reminders(options: argparse.Namespace) -> int:
    return start(lambda settings: show_wordings(settings, as_json=options.json))


async def show_wordings(settings: Settings, *, as_json: bool) -> None:
    """Print what is known of the wordings of reminders. Raises FileNotFoundError before there is a database."""
    from bot.bootstrap import check_has_run, open_to_read
    from bot.exports.wordings import effects_json, effects_table
    from bot.flows.reminders.effects import look_at_wordings

    check_has_run(settings)
    async with open_to_read(settings) as school:
        effects = await look_at_wordings(school)
    print(effects_json(effects) if as_json else effects_table(effects))
