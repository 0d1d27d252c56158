"""`preview`: one day's file in the playground, read anew whenever it is saved."""

from __future__ import annotations

import argparse
import asyncio
import sys
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bot.cli.service import PROBLEMS, start, until_told
from bot.content.files import day_number
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.core.course import Lesson
    from bot.flows.school import School
    from bot.playground import Playground

_TICK = 0.2  # seconds: how soon a step that was chosen is shown


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

    What is wrong with the file is shown in the page, with a button for each step.
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
            lesson = _Previewed(path, school, playground)
            with until_told() as stopping:
                watching = asyncio.create_task(lesson.watch())
                try:
                    await lesson_bot(school, playground.token, playground.url, tick_for=_TICK).run(stopping)
                finally:
                    watching.cancel()


class _Previewed:
    """A day's file in the chat of its author, who stands wherever they want to look."""

    def __init__(self, path: Path, school: School, playground: Playground) -> None:
        self._path = path
        self._school = school
        self._playground = playground
        self._author = playground.person("Author")
        self._day = day_number(path) or 0
        self._moves = 0
        self._moving: asyncio.Task[None] | None = None
        school.folder = path.parent

    async def watch(self) -> None:
        """Begin the day as soon as it can be read, and show what has changed in it after each save."""
        from watchfiles import awatch  # needed here only

        begun = self._read() is not None
        if begun:
            await self._begin()
        async for _ in awatch(self._path.parent):
            before = self._school.course.lesson(self._day)
            lesson = self._read()
            if lesson is None:
                continue
            if not begun:
                begun = True
                await self._begin()
            elif before and (changed := first_change(before, lesson)):
                await self._move(changed)

    def _read(self) -> Lesson | None:
        """Teach what the file says now, or show what is wrong with it and go on with what it said before."""
        from bot.content import CourseError, load_single_day

        try:
            self._school.course = load_single_day(self._path)
        except CourseError as error:
            self._playground.show_problems([str(problem) for problem in error.problems])
            return None
        self._playground.show_problems([])
        lesson = self._school.course.lesson(self._day)
        if lesson:
            self._playground.offer([step.id for step in lesson.steps], self._choose)
        return lesson

    async def _begin(self) -> None:
        self._author.say("/start")
        await self._playground.wait_for(lambda: self._author.messages[-1].from_bot, timeout=30)
        self._author.tap("Begin")

    def _choose(self, step_id: str) -> None:
        self._moving = asyncio.create_task(self._move(step_id))

    async def _move(self, step_id: str) -> None:
        from bot.flows.lessons import move_to

        self._moves += 1
        await move_to(self._school, self._author.id, self._day, step_id, f"look {self._moves}")


def first_change(before: Lesson, after: Lesson) -> str | None:
    """The step at which a lesson begins to differ from an earlier state of it, the closing where only what is beyond it
    does; None where it does not.
    """
    steps = zip_longest(before.steps, after.steps)
    index = next((index for index, (was, now) in enumerate(steps) if was != now), None)
    if index is None and before.extra != after.extra:
        index = len(after.steps)
    return None if index is None else after.steps[min(index, len(after.steps) - 1)].id
