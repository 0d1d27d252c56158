"""What `check` says about files that are not in order: every problem, at its place."""

import os
import re
import time
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import CourseError, Problem, check, load_course, load_single_day, look_at
from bot.content.document import SIZE_LIMIT
from bot.content.fields import MEDIA_KEYS
from bot.content.forms import STEP_KINDS
from bot.core.course import Closing, Step
from bot.core.richtext import RichText
from tests.support.guide import EXAMPLES, GUIDE

LESSONS = Path(__file__).parents[2] / "lessons"
DAY_11 = (LESSONS.parent / "tests" / "courses" / "one-day" / "day-11.yaml").read_text(encoding="utf-8")
HEAD = "day: 11\nsteps:\n"
END = "  - id: end\n    closing: Bye.\n"
COURSE = "title: T\nlength: 28\ndays:\n  11: {title: Eleven}\n"
TODAY = date(2026, 11, 25)
PRACTICE = """\
  - id: p
    practice: Describe your street.
    criteria:
      - id: camera
        asks: It has a camera.
        hint: Add one.
        any_of: [pan, tilt]
    example: A slow pan.
"""
EXTRA = "extra:\n" + PRACTICE.replace("  - id: p", "  id: p").replace("\n  ", "\n")
QUIZ = "  - id: q\n    quiz: What?\n    options:\n      A: one\n      B: two\n    answer: {answer}\n    why: Since.\n"


def step(body: str) -> str:
    return HEAD + body + END


def problems_of(folder: Path, text: str | bytes, name: str = "day-11.yaml") -> list[str]:
    """The problems of one file, one line each, without the path and the hint."""
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [f"{problem.line}:{problem.column} {problem.message}" for problem in check(file)]


