"""/stats: how the course does, as charts with their words and as a file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from bot.botapi.message import File, Keyboard, Message, photo
from bot.chat.admin.taps import GetStatistics, ShowStatistics
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.tap import button
from bot.core.delivery import Delivery
from bot.core.richtext import RichText, bold, join
from bot.core.statistics import Figures, Period, QuestionFigures, questions, stops
from bot.exports.statistics import statistics_csv
from bot.flows.school import School
from bot.flows.statistics import Statistics, look_at_statistics
from bot.pictures.charts import is_answer, lessons_chart, people_chart, streak_groups
from bot.words import N_

_log = logging.getLogger(__name__)

_PERIODS = {Period.WEEK: "7 days", Period.FOUR_WEEKS: "28 days", Period.ALL: "All"}
_MOST = 5  # of stops and of questions in words; the chart and the file show more


class StatisticsHandlers:
    """Where admins see how the course does."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._drawing = asyncio.Lock()  # matplotlib keeps its style in one place for all threads

    @property
    def feature(self) -> Feature:
        """What statistics bring to the bot."""
        return Feature(
            commands=(Command("stats", self.on_stats, N_("How the course does"), menu=120),),
            taps={ShowStatistics: self.on_show, GetStatistics: self.on_get},
            for_admins=True,
        )

    async def on_stats(self, typed: Typed) -> None:
        """/stats."""
        await self._show(typed, Period.WEEK)

    async def on_show(self, tapped: Tapped, tap: ShowStatistics) -> None:
        """A tap for another period, below."""
        await tapped.say()
        await tapped.set_buttons(())
        await self._show(tapped, tap.period)

    async def on_get(self, tapped: Tapped, tap: GetStatistics) -> None:
        """A tap for the figures as a file."""
        await tapped.say()
        await tapped.reply(statistics_message(await look_at_statistics(self._school, tap.period)))

    async def _show(self, admin: Conversation, period: Period) -> None:
        await admin.typing()
        statistics = await look_at_statistics(self._school, period)
        await self._send_chart(admin, people_chart, statistics, Message(people_caption(statistics)))
        lessons = Message(lessons_caption(statistics), period_keyboard(period))
        await self._send_chart(admin, lessons_chart, statistics, lessons)

    async def _send_chart(
        self, admin: Conversation, chart: Callable[[Statistics], bytes], statistics: Statistics, caption: Message
    ) -> None:
        """Send a chart with its figures; the figures alone where it cannot be drawn or is refused."""
        try:
            async with self._drawing:
                picture = await asyncio.to_thread(chart, statistics)
        except Exception:
            _log.exception("A chart could not be drawn")
        else:
            receipt = await admin.reply(replace(caption, file=photo(picture)))
            if receipt.outcome is not Delivery.FAILED:
                return
        await admin.reply(caption)


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
        button(label, ShowStatistics(its), style="primary" if its is period else None)
        for its, label in _PERIODS.items()
    )
    return (looks, (button("CSV file", GetStatistics(period)),))


def statistics_message(statistics: Statistics) -> Message:
    """Every figure in a line of its own, for a spreadsheet."""
    name = f"statistics-{statistics.period.value}-{statistics.today_on}.csv"
    return Message(
        RichText(f"Statistics · {_title(statistics)}"),
        file=File("document", name, statistics_csv(statistics), "text/csv"),
    )


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
