"""The composition root: the one place where clock, database, course and bot are made and put together."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import secrets
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from bot.botapi.transport import TokenFilter
from bot.chat.app import LessonBot
from bot.content import CourseError, load_course, load_single_day
from bot.core.clock import Clock
from bot.core.confirmation import secret_of
from bot.core.course import Course
from bot.core.statistics import Period
from bot.exports.roster import roster_file
from bot.exports.wordings import effects_json, effects_table
from bot.flows.learners import count_learners, list_learners
from bot.flows.lesson_delivery import disown
from bot.flows.reminders.effects import look_at_wordings
from bot.flows.school import School
from bot.flows.statistics import look_at_statistics
from bot.settings import Settings
from bot.store.engine.sqlite import Database

if TYPE_CHECKING:
    from bot.cli.broadcast import Order, Terminal
    from bot.playground import Person, Playground

_log = logging.getLogger(__name__)

_PLAYGROUND_TOKEN = "42:playground"  # noqa: S105 -- opens nothing but the playground
_PEOPLE = ("Ada", "Noor")

T = TypeVar("T")


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 -- this is the one clock


async def serve(settings: Settings, token: str) -> None:
    """The bot on Telegram, until SIGTERM or SIGINT."""
    course = load_course(settings.course)
    async with open_school(settings.database, course, SystemClock(), settings.default_timezone, token) as school:
        school.folder = settings.course
        with _until_told() as stopping:
            bot = LessonBot(
                school,
                token,
                settings.telegram_api_url,
                admin_ids=settings.admin_ids,
                paid_broadcasts=settings.paid_broadcasts,
            )
            await bot.run(stopping)


async def play(settings: Settings) -> None:
    """The bot in the playground, until SIGTERM or SIGINT. It keeps what happened there under `data/playground/`."""
    course = load_course(settings.course)
    folder = settings.database.parent / "playground"
    async with _open_playground(settings.playground_port, folder) as playground:
        for name in _PEOPLE:
            playground.person(name)
        admin_ids = settings.admin_ids | {playground.person("Admin", admin=True).id}
        async with open_school(
            folder / "bot.db", course, playground.clock, settings.default_timezone, playground.token
        ) as school:
            school.folder = settings.course
            _announce("The playground", playground.url)
            with _until_told() as stopping:
                await LessonBot(school, playground.token, playground.url, admin_ids=admin_ids).run(stopping)


async def preview(path: Path, settings: Settings) -> None:
    """One day's file in the playground, read anew whenever it is saved, until SIGTERM or SIGINT.

    What is wrong with the file is shown in the page.
    """
    empty = Course("Preview", ())
    with TemporaryDirectory() as folder:
        async with (
            _open_playground(settings.playground_port, Path(folder)) as playground,
            open_school(
                Path(folder) / "bot.db", empty, playground.clock, settings.default_timezone, playground.token
            ) as school,
        ):
            _announce(f"The preview of {path.name}", playground.url)
            with _until_told() as stopping:
                watching = asyncio.create_task(_watch(path, school, playground))
                try:
                    await LessonBot(school, playground.token, playground.url).run(stopping)
                finally:
                    watching.cancel()


async def show_wordings(settings: Settings, *, as_json: bool) -> None:
    """Print what is known of the wordings of reminders. Raises FileNotFoundError before there is a database."""
    course = load_course(settings.course)
    if not settings.database.is_file():
        raise FileNotFoundError(f"There is no database at {settings.database}: the bot has not run yet.")
    database = await Database.open(settings.database)  # a bot may be at work on it: nothing of its is disowned here
    try:
        effects = await look_at_wordings(_reader(settings, course, database))
    finally:
        await database.close()
    print(effects_json(effects) if as_json else effects_table(effects))  # noqa: T201


async def show_statistics(settings: Settings, period: Period, *, as_json: bool) -> None:
    """Print how the course does. Raises FileNotFoundError before there is a database."""
    from bot.chat.admin.statistics_screens import lessons_caption, people_caption, statistics_json

    async with _open_to_read(settings) as school:
        with _learners_bar(await count_learners(school), hidden=as_json) as bar:
            statistics = await look_at_statistics(school, period, bar.update)
    if as_json:
        print(statistics_json(statistics).decode())  # noqa: T201
    else:
        print(people_caption(statistics).text, lessons_caption(statistics).text, sep="\n\n")  # noqa: T201


async def export_learners(settings: Settings, file: Path, *, as_json: bool) -> None:
    """Write a line for each learner. Raises FileNotFoundError before there is a database, OSError where the file can't
    be written; then there is none.
    """
    written = 0
    async with _open_to_read(settings) as school:
        with roster_file(file) as add, _learners_bar(await count_learners(school), hidden=as_json) as bar:
            async for lines in list_learners(school):
                add(lines)
                bar.update(len(lines))
                written += len(lines)
    told = {"file": str(file), "learners": written}
    print(json.dumps(told) if as_json else f"{file}: {written:,} learners")  # noqa: T201


async def order_broadcast(settings: Settings, order: Order, terminal: Terminal) -> None:
    """Have the bot send something to many. Raises what `bot.cli.broadcast.broadcast` does."""
    from bot.cli.broadcast import broadcast

    await broadcast(settings, load_course(settings.course), SystemClock(), order, terminal)


def run_loop(main: Coroutine[object, object, T]) -> T:
    """Run `main` on uvloop, where there is one: it carries a third more taps than the loop of asyncio."""
    # What the imports made is here to stay, and updates leave few cycles: looking for them less often saves an
    # eighth of the time a tap takes.
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    if sys.platform == "win32":  # there is no uvloop
        return asyncio.run(main)
    import uvloop

    return uvloop.run(main)


def set_up_logging(level: int, token: str | None) -> None:
    """Log to standard error, never the token: not ours, and not that of a library that logs URLs."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    if token:
        handler.addFilter(TokenFilter(token))
    logging.basicConfig(level=level, handlers=[handler])
    for noisy in ("httpx", "httpcore", "apscheduler", "aiosqlite", "watchfiles"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))


