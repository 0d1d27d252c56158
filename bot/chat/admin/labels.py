"""The words in the charts of /stats."""

from __future__ import annotations

from bot.pictures.charts import ChartLabels


def chart_labels() -> ChartLabels:
    """What stands in the charts."""
    return ChartLabels(
        finished_each_day="Finished each day",
        finished_each_week="Finished each week",
        lessons="Lessons",
        reviews="Reviews",
        days="Days of the course",
        opened="Opened",
        finished="Finished",
        streaks="Streaks now, in days",
        stops="Where they stop",
        questions="Hardest questions, in %",
        nothing="Nothing yet",
        on=lambda on: f"{on.day} {on:%b}",
        step=lambda day, step: f"Day {day} · {step}",
        number=lambda number: f"{number:,.0f}",
    )
