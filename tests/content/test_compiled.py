"""The course that is kept for the next start: the same course, or none."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import CourseError, check, compiled, load_course, load_single_day, loading
from bot.content.compiled import keep_compiled, load_compiled
from bot.core.course import Course
from tests.support.course import COURSE as ANOTHER_COURSE

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


def keep_another_course(folder: Path, kept: Path) -> None:
    """Have the file say something else than the folder, so that one can see which of them was read."""
    state = compiled.state_of(folder)
    assert state is not None
    keep_compiled(kept, state, ANOTHER_COURSE)


def test_what_was_kept_is_the_course_itself(folder: Path, kept: Path) -> None:
    read = load_course(folder, kept)
    assert is_kept(kept, folder)
    assert load_course(folder, kept) == read == load_course(folder)


def test_a_start_reads_the_kept_course_and_imports_nothing_that_reads_another(folder: Path, kept: Path) -> None:
    keep_another_course(folder, kept)
    script = (
        "import sys, bot.bootstrap; from bot.content import load_course; from pathlib import Path\n"
        "print(load_course(Path(sys.argv[1]), Path(sys.argv[2])).title)\n"
        "print(sorted({'pydantic', 'yaml', 'markdown_it', 'bot.content.forms'} & set(sys.modules)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script, folder, kept], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    assert printed.splitlines() == [ANOTHER_COURSE.title, "[]"]


def test_who_judges_the_files_reads_them(folder: Path, kept: Path) -> None:
    keep_another_course(folder, kept)
    assert load_course(folder).title == load_single_day(folder / "day-11.yaml").title == "ChatGPT Course"
    (folder / "day-11.yaml").write_text("day: 12\n", encoding="utf-8")
    assert check(folder)


def test_nobody_else_may_read_it(folder: Path, kept: Path) -> None:
    load_course(folder, kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_a_change_of_any_file_of_a_course_is_noticed(example: Path) -> None:
    for file in sorted(example.iterdir()):
        before = compiled.state_of(example)
        file.write_bytes(file.read_bytes() + b"\n")
        assert compiled.state_of(example) != before, file


@pytest.mark.parametrize("name", ["day-01.yaml", "course.yaml", "reminders.yaml"])
def test_a_changed_file_is_read_anew(folder: Path, kept: Path, name: str) -> None:
    load_course(folder, kept)
    (folder / name).write_text((folder / name).read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert not is_kept(kept, folder)
    load_course(folder, kept)
    assert is_kept(kept, folder)


def change_a_word_and_nothing_else(folder: Path) -> None:
    file = folder / "course.yaml"
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_text(file.read_text("utf-8").replace("ChatGPT Course", "ChatGPT COURSE"), encoding="utf-8")
    os.utime(file, ns=times)


def read_a_day_through_a_link(folder: Path) -> None:
    (folder / "day-11.yaml").rename(folder / "eleven")
    (folder / "day-11.yaml").symlink_to("eleven")


@pytest.mark.parametrize(
    "change",
    [
        change_a_word_and_nothing_else,
        read_a_day_through_a_link,
        lambda folder: (folder / "day-11.yaml").rename(folder / "day-11.yml"),
        lambda folder: (folder / "reminders.yaml").unlink(),
    ],
    ids=["a word", "a link", "another name", "no wordings"],
)
def test_after_any_change_the_files_are_read(folder: Path, kept: Path, change: Callable[[Path], object]) -> None:
    keep_another_course(folder, kept)
    change(folder)
    course = load_course(folder, kept)
    assert course == load_course(folder) != ANOTHER_COURSE
    assert is_kept(kept, folder)


def test_a_course_that_is_saved_while_it_is_read_is_not_kept(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_slowly(folder: Path) -> Course:
        course = read(folder)
        change_a_word_and_nothing_else(folder)
        return course

    read = loading._read_course
    monkeypatch.setattr(loading, "_read_course", read_slowly)
    assert load_course(folder, kept).title == "ChatGPT Course"
    assert not kept.exists()
    monkeypatch.undo()
    assert load_course(folder, kept).title == "ChatGPT COURSE"


def test_a_day_that_goes_is_gone(folder: Path, kept: Path) -> None:
    load_course(folder, kept)
    (folder / "day-28.yaml").unlink()
    assert load_course(folder, kept).lesson(28) is None


def test_a_course_with_a_problem_is_refused_however_good_the_kept_one_is(folder: Path, kept: Path) -> None:
    load_course(folder, kept)
    (folder / "day-05.yaml").write_text("day: 5\nsteps: []\n", encoding="utf-8")
    with pytest.raises(CourseError):
        load_course(folder, kept)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "day-11.yaml").write_text("day: 12\n", encoding="utf-8"),
        lambda folder: (folder / "day-29.yaml").write_bytes(b"#" * 300_000),
        lambda folder: (folder / "day-29.yaml").mkdir(),
        lambda folder: (folder / "day-29.yaml").symlink_to("/nowhere"),
        lambda folder: (folder / "notes.yaml").touch(),
        lambda folder: (folder / os.fsdecode(b"n\xffte.yaml")).touch(),
    ],
    ids=["a flaw", "a file too large", "a folder", "a link to nowhere", "a file too many", "a name that is no text"],
)
def test_a_course_with_problems_is_refused_whatever_was_kept(
    folder: Path, kept: Path, spoil: Callable[[Path], object]
) -> None:
    keep_another_course(folder, kept)
    before = kept.read_bytes()
    spoil(folder)
    with pytest.raises(CourseError):
        load_course(folder, kept)
    assert kept.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_keeps_no_start_waiting(folder: Path, kept: Path) -> None:
    keep_another_course(folder, kept)
    os.mkfifo(folder / "day-29.yaml")
    with pytest.raises(CourseError, match="there is no such file"):
        load_course(folder, kept)


def test_other_code_reads_it_anew(folder: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {path.name for path in compiled._code()}
    assert {"forms.py", "markdown.py", "compiled.py", "course.py", "richtext.py", "wordings.py"} <= names
    keep_another_course(folder, kept)
    code = tmp_path / "forms.py"
    code.write_text("# another form\n", encoding="utf-8")
    monkeypatch.setattr(compiled, "_code", lambda: [code])
    assert load_course(folder, kept) != ANOTHER_COURSE


@pytest.mark.parametrize("libraries", [("pytest",), ("no such library",)], ids=["another", "one that nobody can tell"])
def test_other_libraries_read_it_anew(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, libraries: tuple[str, ...]
) -> None:
    keep_another_course(folder, kept)
    monkeypatch.setattr(compiled, "_LIBRARIES", libraries)
    assert load_course(folder, kept) == load_course(folder) != ANOTHER_COURSE


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


@given(data=st.data())
def test_a_file_that_is_damaged_anywhere_counts_for_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file, state = tmp_path_factory.mktemp("kept") / "course", b"state".ljust(32)
    keep_compiled(file, state, ANOTHER_COURSE)
    whole = file.read_bytes()
    assert load_compiled(file, state) == ANOTHER_COURSE
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytes([whole[at] ^ 0xFF])
    damaged = data.draw(
        st.sampled_from([whole[:at], whole[:at] + bytes(len(whole) - at), whole[:at] + flipped + whole[at + 1 :]])
    )
    file.write_bytes(damaged)
    assert load_compiled(file, state) is None


def test_nobody_else_may_read_it_whatever_was_there_before(folder: Path, kept: Path) -> None:
    kept.parent.mkdir()
    for left_behind in (kept, kept.with_name("bot.db.course.new")):
        left_behind.write_text("half of a cour")
        left_behind.chmod(0o666)
    before = os.umask(0)
    try:
        course = load_course(folder, kept)
    finally:
        os.umask(before)
    assert [path.name for path in kept.parent.iterdir()] == ["bot.db.course"]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert load_course(folder, kept) == course


def test_what_no_course_is_made_of_is_not_kept(kept: Path) -> None:
    with pytest.raises(TypeError, match="no part of a course"):
        keep_compiled(kept, b"", Course("T", ((1.5,),)))  # type: ignore[arg-type]
