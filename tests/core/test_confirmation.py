"""Confirmations: what proves that a question was asked, and how long it is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.confirmation import CONFIRM_FOR, confirmation_code, is_code, is_open, secret_of

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TOKEN = "123456789:" + "A" * 35
SECRET = secret_of(TOKEN)


def test_a_code_holds_for_one_token_one_question_and_one_moment() -> None:
    code = confirmation_code(SECRET, "launch 7", NOW)
    assert is_code(code, secret_of(TOKEN), "launch 7", NOW)
    assert not is_code(code, secret_of(TOKEN + "A"), "launch 7", NOW)
    assert not is_code(code, SECRET, "launch 8", NOW)
    assert not is_code(code, SECRET, "launch 7", NOW + timedelta(microseconds=1))
    assert not any(is_code(forged, SECRET, "launch 7", NOW) for forged in ("", code[:-1], code.upper(), "ü" * 16))


def test_the_token_cannot_be_told_from_its_secret() -> None:
    assert TOKEN.encode() not in SECRET
    assert len(SECRET) == len(secret_of("")) == 32


@pytest.mark.parametrize(
    ("waits_for", "open_still"),
    [
        (timedelta(0), True),
        (CONFIRM_FOR - timedelta(microseconds=1), True),
        (CONFIRM_FOR, False),
        (timedelta(seconds=-1), False),
    ],
)
def test_a_question_is_open_for_ten_minutes(waits_for: timedelta, open_still: bool) -> None:
    assert is_open(NOW, NOW + waits_for) is open_still
