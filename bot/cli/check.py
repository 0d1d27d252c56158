"""`check` and `schema`: what authors need."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.service import OK, PROBLEMS, print_problems, start
from bot.core.clock import SystemClock
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.content.checking import Findings
    from bot.core.course import Course


def add(commands: Any) -> None:
    """Say what the commands take."""
    check = commands.add_parser("check", help="report every problem of the lessons")
    check.add_argument(
        "path", nargs="?", type=Path, default=Path("lessons"), help="a course, a folder of courses, a day"
    )
    check.add_argument(
        "--against",
        nargs="?",
        type=Path,
        const=Path(),
        metavar="DATABASE",
        help="tell what learners would lose who are taught by the bot of this database (that of the settings)",
    )
    check.add_argument("--json", action="store_true", help="as JSON, for other programs")
    check.set_defaults(command=_check)
    schema = commands.add_parser("schema", help="write the JSON Schemas that editors check lessons with")
    schema.add_argument("folder", nargs="?", type=Path, default=Path("lessons"), help="where to write them (lessons)")
    schema.set_defaults(command=_schema)


def _check(options: argparse.Namespace) -> int:
    from bot.content import look_at

    report = look_at(options.path)
    if options.json:
        print(json.dumps([asdict(problem) for problem in report.problems], default=str, ensure_ascii=False))
        code = PROBLEMS if report.problems else OK
    else:
        for line in report.lines(SystemClock().now().date()):
            print(line)
        code = print_problems(report.problems)
    if options.against is None or code != OK:
        return code
    return _check_against(options.against, report)


def _check_against(database: Path, report: Findings) -> int:
    """Tell what is different from what the bot teaches, and fail where something that was published is gone."""
    courses = [(path, course) for path, course in report.courses.items() if path.is_dir()]
    if len(courses) != 1:
        print("--against takes the folder of one course", file=sys.stderr)
        return PROBLEMS
    losses: list[str] = []

    async def compare(settings: Settings) -> None:
        losses.extend(
            await _compare(replace(settings, database=database) if database.name else settings, courses[0][1])
        )

    return start(compare) or (PROBLEMS if losses else OK)


async def _compare(settings: Settings, course: Course) -> Sequence[str]:
    """Print how the course differs from the one that is taught; what learners would lose, once more."""
    from bot.bootstrap import open_to_read
    from bot.chat.admin.course import changes_lines, loss_lines
    from bot.flows.course.versions import compare_course
    from bot.words import words_in

    words = words_in(None)
    async with open_to_read(settings) as school:
        compared = await compare_course(school, course)
    if not compared.changes:
        print("Nothing is different from what the bot teaches.")
        return ()
    for line in changes_lines(words, compared.changes, compared.standing):
        print(line.text)
    return [line.text for line in loss_lines(words, compared.changes, compared.standing)]


def _schema(options: argparse.Namespace) -> int:
    from bot.content import write_schemas

    write_schemas(options.folder)
    return OK
