"""Two processes of the bot on one database, as an operator has them by mistake, in a deployment, or as a standby."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.duel import fight


@pytest.mark.timeout(240)
async def test_the_one_that_waits_takes_over_whatever_becomes_of_the_other(tmp_path: Path) -> None:
    waited = await fight(3, tmp_path)
    assert {how: len(seconds) for how, seconds in waited.items()} == {"killed": 3, "stopped": 3, "frozen": 3}
