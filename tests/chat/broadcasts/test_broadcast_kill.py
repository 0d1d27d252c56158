from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.broadcast_kills import endure


@pytest.mark.timeout(120)
async def test_three_kills_in_a_broadcast_send_nothing_twice_and_lose_nothing(tmp_path: Path) -> None:
    figures = await endure(3, 2_000, tmp_path)
    assert figures.kills == 3
    assert figures.states["sent"] > 1_000
