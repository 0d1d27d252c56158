from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.kills import endure


@pytest.mark.timeout(300)
async def test_fifty_kills_cost_the_learners_nothing(tmp_path: Path) -> None:
    figures = await endure(50, tmp_path)
    assert figures.kills.total() == 50
    assert all(learner.arrivals for learner in figures.learners)
    assert sum(len(learner.arrivals) for learner in figures.learners) > 100
