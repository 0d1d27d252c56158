"""The words in the charts of /stats."""

from __future__ import annotations

from bot.pictures.charts import ChartLabels
from bot.words import DateForm, Words


def chart_labels(words: Words) -> ChartLabels:
    """What stands in the charts."""
    return ChartLabels(
        # Translators: the heading of a chart: how many lessons and reviews were finished on each day.
        finished_each_day=words.text("Finished each day").text,
        # Translators: the heading of a chart: how many lessons and reviews were finished in each week.
        finished_each_week=words.text("Finished each week").text,
        lessons=words.text("Lessons").text,
        reviews=words.text("Reviews").text,
        # Translators: the heading of a chart: how many learners have opened and finished each day of the course.
        days=words.text("Days of the course").text,
        # Translators: in a chart: how many have opened a lesson.
        opened=words.text("Opened").text,
        # Translators: in a chart: how many have finished a lesson.
        finished=words.text("Finished").text,
        # Translators: the heading of a chart: how many learners have a streak of so many days.
        streaks=words.text("Streaks now, in days").text,
        # Translators: the heading of a chart: at which steps learners have stopped.
        stops=words.text("Where they stop").text,
        # Translators: the heading of a chart: how many answers to a question were right, in percent.
        questions=words.text("Hardest questions, in %").text,
        # Translators: in a chart that has nothing to show.
        nothing=words.text("Nothing yet").text,
        on=lambda on: words.date(on, DateForm.DAY),
        # Translators: a step of a day of the course, by its name.
        step=lambda day, step: words.text("Day {day} · {step}", day=day, step=step).text,
        number=words.number,
    )