@asynccontextmanager
async def open_school(
    database: Path, course: Course, clock: Clock, default_zone_name: str, token: str
) -> AsyncIterator[School]:
    """The course with its database, migrated and free of what a dead process left half done."""
    opened = await Database.open(database)
    school = School(course, opened, clock, default_zone_name, process=secrets.token_hex(8), secret=secret_of(token))
    try:
        if unsure := await disown(school):
            _log.warning("The last stop left %d messages of which it is not known whether they arrived", unsure)
        yield school
    finally:
        await school.database.close()


@asynccontextmanager
async def _open_to_read(settings: Settings) -> AsyncIterator[School]:
    """The course with its database, beside a bot that may be at work."""
    course = load_course(settings.course)
    database = await Database.open_to_read(settings.database)
    try:
        yield _reader(settings, course, database)
    finally:
        await database.close()


def _reader(settings: Settings, course: Course, database: Database) -> School:
    secret = secrets.token_bytes()  # a reader asks nobody to confirm anything
    return School(course, database, SystemClock(), settings.default_timezone, process="a reader", secret=secret)


def _learners_bar(total: int, *, hidden: bool) -> Any:
    """Shows on a terminal how far a walk through the learners is."""
    from tqdm import tqdm

    return tqdm(total=total, unit=" learners", disable=hidden or None, leave=False)


@asynccontextmanager
async def _open_playground(port: int, folder: Path) -> AsyncIterator[Playground]:
    from bot.playground import Playground, TravellingClock  # a live bot never needs it

    playground = Playground(_PLAYGROUND_TOKEN, TravellingClock(), folder / "telegram.db")
    await playground.start(port)
    try:
        yield playground
    finally:
        await playground.stop()


@contextmanager
def _until_told() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    try:
        yield stopping
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def _announce(what: str, url: str) -> None:
    """Print where the page is, and open it where there is a display to open it on."""
    print(f"{what} is open at {url}  (Ctrl+C ends it)", flush=True)  # noqa: T201
    if sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


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
