"""What the terminal tells operators: figures and lists, also beside a bot at work."""

from __future__ import annotations

import asyncio
import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.flows.school import School
from bot.store.engine.sqlite import open_file, open_file_to_read
from bot.store.migrations import OlderDatabaseError
from tests.support.clock import MovableClock
from tests.support.command_line import ROOT, run_to_its_end
from tests.support.course import COURSE
from tests.support.pupil import Pupil


@pytest.fixture
async def taught(tmp_path: Path, clock: MovableClock) -> School:
    """Ada has finished a lesson and Noor has stopped in it, some while ago; the bot is still at work."""
    database = await open_file(tmp_path / "bot.db")
    school = School(COURSE, database, clock, "UTC", "the bot", secret=b"a secret")
    await Pupil(school, 1).reaches("end")
    await Pupil(school, 2).reaches("check-1")
    await database.close()
    return school


@pytest.mark.usefixtures("taught")
async def test_stats_tells_the_figures_in_words(tmp_path: Path) -> None:
    code, printed, complained = await run_to_its_end(tmp_path, "stats", "--days", "all")
    assert (code, complained) == (0, "")
    assert "👥 2 learners · 2 joined · 0 left" in printed
    assert "Day 2 · check-1: 1" in printed


@pytest.mark.usefixtures("taught")
async def test_stats_tells_the_figures_to_programs(tmp_path: Path) -> None:
    code, printed, _ = await run_to_its_end(tmp_path, "stats", "--days", "all", "--json")
    told = json.loads(printed)
    assert code == 0
    assert told["since"] is None
    assert {"figure": "opened", "day": 2, "what": None, "option": None, "count": 2} in told["figures"]


@pytest.mark.usefixtures("taught")
async def test_learners_are_listed_in_a_file_that_only_its_owner_may_read(tmp_path: Path) -> None:
    code, printed, complained = await run_to_its_end(tmp_path, "learners", "export", "learners.csv")
    assert (code, printed, complained) == (0, "learners.csv: 2 learners\n", "")
    file = tmp_path / "learners.csv"
    header, *_ = file.read_text().splitlines()
    assert header == "id,zone,language,joined_at,latest_at,blocked_at,open_day,days_done,given,right"
    lines = list(csv.DictReader(file.read_text().splitlines()))
    assert [(line["id"], line["days_done"], line["given"], line["right"]) for line in lines] == [
        ("1", "1", "2", "2"),
        ("2", "0", "0", "0"),
    ]
    assert lines[0]["joined_at"] == "2026-03-10T09:00:00+00:00"
    assert file.stat().st_mode & 0o777 == 0o600
    assert await run_to_its_end(tmp_path, "learners", "export", "learners.csv", "--json") == (
        0,
        '{"file": "learners.csv", "learners": 2}\n',
        "",
    )


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("stats",), 1, "There is no database at"),
        (("learners", "export", "learners.csv"), 1, "There is no database at"),
        (("learners", "export", "nowhere/learners.csv"), 1, "nowhere: there is no such folder"),
        (("stats", "--days", "9"), 2, "invalid choice"),
        (("learners",), 2, "usage:"),
    ],
)
async def test_what_cannot_be_told_is_said_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    ended, printed, complained = await run_to_its_end(tmp_path, *arguments)
    assert (ended, printed) == (code, "")
    assert complaint in complained
    assert "Traceback" not in complained
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 -- nothing else is waiting


async def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_text("Dear diary, " * 100)
    code, _, complained = await run_to_its_end(tmp_path, "stats")
    assert code == 1
    assert "cannot be used" in complained
    assert "Traceback" not in complained


async def test_the_tables_of_an_older_version_are_left_as_they_are(taught: School, tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    database = await open_file(file)
    await database.transact(lambda transaction: transaction._connection.execute("PRAGMA user_version = 1"))
    await database.close()
    before = file.read_bytes()
    with pytest.raises(OlderDatabaseError):
        await open_file_to_read(file)
    assert file.read_bytes() == before


async def test_reading_beside_a_writer_sees_what_is_committed_and_changes_nothing(
    tmp_path: Path, clock: MovableClock
) -> None:
    writer = await open_file(tmp_path / "bot.db")
    school = School(COURSE, writer, clock, "UTC", "the bot", secret=b"a secret")
    for learner_id in (1, 2):
        teaching = asyncio.create_task(Pupil(school, learner_id).reaches("end"))
        code, printed, complained = await run_to_its_end(tmp_path, "learners", "export", "learners.csv", "--json")
        assert (code, complained) == (0, "")
        await teaching
    code, printed, _ = await run_to_its_end(tmp_path, "learners", "export", "learners.csv", "--json")
    assert json.loads(printed)["learners"] == 2
    reader = await open_file_to_read(tmp_path / "bot.db")
    with pytest.raises(Exception, match="readonly"):
        await Pupil(School(COURSE, reader, clock, "UTC", "a reader", secret=b"a secret"), 3).opens(2)
    await reader.close()
    await writer.close()


def test_no_start_of_the_bot_waits_for_matplotlib() -> None:
    script = "import sys, bot.bootstrap; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run((sys.executable, "-c", script), cwd=ROOT, check=False).returncode == 0
