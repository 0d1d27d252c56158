"""Whom a broadcast may be for, each choice a class."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import get_args

import pytest

from bot.core.audience import (
    CHOICES,
    SIMPLE,
    Active,
    AtDay,
    Audience,
    Everyone,
    FromDay,
    InLanguage,
    Listed,
    TodayOpen,
    is_possible,
)


def test_every_choice_is_kept_under_a_slug_of_its_own() -> None:
    assert len(CHOICES) == len(get_args(Audience))
    assert [slug for slug in CHOICES if not re.fullmatch(r"[a-z0-9_]+", slug)] == []


def test_what_is_kept_stays_readable() -> None:
    kept = {
        "everyone": Everyone,
        "active": Active,
        "not_finished_today": TodayOpen,
        "at_day": AtDay,
        "from_day": FromDay,
        "language": InLanguage,
        "listed": Listed,
    }
    assert kept.items() <= CHOICES.items()


def test_every_choice_that_needs_no_more_to_be_said_has_a_name() -> None:
    assert {type(each) for each in SIMPLE.values()} == {each for each in CHOICES.values() if not fields(each)}


def test_buttons_of_old_still_name_their_choices() -> None:
    assert {"everyone": Everyone(), "active": Active(), "open": TodayOpen()}.items() <= SIMPLE.items()


@pytest.mark.parametrize(
    ("audience", "possible"),
    [
        (Everyone(), True),
        (Listed(unknown=3), True),
        (AtDay(0), False),
        (AtDay(1), True),
        (AtDay(28), True),
        (AtDay(29), False),
        (FromDay(28), True),
        (FromDay(29), False),
        (InLanguage("de"), True),
        (InLanguage("DE"), False),
        (InLanguage("d"), False),
        (InLanguage("ditschuhu"), False),
        (InLanguage("dä"), False),
        (InLanguage("%"), False),
        (InLanguage(""), False),
    ],
)
def test_a_day_is_one_of_the_course_and_a_language_goes_by_its_code(audience: Audience, possible: bool) -> None:
    assert is_possible(audience, 28) is possible
