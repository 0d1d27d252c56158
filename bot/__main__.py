"""The command line: `python -m bot run | check | preview | stats | reminders | broadcast | learners | schema`."""

from __future__ import annotations

import argparse
import errno
import json
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.cli.broadcast import Order
    from bot.content import Problem

OK, PROBLEMS, BAD_SETTINGS, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: all well; the course has problems or something failed; the settings cannot be used; Ctrl+C."""

_LONGEST_NUMBER = 16  # digits of a Telegram id


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="The daily lesson bot.")
    commands = parser.add_subparsers(required=True, metavar="command")
    run = commands.add_parser("run", help="start the bot; without a BOT_TOKEN, the playground")
    run.set_defaults(command=_run)
    check = commands.add_parser("check", help="report every problem of the lessons")
    check.add_argument(
        "path", nargs="?", type=Path, default=Path("lessons"), help="a course, a folder of courses, a day"
    )
    check.add_argument("--json", action="store_true", help="as JSON, for other programs")
    check.set_defaults(command=_check)
    preview = commands.add_parser("preview", help="see one day in the playground; it is read anew on each save")
    preview.add_argument("path", type=Path, help="the day's file, like lessons/chatgpt/day-11.yaml")
    preview.set_defaults(command=_preview)
    reminders = commands.add_parser("reminders", help="show which wordings of reminders lead to lessons")
    reminders.add_argument("--json", action="store_true", help="as JSON, for other programs")
    reminders.set_defaults(command=_reminders)
    stats = commands.add_parser("stats", help="show how the course does")
    stats.add_argument("--days", choices=("7", "28", "all"), default="7", help="how far back to look (7)")
    stats.add_argument("--json", action="store_true", help="as JSON, for other programs")
    stats.set_defaults(command=_stats)
    learners = commands.add_parser("learners", help="lists of learners")
    lists = learners.add_subparsers(required=True, metavar="what")
    export = lists.add_parser("export", help="write a line for each learner into a CSV file")
    export.add_argument("file", type=Path, help="the file to write, like learners.csv; one that is there is replaced")
    export.add_argument("--json", action="store_true", help="say in JSON what was written, and show no progress")
    export.set_defaults(command=_export_learners)
    _add_broadcast(commands.add_parser("broadcast", help="send something to many learners"))
    schema = commands.add_parser("schema", help="write the JSON Schemas that editors check lessons with")
    schema.add_argument("folder", nargs="?", type=Path, default=Path("lessons"))
    schema.set_defaults(command=_schema)
    options = parser.parse_args(arguments)
    code: int = options.command(options)
    return code


def _add_broadcast(broadcast: argparse.ArgumentParser) -> None:
    what = broadcast.add_mutually_exclusive_group(required=True)
    what.add_argument("text", nargs="?", help="the words that go out; - reads them from standard input")
    what.add_argument("--day", type=int, help="announce this day of the course, with a button to begin it")
    whom = broadcast.add_mutually_exclusive_group()
    whom.add_argument(
        "--to",
        choices=("everyone", "active", "open"),
        default="everyone",
        help="active: here within 7 days; open: today not finished",
    )
    whom.add_argument("--at-day", type=int, help="to those who have this day open, or next")
    whom.add_argument("--language", help="to those whose Telegram speaks it, like de")
    whom.add_argument("--ids", type=Path, help="to those whose numbers this file lists")
    when = broadcast.add_mutually_exclusive_group()
    when.add_argument("--at", help="18:30, or 2026-03-12 18:30, in DEFAULT_TIMEZONE")
    when.add_argument("--local", help="a time of day on everybody’s own clock, like 9:00")
    broadcast.add_argument(
        "--admin", type=int, help="in whose name: one of ADMIN_IDS, who gets the preview (the first)"
    )
    broadcast.add_argument("--yes", action="store_true", help="send it without being asked")
    broadcast.add_argument("--no-wait", action="store_true", help="hand it to the bot and be done")
    broadcast.add_argument("--json", action="store_true", help="print the outcome as JSON, for other programs")
    broadcast.set_defaults(command=_broadcast)


def _run(_: argparse.Namespace) -> int:
    from bot.bootstrap import play, serve

    return _start(lambda settings: serve(settings, settings.bot_token) if settings.bot_token else play(settings))


def _preview(options: argparse.Namespace) -> int:
    from bot.bootstrap import preview

    if not options.path.is_file():
        print(f"{options.path}: there is no such file", file=sys.stderr)
        return PROBLEMS
    return _start(lambda settings: preview(options.path, settings))


def _reminders(options: argparse.Namespace) -> int:
    from bot.bootstrap import show_wordings

    return _start(lambda settings: show_wordings(settings, as_json=options.json))


def _stats(options: argparse.Namespace) -> int:
    from bot.bootstrap import show_statistics
    from bot.core.statistics import Period

    return _start(lambda settings: show_statistics(settings, Period(options.days), as_json=options.json))


def _export_learners(options: argparse.Namespace) -> int:
    from bot.bootstrap import export_learners

    if not options.file.parent.is_dir():
        print(f"{options.file.parent}: there is no such folder", file=sys.stderr)
        return PROBLEMS
    return _start(lambda settings: export_learners(settings, options.file, as_json=options.json))


def _broadcast(options: argparse.Namespace) -> int:
    from bot.bootstrap import order_broadcast
    from bot.cli.broadcast import BroadcastError, Terminal

    terminal = Terminal(yes=options.yes, as_json=options.json, wait=not options.no_wait)
    try:
        order = _order(options)
        return _start(lambda settings: order_broadcast(settings, order, terminal))
    except (BroadcastError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return PROBLEMS
    except KeyboardInterrupt:
        print("What was handed to the bot goes on; /broadcasts shows it.", file=sys.stderr)
        return INTERRUPTED


def _order(options: argparse.Namespace) -> Order:
    """What the options say. Raises ValueError where that makes no sense, OSError for a list that can't be read."""
    from bot.cli.broadcast import Order
    from bot.core.broadcast import Audience, Whom
    from bot.core.wall_clock import read_time

    ids: tuple[int, ...] = ()
    audience = Audience({"everyone": Whom.EVERYONE, "active": Whom.ACTIVE, "open": Whom.NOT_FINISHED_TODAY}[options.to])
    if options.at_day is not None:
        audience = Audience(Whom.AT_DAY, day=options.at_day)
    elif options.language:
        audience = Audience(Whom.LANGUAGE, language=options.language.lower())
    elif options.ids:
        audience, ids = Audience(Whom.LISTED), _numbers(options.ids)
    local = read_time(options.local) if options.local else None
    if options.local and local is None:
        raise ValueError(f"{options.local} is no time of day: write it like 9:00.")
    text = sys.stdin.read() if options.text == "-" else options.text
    return Order(text, options.day, audience, ids, options.at, local, options.admin)


