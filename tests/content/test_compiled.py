"""The course that is kept for the next start: the same course, or none."""

import shutil
import stat
from pathlib import Path

import pytest

from bot.content import CourseError, compiled, load_course
from bot.core.course import Course

LESSONS = Path(__file__).parents[2] / "lessons" / "chatgpt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped course, to be changed at will."""
    return Path(shutil.copytree(LESSONS, tmp_path / "course"))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.db.course"


def is_kept(kept: Path, folder: Path) -> bool:
    """Whether the next start will find the course as it stands in the folder."""
    state = compiled.state_of(folder)
    return state is not None and compiled.load_compiled(kept, state) is not None


def test_what_was_kept_is_the_course_itself(folder: Path, kept: Path) -> None:
    read = load_course(folder, kept)
    assert is_kept(kept, folder)
    assert load_course(folder, kept) == read == load_course(folder)


def test_nobody_else_may_read_it(folder: Path, kept: Path) -> None:
    load_course(folder, kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("name", ["day-01.yaml", "course.yaml", "reminders.yaml"])
def test_a_changed_file_is_read_anew(folder: Path, kept: Path, name: str) -> None:
    load_course(folder, kept)
    (folder / name).write_text((folder / name).read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert not is_kept(kept, folder)
    load_course(folder, kept)
    assert is_kept(kept, folder)


def test_a_day_that_goes_is_gone(folder: Path, kept: Path) -> None:
    load_course(folder, kept)
    (folder / "day-28.yaml").unlink()
    assert load_course(folder, kept).lesson(28) is None


def test_a_course_with_a_problem_is_refused_however_good_the_kept_one_is(folder: Path, kept: Path) -> None:
    load_course(folder, kept)
    (folder / "day-05.yaml").write_text("day: 5\nsteps: []\n", encoding="utf-8")
    with pytest.raises(CourseError):
        load_course(folder, kept)


def test_other_code_or_other_libraries_read_it_anew(folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_course(folder, kept)
    monkeypatch.setattr(compiled, "version", lambda name: f"another {name}")
    assert not is_kept(kept, folder)


@pytest.mark.parametrize("damage", [b"", b"rubbish", None])
def test_a_damaged_one_is_as_good_as_none(folder: Path, kept: Path, damage: bytes | None) -> None:
    read = load_course(folder, kept)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1] + b" " if damage is None else damage)
    assert not is_kept(kept, folder)
    assert load_course(folder, kept) == read
    assert kept.read_bytes() == whole


def test_where_it_cannot_be_kept_the_course_is_there_all_the_same(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("no folder", encoding="utf-8")
    course: Course = load_course(folder, blocked / "bot.db.course")
    assert course == load_course(folder)
