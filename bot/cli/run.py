"""`run`: the bot on Telegram or, without a token, in the playground."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Collection, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.service import start, until_told
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.core.course import Course
    from bot.flows.course.versions import Inspection
    from bot.flows.school import School
    from bot.playground import Playground

_log = logging.getLogger(__name__)

_NEW, _MIDWAY = "Ada", "Noor"
_DAYS_BEHIND = 10
"""Who is in the playground from the start: somebody new, and somebody with so many days behind them."""


def add(commands: Any) -> None:
    """Say what the command takes."""
    run = commands.add_parser("run", help="start the bot; without a BOT_TOKEN, the playground")
    run.add_argument("--telegram", action="store_true", help="on Telegram or not at all: no playground without a token")
    run.add_argument(
        "--take-over",
        action="store_true",
        help="remove the webhook that another service has left, as TAKE_OVER=yes does",
    )
    run.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    def service(settings: Settings) -> Coroutine[object, object, None]:
        if settings.bot_token:
            return serve(replace(settings, take_over=settings.take_over or options.take_over), settings.bot_token)
        if options.telegram:
            raise SettingsError(["BOT_TOKEN: it is not set, and the bot is to be on Telegram or not at all"])
        return play(settings)

    return start(service)


async def serve(settings: Settings, token: str) -> None:
    """Serve the bot on Telegram, until SIGTERM or SIGINT."""
    from bot.bootstrap import UNOPENED, lesson_bot, open_school
    from bot.core.clock import SystemClock
    from bot.flows.lease import StoppedError

    clock, zone_name = SystemClock(), settings.default_timezone
    with until_told() as stopping, suppress(StoppedError):
        async with open_school(settings.database, UNOPENED, clock, zone_name, token, stopping) as school:
            opened = await _open_course(school, settings.course, settings.database)
            bot = lesson_bot(
                school,
                token,
                settings.telegram_api_url,
                admin_ids=settings.admin_ids,
                paid_broadcasts=settings.paid_broadcasts,
                opened=opened,
                proxy=settings.proxy,
                take_over=settings.take_over,
            )
            await bot.run(stopping)


async def play(settings: Settings) -> None:
    """Serve the bot in the playground, until SIGTERM or SIGINT. What happens there is kept beside the database."""
    from bot.bootstrap import UNOPENED, lesson_bot, open_school
    from bot.cli.page import open_playground, print_address
    from bot.cli.past import give_past

    folder = settings.database.parent / "playground"
    async with open_playground(settings.playground_port, folder) as playground:
        playground.person(_NEW)
        midway = playground.person(_MIDWAY)
        playground.person("Admin", admin=True)
        admin_ids = _Admins(settings.admin_ids, playground)
        async with open_school(
            folder / "bot.db", UNOPENED, playground.clock, settings.default_timezone, playground.token
        ) as school:
            opened = await _open_course(school, settings.course, folder / "bot.db")
            await give_past(school, midway.id, _DAYS_BEHIND)
            print_address("The playground", playground.url)
            bot = lesson_bot(school, playground.token, playground.url, admin_ids=admin_ids, opened=opened)
            with until_told() as stopping:
                await bot.run(stopping)


class _Admins(Collection[int]):
    """The admins of the settings, and whoever has joined the playground as one by now."""

    def __init__(self, admin_ids: frozenset[int], playground: Playground) -> None:
        self._admin_ids = admin_ids
        self._playground = playground

    def __contains__(self, learner_id: object) -> bool:
        return learner_id in self._now

    def __iter__(self) -> Iterator[int]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)

    @property
    def _now(self) -> frozenset[int]:
        return self._admin_ids | frozenset(self._playground.admin_ids)


async def _open_course(school: School, folder: Path, database: Path) -> Inspection:
    """Teach what can be taught of the folder, and log what can't; beside the database it is kept for the next start."""
    from bot.flows.admin.roster import count_learners
    from bot.flows.course.versions import open_course

    school.folder = folder
    opened = await open_course(school, compiled=database.with_name(f"{database.name}.course"))
    _tell_of(database, school.course, await count_learners(school))
    for problem in opened.problems:
        _log.error("%s", problem)
    if opened.problems:
        _log.error(
            "The course goes on without what these files have changed: put them right, then /course reloads them"
        )
    return opened


def _tell_of(database: Path, course: Course, learners: int) -> None:
    """Log what it is that the bot works with."""
    written = f"{len(course.lessons)} of {len(course.days)} days"
    _log.info("%s: %d learners; %s: %s", database.absolute(), learners, course.title, written)
    if database.stat().st_mode & 0o077:
        _log.warning("%s can be read by others on this machine: chmod 600 makes it the bot's own", database)
