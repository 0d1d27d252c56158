"""How the course does in words: what stands under the charts, and the file of all figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import orjson

from bot.botapi.message import Button, Document, Keyboard
from bot.chat.tap import GetStatistics, ShowStatistics, pack
from bot.core.richtext import RichText, bold, join
from bot.core.statistics import Figures, Period, QuestionFigures, questions, stops
from bot.flows.statistics import Statistics
from bot.pictures.charts import is_answer, streak_groups

_PERIODS = {Period.WEEK: "7 days", Period.FOUR_WEEKS: "28 days", Period.ALL: "All"}
_MOST = 5  # of stops and of questions in words; the chart and the file show more


def people_caption(statistics: Statistics) -> RichText:
    """Who learns, and how far they come."""
    figures, people = statistics.figures, statistics.figures.people
    active = f"Active: {people['today']:,} today · {people['week']:,} in 7 days"
    if statistics.period is not Period.WEEK:
        active += f" · {people['period']:,} {_in(statistics.period)}"
    completed = {
        kind: sum(count for (its, _), count in figures.completed.items() if its == kind)
        for kind in ("lesson", "review")
    }
    streaks = [f"{name}: {count:,}" for name, count in streak_groups(figures.streaks).items() if count]
    lines = [
        f"👥 {people['learners']:,} learners · {people['joined']:,} joined · {people['left']:,} left",
        active,
        f"Finished: {_count(completed['lesson'], 'lesson')}, {_count(completed['review'], 'review')}",
        f"Finished per day: {_days(figures)}",
        f"🔥 Streaks now: {' · '.join(streaks) or 'none'}",
        *_messages(figures),
    ]
    return bold(f"Statistics · {_title(statistics)}") + "\n\n" + "\n".join(lines)


def lessons_caption(statistics: Statistics) -> RichText:
    """Where learners stop, and what they find hard."""
    found = sorted(stops(statistics.figures, statistics.course), key=lambda stop: -stop[2])[:_MOST]
    where = [f"Day {day} · {step}: {count:,}" for day, step, count in found]
    hardest = questions(statistics.figures, statistics.course)[:_MOST]
    return join(
        "\n\n",
        [
            bold("Where they stop") + ", with no step for a day\n" + ("\n".join(where) or "Nobody so far."),
            bold("Hardest questions")
            + ", by first answers\n"
            + ("\n".join(map(_question_line, hardest)) or "None answered so far."),
        ],
    )


def period_keyboard(period: Period) -> Keyboard:
    """The other periods, and the file of this one."""
    looks = tuple(
        Button(label, data=pack(ShowStatistics(its.value)), style="primary" if its is period else None)
        for its, label in _PERIODS.items()
    )
    return (looks, (Button("CSV file", data=pack(GetStatistics(period.value))),))


def statistics_document(statistics: Statistics) -> Document:
    """Every figure in a line of its own, for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("figure", "day", "what", "option", "count"))
    writer.writerows(statistics_lines(statistics))
    name = f"statistics-{statistics.period.value}-{statistics.today_on}.csv"
    return Document(name, text.getvalue().encode(), "text/csv", f"Statistics · {_title(statistics)}")


def statistics_json(statistics: Statistics) -> bytes:
    """Every figure, for other programs."""
    names = ("figure", "day", "what", "option", "count")
    since, blocks = statistics.period.since(statistics.today_on), statistics.figures.blocks_per_thousand
    figures = [dict(zip(names, line, strict=True)) for line in statistics_lines(statistics)]
    told = {"since": since, "until": statistics.today_on, "blocks per thousand": blocks, "figures": figures}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


def statistics_lines(statistics: Statistics) -> Iterator[tuple[str, int | None, str | None, str | None, int]]:
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
    for (kind, on), count in sorted(figures.completed.items()):
        yield f"{kind}s finished", None, str(on), None, count
    for length, count in sorted(figures.streaks.items()):
        yield "streaks", None, str(length), None, count
    for (kind, outcome), count in sorted((+figures.reminders).items()):
        yield f"reminders {outcome}", None, kind, None, count
    for outcome, count in sorted(figures.broadcasts.items()):
        yield f"announcements {outcome}", None, None, None, count


def _title(statistics: Statistics) -> str:
    since = statistics.period.since(statistics.today_on)
    return f"{_date(since)} – {_date(statistics.today_on)}" if since else f"everything to {_date(statistics.today_on)}"


def _in(period: Period) -> str:
    return "ever" if period is Period.ALL else f"in {period.value} days"


def _date(on: date) -> str:
    return f"{on.day} {on:%b}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _days(figures: Figures) -> str:
    days = sorted((+figures.finished).items())
    return " · ".join(f"{day}: {count:,}" for day, count in days) or "none"


def _messages(figures: Figures) -> Iterator[str]:
    """What was sent unasked, and what became of it."""
    if sent := figures.reminded("sent"):
        followed = figures.reminded("followed")
        yield f"🔔 {_count(sent, 'reminder')} sent, {followed:,} followed by a lesson that day ({followed / sent:.0%})"
    if figures.broadcasts:
        yield f"📣 {_count(figures.broadcasts['sent'], 'announcement')} sent"
    if figures.blocks_per_thousand is not None:
        yield f"🚫 {figures.blocks_per_thousand:.1f} blocks per 1,000 messages"
    if blocked := figures.people["blocked"]:
        yield f"🚫 {_count(blocked, 'learner')} can’t be written to now"


def _question_line(question: QuestionFigures) -> str:
    shares = " · ".join(
        f"{option} {count / question.given:.0%}{' ✓' if is_answer(question, option) else ''}"
        for option, count in question.options.items()
    )
    return (
        f"Day {question.day} · {question.question}: {question.share_right:.0%} of {question.given:,} right\n   {shares}"
    )
