"""/stats: how the course does, as charts with their words and as a file."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.botapi.message import File, Keyboard, Message, photo
from bot.chat.admin.labels import chart_labels, step_name
from bot.chat.admin.taps import GetStatistics, ShowStatistics
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.tap import button
from bot.core.delivery import Delivery
from bot.core.richtext import RichText, join
from bot.core.statistics import ENOUGH_ANSWERS, Figures, Period, QuestionFigures, questions, stops
from bot.exports.statistics import statistics_csv
from bot.flows.admin.statistics import Statistics, look_at_statistics
from bot.flows.school import School
from bot.pictures.charts import ChartLabels, is_answer, lessons_chart, people_chart, streak_groups
from bot.words import N_, DateForm, Words

_log = logging.getLogger(__name__)

_PERIODS = {
    Period.WEEK: N_("7 days"),
    Period.FOUR_WEEKS: N_("28 days"),
    # Translators: a button beside “7 days” and “28 days”: the figures of all days there were.
    Period.ALL: N_("All"),
}
_ACTIVE = {
    # Translators: how many learners were active.
    Period.WEEK: N_("Active: {today} today · {week} in 7 days"),
    Period.FOUR_WEEKS: N_("Active: {today} today · {week} in 7 days · {period} in 28 days"),
    Period.ALL: N_("Active: {today} today · {week} in 7 days · {period} ever"),
}
_NAME = 40  # characters of what a step is about
_THOUSAND = 1000
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
        """Show the figures of seven days."""
        await self._show(typed, Period.WEEK)

    async def on_show(self, tapped: Tapped, tap: ShowStatistics) -> None:
        """Show the figures of another period, below."""
        await tapped.say()
        await tapped.set_buttons(())
        await self._show(tapped, tap.period)

    async def on_get(self, tapped: Tapped, tap: GetStatistics) -> None:
        """Send the figures as a file."""
        await tapped.say()
        await tapped.reply(statistics_message(tapped.words, await look_at_statistics(self._school, tap.period)))

    async def _show(self, admin: Conversation, period: Period) -> None:
        await admin.typing()
        statistics = await look_at_statistics(self._school, period)
        words = admin.words
        await self._send_chart(admin, people_chart, statistics, Message(people_caption(words, statistics)))
        if statistics.figures.tried:
            await admin.reply(Message(practice_lines(words, statistics)))
        lessons = Message(lessons_caption(words, statistics), period_keyboard(words, period))
        await self._send_chart(admin, lessons_chart, statistics, lessons)

    async def _send_chart(
        self,
        admin: Conversation,
        chart: Callable[[Statistics, ChartLabels], bytes],
        statistics: Statistics,
        caption: Message,
    ) -> None:
        """Send a chart with its figures; the figures alone where it cannot be drawn or is refused."""
        try:
            async with self._drawing:
                picture = await asyncio.to_thread(chart, statistics, chart_labels(admin.words, statistics.course))
        except Exception:
            _log.exception("A chart could not be drawn")
        else:
            receipt = await admin.reply(replace(caption, file=photo(picture)))
            if receipt.outcome is not Delivery.FAILED:
                return
        await admin.reply(caption)


def people_caption(words: Words, statistics: Statistics) -> RichText:
    """Who learns, and how far they come."""
    figures, people = statistics.figures, statistics.figures.people
    lines = [
        words.plural(
            "👥 {n} learner · {joined} joined · {left} left",
            "👥 {n} learners · {joined} joined · {left} left",
            people["learners"],
            joined=people["joined"],
            left=people["left"],
        ),
        words.text(_ACTIVE[statistics.period], today=people["today"], week=people["week"], period=people["period"]),
        completed_line(words, figures),
        _days(words, figures),
        _streaks(words, figures),
        *_messages(words, figures),
    ]
    return _title(words, statistics) + "\n\n" + join("\n", lines)


def lessons_caption(words: Words, statistics: Statistics) -> RichText:
    """Where learners stop, and what they find hard."""
    where = stop_lines(words, statistics, _MOST)
    ranked = questions(statistics.figures, statistics.course)
    told = [question for question in ranked if question.is_told_apart] or ranked
    hardest = [question_lines(words, statistics, question) for question in told[:_MOST]]
    stopping = words.text("**Where they stop**, with no step for a day")
    asked = words.text("**Hardest questions**, by first answers")
    if told and not told[0].is_told_apart:
        # Translators: above questions that so few have answered that it says little; {enough} is 20.
        asked = words.text(
            "**Hardest questions**, by first answers: none has {enough} yet, so take them with care",
            enough=ENOUGH_ANSWERS,
        )
    return join(
        "\n\n",
        [
            join("\n", [stopping, *(where or [words.text("Nobody so far.")])]),
            join("\n", [asked, *(hardest or [words.text("None answered so far.")])]),
            *_feedback(words, statistics.figures),
        ],
    )


def practice_lines(words: Words, statistics: Statistics) -> RichText:
    """How many wrote prompts, and what these lacked at first."""
    figures = statistics.figures
    # Translators: above how many have tried to write which prompts, and how many of these lacked what: “30% → 10%”.
    lines = [words.text("**Practice**: how many tried, and what was missing at first → in the end")]
    for (day, practice), count in sorted(figures.tried.items()):
        lacked = Counter({key[-1]: each for key, each in figures.lacked.items() if key[:-1] == (day, practice)})
        missing = " · ".join(
            f"{what} {words.percent(each / count)} → {words.percent(figures.still_lack[day, practice, what] / count)}"
            for what, each in (+lacked).most_common()
        )
        name = step_name(statistics.course, day, practice, _NAME)
        # Translators: {step} is what a step is about, in its own words, and {n} how many have tried it.
        line = words.text("Day {day} · {step}: {n}", day=day, step=name, n=count)
        lines.append(line + (f"\n   {missing}" if missing else ""))
    return join("\n", lines)


def period_keyboard(words: Words, period: Period) -> Keyboard:
    """The other periods, and the file of this one."""
    looks = tuple(
        button(words.text(label), ShowStatistics(its), style="primary" if its is period else None)
        for its, label in _PERIODS.items()
    )
    return (looks, (button(words.text("CSV file"), GetStatistics(period)),))


def statistics_message(words: Words, statistics: Statistics) -> Message:
    """Every figure in a line of its own, for a spreadsheet."""
    name = f"statistics-{statistics.period.value}-{statistics.today_on}.csv"
    return Message(
        RichText(_title(words, statistics).text), file=File("document", name, statistics_csv(statistics), "text/csv")
    )


def _title(words: Words, statistics: Statistics) -> RichText:
    since = statistics.period.since(statistics.today_on)
    until = words.date(statistics.today_on, DateForm.DAY)
    if since is None:
        return words.text("**Statistics · everything to {until}**", until=until)
    return words.text("**Statistics · {since} – {until}**", since=words.date(since, DateForm.DAY), until=until)


def stop_lines(words: Words, statistics: Statistics, most: int) -> list[RichText]:
    """Where most have stopped, so many places of them."""
    found = sorted(stops(statistics.figures, statistics.course), key=lambda stop: -stop[2])[:most]
    return [
        # Translators: {step} is what a step is about, in its own words, and {n} how many have stopped there.
        words.text("Day {day} · {step}: {n}", day=day, step=step_name(statistics.course, day, step, _NAME), n=count)
        for day, step, count in found
    ]


def completed_line(words: Words, figures: Figures) -> RichText:
    """How many lessons and reviews were finished."""
    lessons, reviews = (
        sum(count for (its, _), count in figures.completed.items() if its == kind) for kind in ("lesson", "review")
    )
    return words.text(
        "Finished: {lessons}, {reviews}",
        lessons=words.plural("{n} lesson", "{n} lessons", lessons),
        reviews=words.plural("{n} review", "{n} reviews", reviews),
    )


def _days(words: Words, figures: Figures) -> RichText:
    days = [
        # Translators: how many finished a day of the course: “Day 1: 20”.
        words.text("Day {day}: {n}", day=day, n=count).text
        for day, count in sorted((+figures.finished).items())
    ]
    if not days:
        return words.text("Finished of the course: no day yet")
    # Translators: {figures} is how many finished each day of the course: “Day 1: 20 · Day 2: 12”.
    return words.text("Finished of the course: {figures}", figures=" · ".join(days))


def _streaks(words: Words, figures: Figures) -> RichText:
    streaks = [f"{name}: {words.number(count)}" for name, count in streak_groups(figures.streaks).items() if count]
    if not streaks:
        return words.text("🔥 Streaks now: none")
    # Translators: {figures} is how many have a streak of how many days: “1: 20 · 2–3: 12”.
    return words.text("🔥 Streaks now: {figures}", figures=" · ".join(streaks))


def _messages(words: Words, figures: Figures) -> Iterator[RichText]:
    """What was sent unasked, and what became of it."""
    if sent := figures.reminded("sent"):
        followed = figures.reminded("followed")
        yield words.plural(
            "🔔 {n} reminder sent, {followed} followed by a lesson that day ({share})",
            "🔔 {n} reminders sent, {followed} followed by a lesson that day ({share})",
            sent,
            followed=followed,
            share=words.percent(followed / sent),
        )
    if figures.broadcasts:
        yield words.plural("📣 {n} announcement sent", "📣 {n} announcements sent", figures.broadcasts["sent"])
    blocked, known = figures.blocks
    if blocked and known < _THOUSAND:
        # Translators: how many messages did not arrive since somebody had blocked the bot, of how many.
        yield words.plural(
            "🚫 {n} of {known} messages met a block", "🚫 {n} of {known} messages met a block", blocked, known=known
        )
    elif blocked and figures.blocks_per_thousand is not None:
        # Translators: how often the bot was blocked, for each 1,000 messages that were sent: “0.4 blocks”.
        yield words.text(
            "🚫 {blocks} blocks per {messages} messages",
            blocks=words.number(figures.blocks_per_thousand, 1),
            messages=_THOUSAND,
        )
    if blocked := figures.people["blocked"]:
        yield words.plural("🚫 {n} learner can’t be written to now", "🚫 {n} learners can’t be written to now", blocked)


def _feedback(words: Words, figures: Figures) -> list[RichText]:
    """What learners said is wrong or out of date, if anything."""
    given, left = figures.told("given"), figures.told("open")
    if not given and not left:
        return []
    # Translators: how often learners said that something is wrong or out of date, and how much of it, whenever it came,
    # no admin has dealt with.
    return [
        words.plural(
            "💬 {n} message on what is wrong or out of date · {left} to deal with: /course",
            "💬 {n} messages on what is wrong or out of date · {left} to deal with: /course",
            given,
            left=left,
        )
    ]


def question_lines(words: Words, statistics: Statistics, question: QuestionFigures) -> RichText:
    """How a question is answered, and which options are chosen how often."""
    shares = [
        f"{option} {words.percent(count / question.given)}{' ✓' if is_answer(question, option) else ''}"
        for option, count in question.options.items()
    ]
    # Translators: {question} is what a knowledge check asks: “Day 11 · What is a token?: 50% of 20 right”.
    right = words.text(
        "Day {day} · {question}: {share} of {n} right",
        day=question.day,
        question=step_name(statistics.course, question.day, question.question, _NAME),
        share=words.percent(question.share_right),
        n=question.given,
    )
    return right + f"\n   {' · '.join(shares)}"
