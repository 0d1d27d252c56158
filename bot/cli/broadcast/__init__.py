"""`broadcast`: something for many learners, from the terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.service import INTERRUPTED, PROBLEMS, start

if TYPE_CHECKING:
    from bot.cli.broadcast.order import Order


def add(commands: Any) -> None:
    """Say what the command takes."""
    from bot.core.audience import SIMPLE

    broadcast = commands.add_parser("broadcast", help="send something to many learners")
    what = broadcast.add_mutually_exclusive_group(required=True)
    what.add_argument("text", nargs="?", help="the words that go out; - reads them from standard input")
    what.add_argument("--day", type=int, help="announce this day of the course, with a button to begin it")
    broadcast.add_argument(
        "--markdown", action="store_true", help="the words have **bold** and the like, as in lessons"
    )
    whom = broadcast.add_mutually_exclusive_group()
    whom.add_argument(
        "--to",
        choices=tuple(SIMPLE),
        help="active: here within 7 days; open: today not finished; a day goes to those at it or past it",
    )
    whom.add_argument("--at-day", type=int, help="to those who have this day open, or next")
    whom.add_argument("--language", help="to those whose Telegram speaks it, like de")
    whom.add_argument("--ids", type=Path, help="to those whose numbers this file lists")
    when = broadcast.add_mutually_exclusive_group()
    when.add_argument("--at", help="18:30, or 2026-03-12 18:30, in DEFAULT_TIMEZONE")
    when.add_argument("--local", help="a time on everybody’s own clock, like 9:00, or with a date: 2026-03-12 9:00")
    broadcast.add_argument(
        "--admin", type=int, help="in whose name: one of ADMIN_IDS, who gets the preview (the first)"
    )
    broadcast.add_argument("--yes", action="store_true", help="send it without being asked")
    broadcast.add_argument("--no-wait", action="store_true", help="hand it to the bot and be done")
    broadcast.add_argument("--json", action="store_true", help="print the outcome as JSON, for other programs")
    broadcast.set_defaults(command=_broadcast)


def _broadcast(options: argparse.Namespace) -> int:
    from bot.cli.broadcast.launching import broadcast
    from bot.cli.broadcast.terminal import BroadcastError, Terminal
    from bot.core.clock import SystemClock

    terminal = Terminal(yes=options.yes, as_json=options.json, wait=not options.no_wait)
    try:
        order = _order(options)
        return start(lambda settings: broadcast(settings, SystemClock(), order, terminal))
    except (BroadcastError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return PROBLEMS
    except KeyboardInterrupt:
        print("What was handed to the bot goes on; /broadcasts shows it.", file=sys.stderr)
        return INTERRUPTED


def _order(options: argparse.Namespace) -> Order:
    """What the options say. Raises ValueError where that makes no sense, OSError for a list that can't be read."""
    from bot.cli.broadcast.order import Order
    from bot.core.audience import SIMPLE, AtDay, Audience, FromDay, InLanguage, Listed
    from bot.words.typed import typed_language

    ids: tuple[int, ...] = ()
    audience: Audience = SIMPLE[options.to or "everyone"]
    if options.to is None and options.day is not None:
        audience = FromDay(options.day)
    if options.at_day is not None:
        audience = AtDay(options.at_day)
    elif options.language:
        audience = InLanguage(typed_language(options.language, None) or "")
    elif options.ids:
        audience, ids = Listed(), _numbers(options.ids)
    text = sys.stdin.read().removeprefix("\ufeff") if options.text == "-" else options.text
    return Order(text, options.day, audience, ids, options.at, options.local, options.admin, options.markdown)


def _numbers(file: Path) -> tuple[int, ...]:
    """Those of a list in a file. Raises ValueError where there are none, or others than numbers."""
    from bot.core.number_list import NumberListError, decoded, read_numbers

    try:
        numbers = read_numbers(decoded(file.read_bytes()))
    except NumberListError as error:
        raise ValueError(f"{file}: “{error.found}” is no number of a learner.") from error
    except ValueError as error:
        raise ValueError(f"{file}: this is no text that could be read; save it as CSV or as plain text.") from error
    if not numbers:
        raise ValueError(f"{file}: there are no numbers of learners in it.")
    return tuple(numbers)
