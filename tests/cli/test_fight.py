"""Two processes of the bot that fight for one database under load."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fight import fight


@pytest.mark.timeout(300)
async def test_whatever_becomes_of_either_nothing_is_lost_doubled_or_skipped(tmp_path: Path) -> None:
    figures = await fight(15, tmp_path, seed=7)
    assert "reminders sent" in figures
    assert "copies sent" in figures
    assert "commands answered 1 times" in figures
