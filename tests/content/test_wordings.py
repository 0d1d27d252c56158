"""What `check` says about reminders.yaml, and what the course makes of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.content import CourseError, check, load_course
from bot.core.reminders import WORDED, ReminderKind
from bot.core.wordings import ALWAYS, REST_FOR, Conditions

LESSONS = Path(__file__).parents[2] / "lessons" / "chatgpt"
COURSE = "title: T\nlength: 2\ndays: {}\n"
SHORT = {"daily": "dy", "at_risk": "ar", "farewell": "fw", "day_14": "df", "day_30": "dt", "snoozed": "sd"}
KINDS = "".join(
    f"{kind}:\n" + "".join(f"  - {{id: {short}-{n}, text: Hello.}}\n" for n in range(8))
    for kind, short in SHORT.items()
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "course.yaml").write_text(COURSE)
    return tmp_path


def problems(folder: Path, text: str) -> list[str]:
    (folder / "reminders.yaml").write_text(text, encoding="utf-8")
    return [f"{each.line}:{each.column} {each.message}" for each in check(folder / "reminders.yaml")]


def test_a_course_without_the_file_has_no_words_of_its_own(folder: Path) -> None:
    assert load_course(folder).wordings == ()


def test_the_wordings_become_part_of_the_course(folder: Path) -> None:
    only = "only: {streak_at_least: 2, weekdays: [monday, sunday], lesson: begun}"
    assert problems(folder, KINDS.replace("daily:\n", f"daily:\n  - {{id: own, text: Hi., {only}}}\n")) == []
    wordings = {each.id: each for each in load_course(folder).wordings}
    assert len(wordings) == 8 * len(WORDED) + 1
    assert wordings["own"].only == Conditions(streak_at_least=2, weekdays=frozenset({0, 6}), lesson="begun")
    assert wordings["dy-0"].only == ALWAYS


BROKEN = {
    "no such fact": ("dy-0, text: Hello.", "dy-0, text: 'Hello {name}.'", ["{name} cannot be filled in"]),
    "a brace alone": ("dy-0, text: Hello.", "dy-0, text: 'Hello {day.'", ["{ cannot be filled in"]),
    "no such condition": ("ar-0, text: Hello.", "x, text: Hi., only: {streek: 1}", ["the key `streek` is unknown"]),
    "no such weekday": (
        "dt-0, text: Hello.",
        "dt-0, text: Hi., only: {weekdays: [mon]}",
        ["`weekdays` is to be one of 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday' or 'sunday'"],
    ),
    "the same id in another kind": ("sd-3,", "dy-3,", ["the id `dy-3` is given twice"]),
    "too few to last a week": (
        "dy-7, text: Hello.",
        "dy-7, text: Hi., only: {lesson: new}",
        [f"{REST_FOR} of `daily` fit without conditions; 8 have to"],
    ),
    "no such kind": ("farewell:", "farewel:", ["`farewell` is missing", "the key `farewel` is unknown"]),
}


@pytest.mark.parametrize(("good", "bad", "expected"), BROKEN.values(), ids=BROKEN)
def test_every_problem_is_told(folder: Path, good: str, bad: str, expected: list[str]) -> None:
    assert good in KINDS
    found = problems(folder, KINDS.replace(good, bad))
    assert [each.partition(" ")[2] for each in found] == expected
    with pytest.raises(CourseError):
        load_course(folder)


def test_the_place_of_a_problem_is_that_of_the_word(folder: Path) -> None:
    assert problems(folder, KINDS.replace("dy-1, text: Hello.", "dy-1, text: 'Hello {name}.'"))[0].startswith("3:22 ")


def test_the_course_that_is_here_can_remind_in_many_words() -> None:
    kinds = Counter(each.kind for each in load_course(LESSONS).wordings)
    assert kinds.keys() == set(WORDED)
    assert kinds[ReminderKind.DAILY] >= 12
    assert min(kinds.values()) >= 2


@pytest.mark.parametrize("word", ["!", "miss", "lose", "forgot", "don’t", "sad", "disappoint", "fail"])
def test_nobody_is_made_to_feel_guilty(word: str) -> None:
    assert [each.text for each in load_course(LESSONS).wordings if word in each.text.casefold()] == []
