from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content import load_course
from bot.core.course import Quiz, Reading
from tests.support.kills import COURSE, endure
from tests.support.media import png


@pytest.mark.timeout(300)
async def test_fifty_kills_cost_the_learners_nothing(tmp_path: Path) -> None:
    figures = await endure(50, tmp_path)
    assert figures.kills.total() == 50
    assert all(learner.arrivals for learner in figures.learners)
    assert sum(len(learner.arrivals) for learner in figures.learners) > 100


@pytest.mark.timeout(300)
async def test_twenty_kills_amid_pictures_cost_them_nothing_either(tmp_path: Path) -> None:
    course = shutil.copytree(COURSE, tmp_path / "course")
    (course / "a.png").write_bytes(png())
    text = (course / "day-11.yaml").read_text(encoding="utf-8")
    for step in ("intro", "sora-2", "kc1", "cameos", "stitching", "final"):
        shown = f"  - id: {step}\n    picture: a.png\n    alt: A square.\n"
        text = text.replace(f"  - id: {step}\n", shown)
    longer = "id: sora-2\n    picture: a.png\n    alt: A square.\n    text: |\n"
    text = text.replace(longer, f"{longer}      {'And so on. ' * 50}\n\n")
    (course / "day-11.yaml").write_text(text, encoding="utf-8")
    lesson = load_course(course).lesson(11)
    assert lesson
    steps = [step for step in lesson.steps if isinstance(step, Reading | Quiz) and step.media]
    assert {step.media_apart for step in steps} == {True, False}
    figures = await endure(20, tmp_path, course)
    assert figures.kills.total() == 20
    assert any(arrival.message.photo for learner in figures.learners for arrival in learner.arrivals)
