"""`inbox`: what failed by an error of ours and was set aside; another try for it, or away with it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from bot.cli.service import PROBLEMS, start
from bot.settings import Settings


def add(commands: Any) -> None:
    """Say what the command takes."""
    inbox = commands.add_parser("inbox", help="list what could not be dealt with and was set aside")
    what = inbox.add_mutually_exclusive_group()
    what.add_argument("--retry", action="store_true", help="hand all of it to the bot once more")
    what.add_argument("--drop", type=int, metavar="number", help="forget the one of this number")
    inbox.add_argument("--json", action="store_true", help="as JSON, for other programs")
    inbox.set_defaults(command=_inbox)


def _inbox(options: argparse.Namespace) -> int:
    try:
        if options.drop is not None:
            return start(lambda settings: drop_one(settings, options.drop, as_json=options.json))
        look = retry_all if options.retry else show_set_aside
        return start(lambda settings: look(settings, as_json=options.json))
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return PROBLEMS


async def show_set_aside(settings: Settings, *, as_json: bool) -> None:
    """Print what was set aside: when it came, of which kind it is, and whose, as the log names them; never its words.

    Raises FileNotFoundError before there is a database.
    """
    from bot.bootstrap import check_has_run, open_to_read
    from bot.chat.pseudonym import pseudonym
    from bot.flows.inbox import set_aside

    check_has_run(settings)
    async with open_to_read(settings) as school:
        found = await set_aside(school)
        zone = school.zone_of(school.default_zone_name)
    rows = [
        {
            "number": each.update_id,
            "received_at": f"{each.received_at.astimezone(zone):%Y-%m-%d %H:%M}",
            "kind": each.kind.value,
            "sender": pseudonym(each.sender_id, settings.bot_token or ""),
        }
        for each in found
    ]
    if as_json:
        print(json.dumps(rows))
    elif not rows:
        print("Nothing was set aside.")
    else:
        print("\n".join("  ".join(map(str, row.values())) for row in rows))


async def retry_all(settings: Settings, *, as_json: bool) -> None:
    """Hand all that was set aside to the bot. Raises FileNotFoundError before there is a database."""
    from bot.bootstrap import open_beside
    from bot.core.clock import SystemClock
    from bot.flows.inbox import hand_back

    async with open_beside(settings, SystemClock()) as (school, _):
        many = await hand_back(school)
    print(json.dumps({"retried": many}) if as_json else f"{many} handed to the bot")


async def drop_one(settings: Settings, number: int, *, as_json: bool) -> None:
    """Forget one that was set aside. Raises LookupError where there is none of this number, and FileNotFoundError
    before there is a database.
    """
    from bot.bootstrap import open_beside
    from bot.core.clock import SystemClock
    from bot.flows.inbox import drop

    async with open_beside(settings, SystemClock()) as (school, _):
        if not await drop(school, number):
            raise LookupError(f"Nothing with the number {number} was set aside.")
    print(json.dumps({"dropped": number}) if as_json else f"{number} is dropped")
