"""Every day of the course as it is shipped, walked through from its first step to its closing card."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load_course
from bot.core.course import Course, Demo, Quiz
from bot.playground import Playground
from tests.support.classroom import Classroom

FOLDER = Path(__file__).parents[3] / "lessons" / "chatgpt"
SHIPPED = load_course(FOLDER)


def only(day: int) -> Course:
    """The course while this is the one day that is written."""
    return replace(SHIPPED, days=tuple(d if d.number == day else replace(d, lesson=None) for d in SHIPPED.days))


@pytest.mark.parametrize("right", [True, False], ids=["all right", "all wrong"])
@pytest.mark.parametrize("day", range(1, 29))
async def test_a_day_is_walked_from_its_first_step_to_its_closing_card(
    day: int, right: bool, playground: Playground, tmp_path: Path
) -> None:
    lesson = SHIPPED.lesson(day)
    assert lesson is not None
    classroom = Classroom(playground, only(day), tmp_path / "bot.db")
    await classroom.open()
    classroom.school.folder = FOLDER
    try:
        ada = classroom.learner("Ada")
        await ada.says("/start")
        await ada.taps(f"Begin Day {day}")
        for number, step in enumerate(lesson.steps, start=1):
            await ada.sees(f"Day {day} of 28 · {number}/{len(lesson.steps)}\n")
            if isinstance(step, Quiz):
                wrong = next(option.id for option in step.options if option.id != step.answer)
                await ada.taps(step.answer if right else wrong)
                await ada.sees("Right." if right else f"Not quite: the answer is {step.answer}.")
            if isinstance(step, Demo):
                await ada.watches()
            if number < len(lesson.steps):
                await ada.taps("Continue")
        assert sum(message.photo is not None for message in ada.person.messages) == len(lesson.media)
        await ada.sees(f"Day {day} Complete", f"Score: {len(lesson.quizzes) if right else 0} of {len(lesson.quizzes)}")
    finally:
        await classroom.close()
    assert [call.description for call in playground.calls if call.status >= 400] == []