BROKEN_FILES = {
    "empty": ("", ["1:1 the file is empty"]),
    "only a comment": ("# soon\n", ["1:1 the file is empty"]),
    "a list": ("- a\n", ["1:1 the file must be “key: value” lines"]),
    "indented with a tab": ("day: 11\n\tsteps: a\n", ["2:1 a tab where YAML wants spaces"]),
    "a colon in a text": (HEAD + "  - id: a\n    text: so: it is\n", ["4:13 a colon where no key can be"]),
    "quotes left open": (HEAD + '  - id: a\n    text: "abc\n', ["4:11 a quoted text that never ends"]),
    "quotes that close in another line": (
        HEAD + '  - id: a\n    text: "abc\n  - id: b\n    text: "def"\n',
        ["4:11 a quoted text that goes on to line 6"],
    ),
    "a text that begins like a block": (
        step("  - id: a\n    text: > 5 or less?\n"),
        ["4:11 a text cannot start with > or | here"],
    ),
    "a line of a text that is not indented": (
        step("  - id: a\n    text: |\n      One.\n\n    Two.\n"),
        ["7:5 a key without its colon"],
    ),
    "a comment that cuts a question": (
        step(QUIZ.format(answer="A").replace("What?", "Which tag, #ai or #ml?")),
        ["4:22 everything after # is a comment"],
    ),
    "a comment that cuts an option": (
        step(QUIZ.format(answer="A").replace("one", "One # two")),
        ["6:14 everything after # is a comment"],
    ),
    "a comment that is all there is": (
        step("  - id: a\n    text: #ai or #ml?\n"),
        ["4:11 everything after # is a comment"],
    ),
    "a comment where a text could go on": (
        step("  - id: a\n    text: Which tag,\n      #ai?\n  - id: b\n    text: |\n        so\n      #hot\n"),
        ["5:7 everything after # is a comment", "9:7 everything after # is a comment"],
    ),
    "a comment behind the sign of a block": (
        step("  - id: a\n    text: | # Ahead\n      b\n"),
        ["4:13 everything after # is a comment"],
    ),
    "a no-break space in the indentation": (
        step(QUIZ.format(answer="A").replace("    why", "\xa0   why")),
        [
            "9:1 `\xa0   why` is no key: a no-break space in it is not the plain one that it looks like",
            "9:1 a no-break space where YAML wants a plain one",
        ],
    ),
    "a no-break space behind a colon": (
        step(QUIZ.format(answer="A").replace("answer: ", "answer:\xa0")),
        ["8:12 a no-break space where YAML wants a plain one"],
    ),
    "a full-width colon": ("day：11\nsteps: []\n", ["1:4 a full-width colon"]),
    "a Cyrillic letter for an option": (
        step(QUIZ.format(answer="A").replace(" A:", " А:")),
        ["6:7 `А` is no key: “А” is a Cyrillic letter that only looks like “A”"],
    ),
    "a Cyrillic letter in a key": (
        step("  - id: a\n    tеxt: b\n"),
        ["4:5 `tеxt` is no key: “е” is a Cyrillic letter that only looks like “e”"],
    ),
    "look-alikes in an answer and an id": (
        step(QUIZ.format(answer="В").replace("id: q", "id: kс1") + "  - id: Ａ\n    text: b\n"),
        [
            "3:9 “с” is a Cyrillic letter that only looks like “c”",
            "8:13 “В” is a Cyrillic letter that only looks like “B”",
            "10:9 “Ａ” is a Fullwidth letter that only looks like “A”",
        ],
    ),
    "a space without width": (step("  - id: a\n    text: a\u200bb\n"), ["4:12 an invisible character, U+200B"]),
    "a text turned round": (step("  - id: a\n    text: a\u202eb\n"), ["4:12 an invisible character, U+202E"]),
    "formatting where none is read": (
        step(
            QUIZ.format(answer="A").replace("one", "The **first**").replace("two", "the `second`")
            + "    title: An *odd* one\n  - id: d\n    demo: D\n    turns:\n"
            + "      - you: Say **why** and `how`\n        chatgpt: So.\n"
        ),
        [
            "6:10 `**first**` is formatting where none is read",
            "7:10 ``second`` is formatting where none is read",
            "10:12 `*odd*` is formatting where none is read",
            "14:14 `**why**` is formatting where none is read",
        ],
    ),
    "too many formats for one message": (
        step(
            QUIZ.format(answer="A").replace("What?", "So, " + "**a** " * 60).replace("Since.", "As, " + "**b** " * 40)
        ),
        ["9:10 question and explanation have 100 formats; Telegram shows 90 in a message"],
    ),
    "brackets left open": ("day: 11\nsteps: [a, b\n", ["3:1 a bracket or a brace is not closed"]),
    "bold as the first thing": (HEAD + "  - text: **a** b\n", ["3:12 a text cannot start with * or & here"]),
    "wrong indentation": (
        HEAD + "  - id: a\n   text: x\n",
        ["4:4 this line does not belong to the list above it"],
    ),
    "latin-1": ("day: 11\nsteps:\n  - id: caf\xe9\n".encode("latin-1"), ["3:12 the byte 0xE9 is not UTF-8"]),
    "utf-16": ("day: 11\n".encode("utf-16"), ["1:1 the byte 0xFF is not UTF-8"]),
    "a NUL": (b"day: 11\nsteps:\n  - id: a\0\n", ["3:10 an invisible character, U+0000"]),
    "a NUL by escape": (
        step('  - id: a\n    text: "a\\0"\n'),
        ["4:11 an invisible character, U+0000, is written here"],
    ),
    "a line end of YAML's own": (step("  - id: a\n    text: a\u2028b\n"), ["4:12 an invisible character, U+2028"]),
    "two documents": (HEAD + END + "---\nday: 12\n", ["5:1 a second document in one file"]),
    "a hundred thousand brackets": (
        "a: " + "[" * 100_000,
        ["1:11 more than 8 levels of lists and mappings in each other"],
    ),
    "an alias bomb": (
        "a: &a [x, x]\nb: &b [*a, *a]\n",
        [
            "1:4 the anchor &a is not allowed",
            "2:4 the anchor &b is not allowed",
            "2:8 the alias *a is not allowed",
            "2:12 the alias *a is not allowed",
        ],
    ),
    "a merge key": ("a: {<<: {b: c}}\n", ["1:5 the merge key << is not allowed"]),
    "a tag": ("day: !!python/name:os.system x\n", ["1:6 the tag !!python/name:os.system is not allowed"]),
    "a key twice": ("day: 11\nday: 12\nsteps: []\n", ["2:1 `day` is given twice"]),
    "a list as key": ("[a]: b\n", ["1:1 a key must be one word"]),
    "no steps": ("day: 11\n", ["1:1 `steps` is missing"]),
    "steps without any": ("day: 11\nsteps: []\n", ["2:8 `steps` is empty"]),
    "another day": ("day: 12\nsteps:\n" + END, ["1:6 day 12 in the file of day 11"]),
    "a day in quotes": ("day: '11'\nsteps:\n" + END, ["1:6 `day` is to be a whole number"]),
    "09:30": (
        step("  - id: a\n    text: 09:30\n"),
        ["4:11 09:30 would be read as a number, and `text` is to be a text"],
    ),
    "1e3 and 08": (
        step("  - id: 08\n    text: 1e3\n"),
        [
            "3:9 08 would be read as a number, and `id` is to be a text",
            "4:11 1e3 would be read as a number, and `text` is to be a text",
        ],
    ),
    "yes, a date, nothing": (
        step("  - id: yes\n    text: 2026-01-02\n  - id: b\n    text:\n"),
        [
            "3:9 yes would be read as yes or no, and `id` is to be a text",
            "4:11 2026-01-02 would be read as a date, and `text` is to be a text",
            "6:10 `text` is empty",
        ],
    ),
    "a text that is a list": (step("  - id: a\n    text: [b]\n"), ["4:11 `text` is to be a text"]),
    "blank text": (step('  - id: a\n    text: "  "\n'), ["4:11 `text` is empty"]),
    "no slug": (step("  - id: My Step\n    text: x\n"), ["3:9 an `id` is made of a-z, 0-9 and single hyphens"]),
    "a slug too long for a button": (
        step(f"  - id: {'a' * 25}\n    text: x\n"),
        ["3:9 `id` has more than 24 characters"],
    ),
    "the same id": (step("  - id: a\n    text: x\n  - id: a\n    text: y\n"), ["5:9 the id `a` is given twice"]),
    "no kind, two kinds, no step": (
        step("  - id: a\n    txet: x\n  - id: b\n    text: x\n    quiz: y\n  - c\n"),
        [
            "3:5 the step has none of `text`, `demo`, `quiz`, `practice`, `closing`",
            "5:5 the step has `text` and `quiz`",
            "8:5 a step is to be “key: value” lines",
        ],
    ),
    "a rule that cannot be": (
        step(PRACTICE.replace("[pan, tilt]", '[pan, "###", 12]')),
        ["9:23 “###” has no letter and no digit", "9:30 12 would be read as a number, and `any_of` is to be a text"],
    ),
    "an empty rule": (step(PRACTICE.replace("[pan, tilt]", "[]")), ["9:17 `any_of` is empty"]),
    "no rule": (
        step(PRACTICE.replace("        any_of: [pan, tilt]\n", "")),
        ["6:9 the criterion `camera` has no rule"],
    ),
    "an unknown rule": (
        step(PRACTICE.replace("any_of", "anyof")),
        ["9:9 the key `anyof` is unknown"],
    ),
    "a pattern that looks behind": (
        step(PRACTICE.replace("any_of: [pan, tilt]", "pattern: '(?<=a)b'")),
        ["9:18 the pattern looks ahead or behind, which is not read"],
    ),
    "a pattern that is not closed": (
        step(PRACTICE.replace("any_of: [pan, tilt]", "pattern: '(a'")),
        ["9:18 the pattern can't be read: unclosed group"],
    ),
    "more words at least than at most": (
        step(PRACTICE.replace("any_of: [pan, tilt]", "words: {min: 5, max: 4}")),
        ["9:30 at least 5 words, and at most 4"],
    ),
    "words without a number": (
        step(PRACTICE.replace("any_of: [pan, tilt]", "words: {}")),
        ["9:16 `words` says no number"],
    ),
    "an example that fails": (
        step(PRACTICE.replace("A slow pan.", "A street.")),
        ["10:14 the example does not meet `camera`"],
    ),
    "an example with what is not wanted": (
        step(PRACTICE.replace("any_of", "none_of").replace("A slow pan.", "A slow pan, no tilt.")),
        ["10:14 the example does not meet `camera`"],
    ),
    "no example": (step(PRACTICE.replace("    example: A slow pan.\n", "")), ["3:5 `example` is missing"]),
    "the same criterion twice": (
        step(
            PRACTICE.replace(
                "    example", PRACTICE.partition("criteria:\n")[2].partition("    example")[0] + "    example"
            )
        ),
        ["10:9 two criteria are called `camera`"],
    ),
    "an extra with the id of a step": (step(PRACTICE) + EXTRA, ["14:7 the id `p` is given twice"]),
    "an extra that is no practice": (
        step("") + "extra:\n  id: x\n  text: y\n",
        [
            "6:3 `criteria` is missing",
            "6:3 `example` is missing",
            "6:3 `practice` is missing",
            "7:3 the key `text` is unknown",
        ],
    ),
    "closing too early": (
        HEAD + END + "  - id: a\n    text: x\n",
        ["4:5 a closing before the end of the day", "5:5 the day ends without a closing"],
    ),
    "an answer that is no option": (step(QUIZ.format(answer="C")), ["8:13 the answer “C” names no option"]),
    "no explanation": (
        step(QUIZ.format(answer="A").replace("    why: Since.\n", "")),
        ["3:5 `why` is missing"],
    ),
    "an unknown key and a wrong answer": (
        step(QUIZ.format(answer="C") + "    hint: x\n"),
        ["8:13 the answer “C” names no option", "10:5 the key `hint` is unknown"],
    ),
    "equal options": (step(QUIZ.format(answer="A").replace("two", "One")), ["7:10 the option B says the same as A"]),
    "five options": (
        step(QUIZ.format(answer="A").replace("    answer", "      E: three\n    answer")),
        ["8:7 the key `E` is unknown"],
    ),
    "a gap in the options": (
        step(QUIZ.format(answer="A").replace("    answer", "      D: three\n    answer")),
        ["8:10 the option D without a C"],
    ),
    "one option": (step(QUIZ.format(answer="A").replace("      B: two\n", "")), ["6:7 `B` is missing"]),
    "an option too long": (
        step(QUIZ.format(answer="A").replace("two", "x" * 201)),
        ["7:10 `B` has more than 200 characters"],
    ),
    "a check too long for one message": (
        step(QUIZ.format(answer="A").replace("Since.", "x" * 3790)),
        ["9:10 question, options and explanation have 3801 characters; one message has room for 3796"],
    ),
    "a paragraph too long for one message": (
        step(f"  - id: a\n    text: |\n      Fine.\n\n      {'🎬' * 1951}\n"),
        ["7:7 a paragraph of 3902 characters; a message has room for 3900"],
    ),
    "a closing too long": (
        HEAD + f"  - id: end\n    closing: {'x' * 601}\n",
        ["4:14 601 characters; there is room for 600"],
    ),
    "turns": (
        step(
            f"  - id: d\n    demo: D\n    turns:\n"
            f"      - you: hi\n      - you: {'x' * 1801}\n        chatgpt: a\n      - b\n"
        ),
        [
            "6:9 `chatgpt` is missing",
            "7:14 `you` has more than 1800 characters",
            "9:9 “key: value” lines are wanted here",
        ],
    ),
    "Markdown that would be seen": (
        step("  - id: a\n    text: |\n      A **b\n\n      c `d\n\n      [e](f.html) and [g]()\n"),
        [
            "5:9 `**` opens or closes nothing",
            "7:9 a backtick that opens or closes nothing",
            "9:9 a link to f.html",
            "9:25 a link without an address",
        ],
    ),
    "Markdown that Telegram cannot show": (
        step("  - id: a\n    text: |\n      # b\n\n      ![c](d)\n\n      <b>e</b>\n\n      |f|\n      |-|\n"),
        [
            "5:7 a heading cannot be shown in a message",
            "7:9 an image cannot be shown in a message",
            "9:7 HTML cannot be shown in a message",
            "9:11 HTML cannot be shown in a message",
            "11:7 a table cannot be shown in a message",
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_every_problem_is_reported_at_its_place(name: str, tmp_path: Path) -> None:
    text, expected = BROKEN_FILES[name]
    assert problems_of(tmp_path, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# a lesson\nday: 11  # the eleventh\nsteps:  # in order\n" + END,
        HEAD + "  # first of all\n  - id: a\n    # words\n    text: C# and http://a.org/#b\n    # more\n" + END,
        HEAD + "  - id: a\n    text: |\n      One\n  # the next\n" + END,
        step(QUIZ.format(answer="A").replace("A: one", 'A: "One # two"')),
        step("  - id: a\n    text: 2 * 3 * 4 is a_b_c, [topic] || [x]\n"),
        step(QUIZ.format(answer="A").replace("one", "2*3*4 or 5 * 6 * 7").replace("two", "a [topic] and a_b_c")),
        step("  - id: a\n    text: |\n      So it is, and this\n      – or that – is why.\n"),
    ],
)
def test_what_takes_nothing_away_is_no_problem(text: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, text) == []


def test_a_problem_reads_as_one_line_that_editors_can_follow(tmp_path: Path) -> None:
    (tmp_path / "day-11.yaml").write_text(step(QUIZ.format(answer="A").replace("options", "optoins")))
    assert str(check(tmp_path / "day-11.yaml")[1]) == (
        f"{tmp_path}/day-11.yaml:5:5: the key `optoins` is unknown – did you mean `options`?"
    )


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(tmp_path: Path) -> None:
    assert problems_of(tmp_path, ("\ufeff" + HEAD + END).replace("\n", "\r\n")) == []


def test_a_two_megabyte_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "day-11.yaml"
    file.write_bytes(b"- [x]\n" * 350_000)
    start = time.perf_counter()
    (problem,) = check(file)
    assert time.perf_counter() - start < 0.5
    assert problem.message == "the file has 2050 KB; a lesson may have 256"


def test_a_file_at_the_limit_is_judged_within_seconds(tmp_path: Path) -> None:
    steps = "".join(f"  - id: s{number}\n    text: '{'*a **b ' * 140}'\n" for number in range(250))
    text = HEAD + steps + END
    assert len(text) < SIZE_LIMIT
    start = time.perf_counter()
    assert len(problems_of(tmp_path, text)) >= 250
    assert time.perf_counter() - start < 10


def test_a_course_reports_the_problems_of_all_its_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE.replace("title: T", "titel: T"))
    (tmp_path / "day-02.yaml").write_text("day: 3\nsteps:\n" + END)
    (tmp_path / "day-11.yaml").write_text(step("  - id: a\n    text: '**'\n"))
    (tmp_path / "day-11.yml").write_text(HEAD + END)
    (tmp_path / "dya-12.yaml").write_text("")
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    assert [(problem.path.name, problem.line, problem.message) for problem in caught.value.problems] == [
        ("course.yaml", 1, "`title` is missing"),
        ("course.yaml", 1, "the key `titel` is unknown"),
        ("day-02.yaml", 1, "day 3 in the file of day 2"),
        ("day-11.yaml", 4, "`**` opens or closes nothing"),
        ("day-11.yml", 1, "a second file for day 11"),
        ("dya-12.yaml", 1, "no file of a course by its name"),
    ]
    assert check(tmp_path) == list(caught.value.problems)


def test_days_have_to_fit_the_course(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("title: T\nlength: 10\ndays:\n  10: {title: Ten}\n")
    (tmp_path / "day-03.yaml").write_text("day: 3\nsteps:\n" + END)
    (tmp_path / "day-11.yaml").write_text(HEAD + END)
    assert [(problem.path.name, problem.line, problem.message) for problem in check(tmp_path)] == [
        ("day-03.yaml", 1, "day 3 is written and has no title"),
        ("day-11.yaml", 1, "day 11 of a course of 10 days"),
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("  29: {title: a}\n", ["4:7 day 29 of a course of 28 days"]),
        ("  ten: {title: a}\n", ["4:3 the key `ten` is unknown"]),
        ("  2: {teaser: a}\n", ["4:6 `title` is missing"]),
        ("  2: {title: 12}\n", ["4:14 12 would be read as a number, and `title` is to be a text"]),
    ],
)
def test_the_outline_is_checked_too(days: str, expected: list[str], tmp_path: Path) -> None:
    assert problems_of(tmp_path, "title: T\nlength: 28\ndays:\n" + days, "course.yaml") == expected


def test_a_folder_of_courses_is_checked_course_by_course(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "two" / "course.yaml").write_text("")
    assert [(problem.path.parent.name, problem.message) for problem in check(tmp_path)] == [
        ("one", "there is no such file"),
        ("two", "the file is empty"),
    ]


def test_a_path_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    nowhere, no_day = tmp_path / "day-01.yaml", tmp_path / "notes.txt"
    no_day.write_text("Milk.")
    assert check(nowhere) == [Problem(nowhere, 1, 1, "there is no such file or folder")]
    assert [problem.message for problem in check(no_day)] == ["no day file by its name"]
    assert [problem.message for problem in check(empty)] == ["no course here"]


def test_a_link_out_of_the_folder_is_refused_and_one_within_it_is_not(tmp_path: Path) -> None:
    course, outside = tmp_path / "course", tmp_path / "elsewhere.yaml"
    (course / "data").mkdir(parents=True)
    outside.write_text(HEAD + END)
    (course / "data" / "course.yaml").write_text(COURSE)
    (course / "course.yaml").symlink_to(course / "data" / "course.yaml")
    assert check(course) == []
    (course / "day-11.yaml").symlink_to(outside)
    assert [problem.message for problem in check(course)] == ["a link that leads out of the course’s folder"]


@pytest.mark.parametrize(
    "name", ["day-12.yaml.txt", "day-12.txt", "Lesson 12.docx", "day12", "DAY-12.YAML", "day_12.yml"]
)
def test_a_file_that_was_likely_meant_as_a_day_is_a_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "day-11.yaml").write_text(HEAD + END)
    (tmp_path / name).write_text(HEAD + END)
    (problem,) = check(tmp_path)
    assert problem.path.name == name
    assert "day-<number>.yaml" in problem.hint


