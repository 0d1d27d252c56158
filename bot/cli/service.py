"""Running a service from the command line: its settings, its loop, and how it ended in words and as an exit code."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from bot.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.content import Problem

OK, PROBLEMS, BAD_SETTINGS, UNKNOWN_TOKEN, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: all well; the course has problems or something failed; the settings cannot be used; Telegram does not
know the token; Ctrl+C.
"""

T = TypeVar("T")


def start(service: Callable[[Settings], Coroutine[object, object, None]]) -> int:
    """Run a service to its end or until it is told to stop; the exit code of how it went, a failure told in words.
    `service` may refuse the settings with SettingsError.
    """
    from bot.botapi.api import Unauthorised
    from bot.botapi.webhook import WebhookLeftError
    from bot.content import CourseError
    from bot.flows.lease import LeaseLostError
    from bot.store.engine.database import DatabaseError

    try:
        settings = read_settings()
        running = service(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return BAD_SETTINGS
    os.umask(os.umask(0) | 0o077)  # what is made is for the bot's user: databases, pictures of chats, lists of learners
    _set_up_logging(settings.log_level, settings.bot_token)
    import bot.bootstrap  # noqa: F401 -- every service needs it, and `run_loop` takes what is imported as here to stay

    try:
        run_loop(running)
    except CourseError as error:
        return print_problems(error.problems)
    except Unauthorised:
        print("BOT_TOKEN: Telegram does not know this token; compare it with what @BotFather shows.", file=sys.stderr)
        return UNKNOWN_TOKEN
    except DatabaseError as error:
        print(f"The database {settings.database} cannot be used: {error}", file=sys.stderr)
        return PROBLEMS
    except (LeaseLostError, WebhookLeftError, OSError) as error:
        print(_in_words(error, settings), file=sys.stderr)
        return PROBLEMS
    return OK


def print_problems(problems: Sequence[Problem]) -> int:
    """Print the problems of lessons; the exit code that says whether there were any."""
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("No problems.")
    return PROBLEMS if problems else OK


@contextmanager
def until_told() -> Iterator[asyncio.Event]:
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


def run_loop(main: Coroutine[object, object, T]) -> T:
    """Run `main` on uvloop, where there is one: it carries a third more taps than the loop of asyncio."""
    # What the imports made is here to stay, and updates leave few cycles: looking for them less often saves an
    # eighth of the time a tap takes.
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
    if sys.platform == "win32":  # there is no uvloop
        return asyncio.run(main)
    import uvloop

    return uvloop.run(main)


def _set_up_logging(level: int, token: str | None) -> None:
    """Log to standard error, never the token: not ours, and not that of a library that logs URLs."""
    from bot.botapi.transport import TokenFilter

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    if token:
        handler.addFilter(TokenFilter(token))
    logging.basicConfig(level=level, handlers=[handler])
    # Of their DEBUG lines there are a thousand to one of ours; and matplotlib warns of a home that can't be written to,
    # where it makes do with a folder that is deleted at the end.
    logging.getLogger("matplotlib").setLevel(max(level, logging.ERROR))
    for noisy in ("httpx", "httpcore", "apscheduler", "aiosqlite", "watchfiles", "markdown_it", "PIL", "asyncio"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))


def _in_words(error: Exception, settings: Settings) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"Port {settings.playground_port} is taken: is the playground running already? "
            "Set PLAYGROUND_PORT to another port, or to 0 for any free one."
        )
    return str(error)
