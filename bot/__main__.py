"""The command line: `python -m bot run | check | preview | stats | reminders | learners | schema`."""

from __future__ import annotations

import argparse
import errno
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.content import Problem

OK, PROBLEMS, BAD_SETTINGS = 0, 1, 2
"""Exit codes: all well; the course has problems or something failed; the settings cannot be used."""


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
    schema = commands.add_parser("schema", help="write the JSON Schemas that editors check lessons with")
    schema.add_argument("folder", nargs="?", type=Path, default=Path("lessons"))
    schema.set_defaults(command=_schema)
    options = parser.parse_args(arguments)
    code: int = options.command(options)
    return code


def _run(_: argparse.Namespace) -> int:
    from bot.main import play, serve

    return _start(lambda settings: serve(settings, settings.bot_token) if settings.bot_token else play(settings))


def _preview(options: argparse.Namespace) -> int:
    from bot.main import preview

    if not options.path.is_file():
        print(f"{options.path}: there is no such file", file=sys.stderr)
        return PROBLEMS
    return _start(lambda settings: preview(options.path, settings))


def _reminders(options: argparse.Namespace) -> int:
    from bot.main import show_wordings

    return _start(lambda settings: show_wordings(settings, as_json=options.json))


def _stats(options: argparse.Namespace) -> int:
    from bot.core.statistics import Period
    from bot.main import show_statistics

    return _start(lambda settings: show_statistics(settings, Period(options.days), as_json=options.json))


def _export_learners(options: argparse.Namespace) -> int:
    from bot.main import export_learners

    if not options.file.parent.is_dir():
        print(f"{options.file.parent}: there is no such folder", file=sys.stderr)
        return PROBLEMS
    return _start(lambda settings: export_learners(settings, options.file, as_json=options.json))


def _check(options: argparse.Namespace) -> int:
    from bot.content import check

    return _report(check(options.path))


def _schema(options: argparse.Namespace) -> int:
    from bot.content import write_schemas

    write_schemas(options.folder)
    return OK


def _start(service: Callable[[Settings], Coroutine[object, object, None]]) -> int:
    """Run a service to its end or until it is told to stop; the exit code of how it went, a failure told in words."""
    from telegram.error import InvalidToken

    from bot.chat.api import Unauthorised
    from bot.content import CourseError
    from bot.main import run_loop, set_up_logging
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
