"""`check` and `schema`: what authors need."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.cli.service import OK, PROBLEMS, print_problems


def add(commands: Any) -> None:
    """Say what the commands take."""
    check = commands.add_parser("check", help="report every problem of the lessons")
    check.add_argument(
        "path", nargs="?", type=Path, default=Path("lessons"), help="a course, a folder of courses, a day"
    )
    check.add_argument("--json", action="store_true", help="as JSON, for other programs")
    check.set_defaults(command=_check)
    schema = commands.add_parser("schema", help="write the JSON Schemas that editors check lessons with")
    schema.add_argument("folder", nargs="?", type=Path, default=Path("lessons"), help="where to write them (lessons)")
    schema.set_defaults(command=_schema)


def _check(options: argparse.Namespace) -> int:
    from bot.content import look_at

    report = look_at(options.path)
    if not options.json:
        for line in report.lines():
            print(line)
        return print_problems(report.problems)
    print(json.dumps([asdict(problem) for problem in report.problems], default=str, ensure_ascii=False))
    return PROBLEMS if report.problems else OK


def _schema(options: argparse.Namespace) -> int:
    from bot.content import write_schemas

    write_schemas(options.folder)
    return OK