def _numbers(file: Path) -> tuple[int, ...]:
    words = file.read_text(encoding="utf-8").replace(",", " ").split()
    if not words or not all(word.isascii() and word.isdigit() and len(word) <= _LONGEST_NUMBER for word in words):
        raise ValueError(f"{file}: a list holds the numbers of learners, with a space, a comma or a line between them.")
    return tuple(map(int, words))


def _check(options: argparse.Namespace) -> int:
    from bot.content import check

    problems = check(options.path)
    if not options.json:
        return _report(problems)
    print(json.dumps([asdict(problem) for problem in problems], default=str, ensure_ascii=False))
    return PROBLEMS if problems else OK


def _schema(options: argparse.Namespace) -> int:
    from bot.content import write_schemas

    write_schemas(options.folder)
    return OK


def _start(service: Callable[[Settings], Coroutine[object, object, None]]) -> int:
    """Run a service to its end or until it is told to stop; the exit code of how it went, a failure told in words."""
    from telegram.error import InvalidToken

    from bot.bootstrap import run_loop, set_up_logging
    from bot.botapi.api import Unauthorised
    from bot.content import CourseError
    from bot.store.migrations import NewerDatabaseError, OlderDatabaseError

    try:
        settings = read_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return BAD_SETTINGS
    set_up_logging(settings.log_level, settings.bot_token)
    try:
        run_loop(service(settings))
    except CourseError as error:
        return _report(error.problems)
    except (InvalidToken, Unauthorised):
        print("BOT_TOKEN: Telegram does not know this token; compare it with what @BotFather shows.", file=sys.stderr)
        return BAD_SETTINGS
    except (NewerDatabaseError, OlderDatabaseError, sqlite3.Error) as error:
        print(f"The database {settings.database} cannot be used: {error}", file=sys.stderr)
        return PROBLEMS
    except OSError as error:
        print(_in_words(error, settings), file=sys.stderr)
        return PROBLEMS
    return OK


def _report(problems: Sequence[Problem]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("No problems.")
    return PROBLEMS if problems else OK


def _in_words(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {settings.playground_port} is taken: is the playground running already? "
            "Set PLAYGROUND_PORT to another port, or to 0 for any free one."
        )
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
