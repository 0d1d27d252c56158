"""`learners export`: a line for each learner, as CSV."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.cli.service import PROBLEMS, start
from bot.cli.stats import learners_bar
from bot.settings import Settings


def add(commands: Any) -> None:
    """Say what the command takes."""
    learners = commands.add_parser("learners", help="lists of learners")
    lists = learners.add_subparsers(required=True, metavar="what")
    export = lists.add_parser("export", help="write a line for each learner into a CSV file")
    export.add_argument("file", type=Path, help="the file to write, like learners.csv; one that is there is replaced")
    export.add_argument("--json", action="store_true", help="say in JSON what was written, and show no progress")
    export.set_defaults(command=_export)


def _export(options: argparse.Namespace) -> int:
    if not options.file.parent.is_dir():
        print(f"{options.file.parent}: there is no such folder", file=sys.stderr)
        return PROBLEMS
    return start(lambda settings: export_learners(settings, options.file, as_json=options.json))


async def export_learners(settings: Settings, file: Path, *, as_json: bool) -> None:
    """Write a line for each learner. Raises FileNotFoundError before there is a database, OSError where the file can't
    be written; then there is none.
    """
    from bot.bootstrap import open_to_read
    from bot.exports.roster import roster_file
    from bot.flows.admin.roster import count_learners, list_learners

    written = 0
    async with open_to_read(settings) as school:
        with roster_file(file) as add, learners_bar(await count_learners(school), hidden=as_json) as bar:
            async for lines in list_learners(school):
                add(lines)
                bar.update(len(lines))
                written += len(lines)
    told = {"file": str(file), "learners": written}
    print(json.dumps(told) if as_json else f"{file}: {written:,} learners")
