"""`stats`: how the course does."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from bot.cli.service import start
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.core.statistics import Period


def add(commands: Any) -> None:
    """Say what the command takes."""
    stats = commands.add_parser("stats", help="show how the course does")
    stats.add_argument("--days", choices=("7", "28", "all"), default="7", help="how far back to look (7)")
    stats.add_argument("--json", action="store_true", help="as JSON, for other programs")
    stats.set_defaults(command=_stats)


def _stats(options: argparse.Namespace) -> int:
    from bot.core.statistics import Period

    return start(lambda settings: show_statistics(settings, Period(options.days), as_json=options.json))


async def show_statistics(settings: Settings, period: Period, *, as_json: bool) -> None:
    """Print how the course does. Raises FileNotFoundError before there is a database."""
    from bot.bootstrap import open_to_read
    from bot.chat.admin.statistics import lessons_caption, people_caption
    from bot.exports.statistics import statistics_json
    from bot.flows.admin.roster import count_learners
    from bot.flows.admin.statistics import look_at_statistics
    from bot.words import words_in

    async with open_to_read(settings) as school:
        with learners_bar(await count_learners(school), hidden=as_json) as bar:
            statistics = await look_at_statistics(school, period, bar.update)
    if as_json:
        print(statistics_json(statistics).decode())
    else:
        words = words_in(None)
        print(people_caption(words, statistics).text, lessons_caption(words, statistics).text, sep="\n\n")


def learners_bar(total: int, *, hidden: bool) -> Any:
    """A bar that shows on a terminal how far a walk through the learners is."""
    from tqdm import tqdm

    return tqdm(total=total, unit=" learners", disable=hidden or None, leave=False)
