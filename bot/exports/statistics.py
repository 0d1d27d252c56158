"""How the course does, every figure in a line of its own: for a spreadsheet, and for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import orjson

from bot.core.statistics import Figures, stops
from bot.exports.cells import cells
from bot.flows.admin.statistics import Statistics

_HEADINGS = ("figure", "day", "what", "option", "count")


_Line = tuple[str, int | None, str | None, str | None, int]


def statistics_csv(statistics: Statistics) -> bytes:
    """Every figure as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    writer.writerows(map(cells, statistics_lines(statistics)))
    return text.getvalue().encode()


def statistics_json(statistics: Statistics) -> bytes:
    """Every figure as JSON."""
    since, blocks = statistics.period.since(statistics.today_on), statistics.figures.blocks_per_thousand
    figures = [dict(zip(_HEADINGS, line, strict=True)) for line in statistics_lines(statistics)]
    told = {"since": since, "until": statistics.today_on, "blocks per thousand": blocks, "figures": figures}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


def statistics_lines(statistics: Statistics) -> Iterator[_Line]:
    """Figure, day of the course, what it is about, option, and how many; None for what a figure doesn’t have."""
    figures = statistics.figures
    for name in ("learners", "joined", "left", "blocked", "today", "week", "period"):
        yield f"active {name}" if name in {"today", "week", "period"} else name, None, None, None, figures.people[name]
    for day in sorted({*+figures.opened, *+figures.finished}):
        yield "opened", day, None, None, figures.opened[day]
        yield "finished", day, None, None, figures.finished[day]
    for day, step, count in stops(figures, statistics.course):
        yield "stopped", day, step, None, count
    for (day, question, option), count in sorted(figures.answered.items()):
        yield "answered", day, question, option, count
    for (day, question), count in sorted(figures.right.items()):
        yield "right", day, question, None, count
    yield from _of_practice(figures)
    for (kind, on), count in sorted(figures.completed.items()):
        yield f"{kind}s finished", None, str(on), None, count
    for length, count in sorted(figures.streaks.items()):
        yield "streaks", None, str(length), None, count
    yield from _message_lines(figures)


def _message_lines(figures: Figures) -> Iterator[_Line]:
    """What went out to learners unasked, and what came from them."""
    for (kind, outcome), count in sorted((+figures.reminders).items()):
        yield f"reminders {outcome}", None, kind, None, count
    for (day, what), count in sorted((+figures.feedback).items()):
        yield f"feedback {what}", day, None, None, count
    for outcome, count in sorted(figures.broadcasts.items()):
        yield f"announcements {outcome}", None, None, None, count


def _of_practice(figures: Figures) -> Iterator[tuple[str, int, str, str | None, int]]:
    """How many wrote prompts, and what these lacked."""
    for (day, practice), count in sorted(figures.tried.items()):
        yield "tried", day, practice, None, count
    for name, lacks in (("lacked at first", figures.lacked), ("lacked at last", figures.still_lack)):
        for (day, practice, criterion), count in sorted((+lacks).items()):
            yield name, day, practice, criterion, count
