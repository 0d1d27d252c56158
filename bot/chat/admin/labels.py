"""The words in the charts of /stats."""

from __future__ import annotations

from bot.core.course import Course, words_of
from bot.pictures.charts import ChartLabels
from bot.words import DateForm, Words

_NAME = 18  # characters of a step's name, beside a chart


def step_name(course: Course, day: int, step_id: str, length: int) -> str:
    """What a step is about, in so many characters; its id where it has left the course."""
    lesson = course.lesson(day)
    index = lesson.index_of(step_id) if lesson else None
    name = words_of(lesson.steps[index]) if lesson and index is not None else step_id
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def chart_labels(words: Words, course: Course) -> ChartLabels:
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
        # Translators: a step of a day of the course, by what it is about.
        step=lambda day, step: words.text("Day {day} · {step}", day=day, step=step_name(course, day, step, _NAME)).text,
        number=words.number,
    )