def test_what_was_read_is_told_and_what_was_not(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "day-11.yaml").write_text(HEAD + END)
    (tmp_path / "README.md").write_text("What this is.")
    report = look_at(tmp_path)
    assert (list(report.lines(TODAY)), report.problems) == (["T: 1 of 28 days (not read: README.md)"], ())
    assert list(look_at(tmp_path / "day-11.yaml").lines(TODAY)) == [f"T: Day 11 alone, {tmp_path / 'day-11.yaml'}"]


def test_facts_that_were_checked_long_ago_are_told_the_oldest_first(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(
        "title: T\nlength: 4\nfacts_last_for: 180\n"
        "days:\n  1: {title: One}\n  2: {title: Two}\n  3: {title: Three}\n  4: {title: Four}\n"
    )
    for day, checked in ((1, "2026-05-29"), (2, "2026-05-28"), (3, "2026-01-01")):
        (tmp_path / f"day-{day}.yaml").write_text(f"day: {day}\nchecked: {checked}\nsteps:\n{END}")
    (tmp_path / "day-4.yaml").write_text(f"day: 4\nsteps:\n{END}")
    report = look_at(tmp_path)
    assert report.problems == ()
    assert list(report.lines(TODAY)) == [
        "T: 4 of 4 days",
        "Day 3: its facts were checked on 2026-01-01, 328 days ago",
        "Day 2: its facts were checked on 2026-05-28, 181 days ago",
    ]


NOTED = "day: 11\nnote: |\n  **It has closed.**\n\n  The rest stays.\nsteps:\n"
BAD_NOTES = {
    "no date": (
        f"day: 11\nchecked: soon\nsteps:\n{END}",
        "2:10 `checked` is to be a date – like 2026-11-20, without quotes",
    ),
    "a date in quotes": (
        f"day: 11\nchecked: '2026-11-20'\nsteps:\n{END}",
        "2:10 `checked` is to be a date – like 2026-11-20, without quotes",
    ),
    "no such date": (
        f"day: 11\nchecked: 2026-02-30\nsteps:\n{END}",
        "2:10 `checked` is to be a date – like 2026-11-20, without quotes",
    ),
    "nothing": (f"day: 11\nchecked:\nsteps:\n{END}", "2:9 `checked` is to be a date – like 2026-11-20, without quotes"),
    "a note before a quiz": (
        NOTED + QUIZ.replace("{answer}", "A") + END,
        "7:3 a note stands before a text, and the day begins with none – begin with a `text`",
    ),
    "a day that builds on a later one": (
        f"day: 11\nbuilds_on: [2, 11]\nsteps:\n{END}",
        "2:12 day 11 does not come before this one",
    ),
    "an empty note": (f"day: 11\nnote: ''\nsteps:\n{END}", "2:7 `note` is empty"),
}


@pytest.mark.parametrize(("text", "problem"), BAD_NOTES.values(), ids=BAD_NOTES)
def test_a_note_and_a_date_are_refused_in_words(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "course.yaml").write_text(COURSE)
    file = tmp_path / "day-11.yaml"
    file.write_text(text)
    (found,) = check(tmp_path)
    assert f"{found.line}:{found.column} {found.message}" + (f" – {found.hint}" if found.hint else "") == problem


def test_a_note_comes_before_the_first_text_and_is_no_step(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "day-11.yaml").write_text(NOTED + "  - id: a\n    text: Hello.\n" + END)
    lesson = load_course(tmp_path).lessons[11]
    assert [step.id for step in lesson.steps] == ["a", "end"]
    assert lesson.steps[0].message_count == 2
    assert lesson.note.text == "It has closed.\n\nThe rest stays."


def test_links_to_themselves_and_folders_in_the_place_of_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "day-11.yaml").symlink_to(tmp_path / "day-11.yaml")
    (tmp_path / "day-12.yaml").mkdir()
    assert {problem.path.name: problem.message for problem in check(tmp_path)} == {
        "day-11.yaml": "a link that leads nowhere",
        "day-12.yaml": "a folder, by the name of a file",
    }
    assert [problem.message for problem in check(tmp_path / "day-12.yaml")] == ["a folder, by the name of a day’s file"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else for a while")
def test_a_folder_that_cannot_be_listed_is_a_problem(tmp_path: Path) -> None:
    locked = Path("/root") if Path("/root").stat().st_mode & 0o005 == 0 else tmp_path
    os.seteuid(65534)
    try:
        found = check(locked)
    finally:
        os.seteuid(0)
    assert [problem.message for problem in found] == ["it cannot be read: Permission denied"]


def test_a_single_day_needs_no_course_beside_it_but_uses_its_titles(tmp_path: Path) -> None:
    day_file = tmp_path / "day-11.yaml"
    day_file.write_text(HEAD + END)
    alone = load_single_day(day_file)
    assert [day.title for day in alone.days if day.lesson] == [""]
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "day-12.yaml").write_text("rubbish")
    beside = load_single_day(day_file)
    assert len(beside.days) == 28
    assert [day.title for day in beside.days if day.lesson] == ["Eleven"]
    (tmp_path / "course.yaml").write_text("title: T\n")
    assert [problem.path.name for problem in check(day_file)] == ["course.yaml", "course.yaml"]


