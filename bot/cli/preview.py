"""`preview`: one day's file in the playground, read anew whenever it is saved."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bot.cli.service import PROBLEMS, start, until_told
from bot.content.files import day_number
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.flows.school import School
    from bot.playground import Person, Playground


def add(commands: Any) -> None:
    """Say what the command takes."""
    preview = commands.add_parser("preview", help="see one day in the playground; it is read anew on each save")
    preview.add_argument("path", type=Path, help="the day's file, like lessons/chatgpt/day-11.yaml")
    preview.set_defaults(command=_preview)


def _preview(options: argparse.Namespace) -> int:
    refused = _refusal(options.path)
    if refused:
        print(f"{options.path}: {refused}", file=sys.stderr)
        return PROBLEMS
    return start(lambda settings: preview(options.path, settings))


def _refusal(path: Path) -> str | None:
    """Why this is no day's file that could be shown; what is wrong in one is shown in the page."""
    if path.is_dir():
        return "a folder; name the file of one day in it, like day-11.yaml"
    if not path.is_file():
        return "there is no such file"
    return None if day_number(path) is not None else "no day’s file by its name; call it day-<number>.yaml"


async def preview(path: Path, settings: Settings) -> None:
    """Show one day's file in the playground, read anew whenever it is saved, until SIGTERM or SIGINT.

    What is wrong with the file is shown in the page.
    """
    from bot.bootstrap import lesson_bot, open_school
    from bot.cli.page import open_playground, print_address
    from bot.core.course import Course

    empty = Course("Preview", ())
    with TemporaryDirectory() as folder:
        async with (
            open_playground(settings.playground_port, Path(folder)) as playground,
            open_school(
                Path(folder) / "bot.db", empty, playground.clock, settings.default_timezone, playground.token
            ) as school,
        ):
            print_address(f"The preview of {path.name}", playground.url)
            with until_told() as stopping:
                watching = asyncio.create_task(_watch(path, school, playground))
                try:
                    await lesson_bot(school, playground.token, playground.url).run(stopping)
                finally:
                    watching.cancel()


async def _watch(path: Path, school: School, playground: Playground) -> None:
    """Open the day as soon as it can be read, and where the author stands in it after each save."""
    from watchfiles import awatch  # needed here only

    author = playground.person("Author")
    begun = _read_again(path, school, playground)
    if begun:
        await _begin(author, playground)
    async for _ in awatch(path.parent):
        if not _read_again(path, school, playground):
            continue
        if begun:
            author.say("/today")
        else:
            begun = True
            await _begin(author, playground)


def _read_again(path: Path, school: School, playground: Playground) -> bool:
    """Teach what the file says now, or show what is wrong with it and go on with what it said before."""
    from bot.content import CourseError, load_single_day

    try:
        school.course = load_single_day(path)
    except CourseError as error:
        playground.show_problems([str(problem) for problem in error.problems])
        return False
    playground.show_problems([])
    return True


async def _begin(author: Person, playground: Playground) -> None:
    author.say("/start")
    await playground.wait_for(lambda: author.messages[-1].from_bot, timeout=30)
    author.tap("Begin")
