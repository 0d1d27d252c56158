"""No cell that somebody else can fill is a formula."""

from __future__ import annotations

import ast
import csv
import io
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

import bot.exports
from bot.chat.broadcasts.phrases import reason_words
from bot.core.delivery import Delivery, Receipt
from bot.exports.cells import cells
from bot.exports.recipients import outcome_file
from bot.exports.roster import roster_file
from bot.flows.school import School
from bot.store.roster import RosterLine
from bot.words import words_in
from tests.support.clock import MovableClock
from tests.support.newsroom import Newsroom

EVIL = '=HYPERLINK("http://example.org")'
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", [EVIL, "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_a_text_that_would_be_carried_out_is_a_text(text: str) -> None:
    assert cells([text]) == [f"'{text}"]


def test_numbers_and_other_words_stay_as_they_are() -> None:
    assert cells([-5, None, "pt-br", "", "a=b", 1.5]) == [-5, None, "pt-br", "", "a=b", 1.5]


async def test_what_telegram_says_of_a_recipient_is_a_text(school: School, clock: MovableClock) -> None:
    newsroom = Newsroom(school, clock)
    await newsroom.enrol([1])
    broadcast = await newsroom.launches(await newsroom.drafts())
    await newsroom.settles(await newsroom.takes(), Receipt(Delivery.FAILED, reason=EVIL))
    content = await outcome_file(school, broadcast, partial(reason_words, words_in(None)))
    assert [line["reason"] for line in csv.DictReader(io.StringIO(content.decode()))] == [f"'{EVIL}"]


def test_a_language_that_was_made_up_is_a_text_in_the_roster(tmp_path: Path) -> None:
    with roster_file(tmp_path / "learners.csv") as add:
        add([RosterLine(1, "UTC", EVIL, NOW, None, None, None, 0, 0, 0)])
    (line,) = csv.DictReader((tmp_path / "learners.csv").read_text().splitlines())
    assert line["language"] == f"'{EVIL}"


def test_every_file_for_a_spreadsheet_minds_its_cells() -> None:
    for file in Path(bot.exports.__path__[0]).glob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Name)}
        assert "csv" not in names or "cells" in names, file