def test_a_closing_may_have_a_title_of_its_own_and_a_coming_day_has_none(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE)
    closing = END.replace("    closing", "    title: ✍️ Well written\n    closing")
    (tmp_path / "day-11.yaml").write_text(HEAD + closing)
    course = load_course(tmp_path)
    lesson = course.lesson(11)
    assert lesson is not None
    assert lesson.steps[-1] == Closing("end", RichText("Bye."), "✍️ Well written")
    assert [day.title for day in course.days if day.number in {11, 12}] == ["Eleven", ""]


WORDS = """day steps id text quiz demo options answer why closing turns A B : - [ ] { } & * ! | > ' " # % @ ` ~ << ---
... \\ 11 yes 09:30 **b** ? , é 🎬"""
YAML_PIECES = st.sampled_from([*WORDS.split(), " ", "  ", "\n", "\n  - ", "\t", ": ", "\ufeff", "\x85", "\0"])


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check_places(folder: Path, raw: bytes) -> None:
    """Whatever the file holds, `check` answers with problems whose places are in it."""
    file = folder / "day-11.yaml"
    file.write_bytes(raw)
    for problem in check(file):
        assert problem.path == file
        assert 1 <= problem.line <= len(raw.splitlines()) + 1
        assert problem.column >= 1
        assert problem.message
        assert len(str(problem).splitlines()) == 1


