"""A learner's progress, made up from the days they had."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from bot.core.streak import Completion, CompletionKind, streak
from bot.flows.enrolment import Score
from bot.flows.progress import Mark, Progress
from tests.support.course import a_course_of

WEDNESDAY = date(2026, 3, 11)


def a_progress(
    lived: str, *, of: int = 28, more_days: int = 0, neutral: Collection[int] = (), coming: int = 0
) -> Progress:
    """What is known after days that brought so many lessons each (`1102`), the last of them today, or `more_days` ago.
    The last `coming` days of the course are not written yet.
    """
    completions: list[Completion] = []
    for index, lessons in enumerate(lived):
        on = WEDNESDAY + timedelta(days=index)
        completions += [
            Completion(on, CompletionKind.LESSON, str(len(completions) + each)) for each in range(int(lessons))
        ]
    done = len(completions)
    today_on = WEDNESDAY + timedelta(days=max(len(lived) - 1, 0) + more_days)
    marks = tuple(
        (
            day,
            Mark.DONE if day.number <= done else Mark.COMING if day.number > of - coming else
            Mark.OPEN if day.number == done + 1 else Mark.READY,
        )
        for day in a_course_of(of).days
    )  # fmt: skip
    neutral_on = [WEDNESDAY + timedelta(days=index) for index in neutral]
    over_on = completions[-1].learning_on if completions and done >= of else None
    return Progress(
        a_course_of(of), marks, Score(3 * done, 4 * done), streak(completions, today_on, neutral_on), over_on
    )
