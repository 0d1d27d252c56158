"""Charts of how the course does, drawn by matplotlib in its own sans serif, upright for a phone.

matplotlib takes 0.4 s and 43 MB to import, so that is left to the first chart. Only its objects are used, never
pyplot, which keeps figures in a place of its own and belongs to one thread.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.core.statistics import QuestionFigures, questions, stops
from bot.flows.admin.statistics import Statistics
from bot.pictures.palette import BLUE, FAINT, GOLD, GREEN, GROUND, SOFT, SURFACE, TEXT, VIOLET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_STOPS = 10
MOST_QUESTIONS = 8
STREAKS = {"1": range(1, 2), "2–3": range(2, 4), "4–6": range(4, 7), "7–13": range(7, 14), "14–27": range(14, 28)}
"""The lengths of streaks that are counted together; longer ones are `28+`."""

_WIDTH, _HEIGHT, _DPI = 3.9, 5.4, 270  # inches: about as large as on a phone, so that sizes of type are true
_MOST_BARS = 62  # dates with a bar each; further back, weeks have one
_STYLE: Any = {
    "figure.facecolor": GROUND, "axes.facecolor": GROUND, "axes.edgecolor": FAINT, "axes.titlecolor": TEXT,
    "axes.labelcolor": SOFT, "xtick.color": SOFT, "ytick.color": SOFT, "text.color": TEXT, "legend.labelcolor": SOFT,
    "font.size": 8, "axes.titlesize": 9.5, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
    "axes.axisbelow": True, "grid.color": SURFACE, "xtick.major.size": 0, "ytick.major.size": 0,
    "legend.frameon": False, "legend.fontsize": 8, "font.family": "DejaVu Sans",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChartLabels:
    """The words of the charts: titles, what bars stand for, and how to write a date, a step of a day and a number."""

    finished_each_day: str
    finished_each_week: str
    lessons: str
    reviews: str
    days: str
    opened: str
    finished: str
    streaks: str
    stops: str
    questions: str
    nothing: str
    on: Callable[[date], str]
    step: Callable[[int, str], str]
    number: Callable[[float], str]


def people_chart(statistics: Statistics, labels: ChartLabels) -> bytes:
    """What is finished, date by date and day by day of the course, and how long streaks are; as PNG."""
    return _drawn(statistics, labels, [_draw_dates, _draw_days, _draw_streaks])


def lessons_chart(statistics: Statistics, labels: ChartLabels) -> bytes:
    """Where learners stop, and which questions are hardest; as PNG."""
    return _drawn(statistics, labels, [_draw_stops, _draw_questions])


def streak_groups(lengths: Counter[int]) -> dict[str, int]:
    """How many streaks there are of the lengths that are counted together."""
    groups = {name: sum(lengths[length] for length in among) for name, among in STREAKS.items()}
    return {**groups, "28+": lengths.total() - sum(groups.values())}


def _drawn(
    statistics: Statistics, labels: ChartLabels, panels: list[Callable[[Axes, Statistics, ChartLabels], None]]
) -> bytes:
    from matplotlib import rc_context  # noqa: PLC0415 -- see above
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    with rc_context(_STYLE):
        layout = ConstrainedLayoutEngine(h_pad=0.1, w_pad=0.1)
        figure = Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DPI, layout=layout)
        FigureCanvasAgg(figure)
        for axes, draw in zip(figure.subplots(len(panels)).flat, panels, strict=True):
            draw(axes, statistics, labels)
        picture = io.BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue()


def _draw_dates(axes: Axes, statistics: Statistics, labels: ChartLabels) -> None:
    completed = statistics.figures.completed
    since = statistics.period.since(statistics.today_on)
    first_on = since or min((on for _, on in completed), default=statistics.today_on)
    step = 1 if (statistics.today_on - first_on).days < _MOST_BARS else 7
    count = (statistics.today_on - first_on).days // step + 1
    starts = [statistics.today_on - timedelta(days=step * back - 1) for back in range(count, 0, -1)]
    lessons, reviews = ([_sum_of(completed, kind, start, step) for start in starts] for kind in ("lesson", "review"))
    axes.set_title(labels.finished_each_day if step == 1 else labels.finished_each_week)
    axes.bar(range(len(starts)), lessons, color=GREEN, label=labels.lessons)
    axes.bar(range(len(starts)), reviews, bottom=lessons, color=VIOLET, label=labels.reviews)
    shown = range(len(starts) - 1, -1, -max(1, -(-len(starts) // 5)))
    axes.set_xticks(list(shown), [labels.on(starts[index]) for index in shown])
    _finish(axes, labels, is_empty=not any(lessons + reviews), legend=True)


def _draw_days(axes: Axes, statistics: Statistics, labels: ChartLabels) -> None:
    days = [day.number for day in statistics.course.days]
    opened = [statistics.figures.opened[day] for day in days]
    finished = [statistics.figures.finished[day] for day in days]
    axes.set_title(labels.days)
    axes.bar(days, opened, color=FAINT, width=0.85, label=labels.opened)
    axes.bar(days, finished, color=GREEN, width=0.55, label=labels.finished)
    axes.set_xticks([day for day in days if day in {1, len(days)} or (day % 7 == 0 and len(days) - day > 1)])
    _finish(axes, labels, is_empty=not any(opened + finished), legend=True)


def _draw_streaks(axes: Axes, statistics: Statistics, labels: ChartLabels) -> None:
    groups = streak_groups(statistics.figures.streaks)
    axes.set_title(labels.streaks)
    bars = axes.bar(list(groups), list(groups.values()), color=GOLD, width=0.6)
    axes.bar_label(bars, fmt=labels.number, color=TEXT, padding=2)
    _finish(axes, labels, is_empty=not any(groups.values()))


def _draw_stops(axes: Axes, statistics: Statistics, labels: ChartLabels) -> None:
    found = stops(statistics.figures, statistics.course)
    most = sorted(sorted(found, key=lambda stop: -stop[2])[:MOST_STOPS], key=found.index)
    axes.set_title(labels.stops)
    bars = axes.barh([labels.step(day, step) for day, step, _ in most], [each[2] for each in most], color=BLUE)
    axes.bar_label(bars, fmt=labels.number, color=TEXT, padding=3)
    _lay(axes, nothing="" if most else labels.nothing)


def _draw_questions(axes: Axes, statistics: Statistics, labels: ChartLabels) -> None:
    ranked = questions(statistics.figures, statistics.course)
    hardest = ([each for each in ranked if each.is_told_apart] or ranked)[:MOST_QUESTIONS]
    axes.set_title(labels.questions)
    for row, question in enumerate(hardest):
        start = 0.0
        for option, count in question.options.items():
            share = 100 * count / question.given
            colour = GREEN if is_answer(question, option) else SURFACE
            axes.barh(row, share, left=start, color=colour, edgecolor=GROUND, linewidth=1.5, height=0.75)
            if share >= 12:
                ink = GROUND if colour == GREEN else TEXT
                axes.text(start + share / 2, row, f"{option} {share:.0f}", ha="center", va="center", color=ink)
            start += share
    axes.set_yticks(range(len(hardest)), [_asked(each, labels) for each in hardest])
    axes.set_xlim(0, 100)
    _lay(axes, nothing="" if hardest else labels.nothing)


def _asked(question: QuestionFigures, labels: ChartLabels) -> str:
    """Which question it is, and its right option where nobody chose that, which has no bar."""
    name = labels.step(question.day, question.question)
    answer = question.quiz.answer if question.quiz else ""
    return f"{name}\n✓ {answer} 0" if answer and not question.options.get(answer) else name


def is_answer(question: QuestionFigures, option: str) -> bool:
    """Whether this is the right option, as far as the question is still in the course."""
    return question.quiz is not None and question.quiz.answer == option


def _finish(axes: Axes, labels: ChartLabels, *, is_empty: bool, legend: bool = False) -> None:
    """Whole numbers from nought up, a grid, and the legend in one line above; of nothing, a word that says so."""
    if is_empty:
        title = axes.get_title(loc="left")
        axes.clear()
        axes.set_title(title)
        _lay(axes, nothing=labels.nothing)
        return
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415

    axes.grid(visible=True, axis="y")
    axes.set_ylim(0, max(1, axes.get_ylim()[1]) * 1.1)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.number(value)))
    if legend:
        options: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1.02, 0.97), "ncols": 2}
        axes.legend(borderpad=0, handlelength=1, columnspacing=1, **options)


def _lay(axes: Axes, *, nothing: str) -> None:
    """Lying bars: the first on top, no scale below, since each says its own figure. `nothing` is said without any."""
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    if nothing:
        axes.set_yticks([])
        axes.text(0.5, 0.5, nothing, transform=axes.transAxes, ha="center", va="center", color=SOFT)


def _sum_of(completed: Counter[tuple[str, date]], kind: str, start: date, days: int) -> int:
    return sum(completed[kind, start + timedelta(days=each)] for each in range(days))