@FUZZ
@given(st.one_of(st.lists(YAML_PIECES).map("".join), st.text(st.characters(exclude_categories=["Cs"]))), st.booleans())
def test_rubbish_gives_problems_and_never_an_exception(tmp_path: Path, rubbish: str, within: bool) -> None:
    check_places(tmp_path, (HEAD + "  - id: a\n    text: |\n      " + rubbish if within else rubbish).encode())


@FUZZ
@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_never_an_exception(tmp_path: Path, rubbish: bytes) -> None:
    check_places(tmp_path, rubbish)


@FUZZ
@given(st.integers(0, 10_000), st.integers(0, 60), st.lists(YAML_PIECES, max_size=4).map("".join))
def test_a_damaged_lesson_gives_problems_and_never_an_exception(
    tmp_path: Path, start: int, length: int, instead: str
) -> None:
    check_places(tmp_path, (DAY_11[:start] + instead + DAY_11[start + length :]).encode())


def test_the_authors_guide_tells_what_each_kind_of_step_is() -> None:
    steps, media = (
        re.findall(r"^\| `(\w+)` \|", GUIDE.partition(head)[2].partition("\n\n")[0], re.MULTILINE)
        for head in ("| A step with |", "| | takes |")
    )
    assert (steps, media) == (list(STEP_KINDS), list(MEDIA_KEYS))


def test_the_examples_of_the_authors_guide_are_a_course_with_every_kind_of_step(example: Path) -> None:
    assert check(example) == []
    lesson = load_course(example).lesson(3)
    assert lesson
    assert {type(each) for each in lesson.steps} == set(get_args(Step))


def test_the_wordings_of_the_authors_guide_are_an_excerpt(example: Path) -> None:
    (example / "reminders.yaml").write_text(EXAMPLES["reminders"], encoding="utf-8")
    kinds = ("at_risk", "day_14", "day_30", "farewell", "snoozed")
    too_few = "1 of `daily` fit without conditions; 8 have to"
    assert {problem.message for problem in check(example)} == {too_few, *(f"`{kind}` is missing" for kind in kinds)}


def test_a_course_says_in_which_language_it_is_written(tmp_path: Path) -> None:
    for line, language in (("", "en"), ("language: pt-br\n", "pt-br")):
        (tmp_path / "course.yaml").write_text(line + COURSE)
        assert load_course(tmp_path).language == language
    assert problems_of(tmp_path, f"language: German\n{COURSE}", "course.yaml") == ["1:11 there is no language “German”"]
