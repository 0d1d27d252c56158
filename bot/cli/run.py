"""`run`: the bot on Telegram or, without a token, in the playground."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.cli.service import start, until_told
from bot.settings import Settings

_PEOPLE = ("Ada", "Noor")


def add(commands: Any) -> None:
    """Say what the command takes."""
    run = commands.add_parser("run", help="start the bot; without a BOT_TOKEN, the playground")
    run.set_defaults(command=_run)


def _run(_: argparse.Namespace) -> int:
    return start(lambda settings: serve(settings, settings.bot_token) if settings.bot_token else play(settings))


async def serve(settings: Settings, token: str) -> None:
    """Serve the bot on Telegram, until SIGTERM or SIGINT."""
    from bot.bootstrap import SystemClock, lesson_bot, open_school
    from bot.content import load_course
    from bot.flows.lease import StoppedError

    course = load_course(settings.course, compiled=_compiled_beside(settings.database))
    clock, zone_name = SystemClock(), settings.default_timezone
    with until_told() as stopping, suppress(StoppedError):
        async with open_school(settings.database, course, clock, zone_name, token, stopping) as school:
            school.folder = settings.course
            bot = lesson_bot(
                school,
                token,
                settings.telegram_api_url,
                admin_ids=settings.admin_ids,
                paid_broadcasts=settings.paid_broadcasts,
            )
            await bot.run(stopping)


async def play(settings: Settings) -> None:
    """Serve the bot in the playground, until SIGTERM or SIGINT. What happens there is kept beside the database."""
    from bot.bootstrap import lesson_bot, open_school
    from bot.cli.page import open_playground, print_address
    from bot.content import load_course

    folder = settings.database.parent / "playground"
    course = load_course(settings.course, compiled=_compiled_beside(folder / "bot.db"))
    async with open_playground(settings.playground_port, folder) as playground:
        for name in _PEOPLE:
            playground.person(name)
        admin_ids = settings.admin_ids | {playground.person("Admin", admin=True).id}
        async with open_school(
            folder / "bot.db", course, playground.clock, settings.default_timezone, playground.token
        ) as school:
            school.folder = settings.course
            print_address("The playground", playground.url)
            with until_told() as stopping:
                await lesson_bot(school, playground.token, playground.url, admin_ids=admin_ids).run(stopping)


def _compiled_beside(database: Path) -> Path:
    """Where the course is kept for the next start."""
    return database.with_name(f"{database.name}.course")
