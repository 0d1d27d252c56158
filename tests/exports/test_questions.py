"""The checks of a course as GIFT and as an Anki package; and back again."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.content import load_course
from bot.content.imports.reading import read_draft
from bot.core.course import Quiz
from bot.core.richtext import Entity, RichText
from bot.exports.anki import html_of, write_anki
from bot.exports.gift import gift_of
from bot.exports.questions import questions_of

CHATGPT = Path(__file__).parents[2] / "lessons" / "chatgpt"
COURSE = load_course(CHATGPT)
AWKWARD = """\
day: 1
steps:
  - id: kc1
    title: "A: title with ~ = # { } signs"
    quiz: |
      Is `{a=b}` #1 in C:\\\\new, or **~this~**?\\
      And \\*that\\*?

      // A line that begins like a comment
    options:
      A: "=50% [html] #a"
      B: "C:\\\\name \\\\: ~{x}"
    answer: B
    why: |
      Since ####that.

      - one: `\\\\`
      - two
  - id: end
    closing: Bye.
"""


def there_and_back(folder: Path, there: Path, day: int) -> list[Quiz]:
    """The checks of a day of the course in a folder, when they were exported and imported once."""
    course = load_course(folder)
    bank = there / "bank.gift"
    bank.write_text(gift_of(course.title, questions_of(folder, course, day)), encoding="utf-8")
    draft = read_draft(bank, "gift")
    assert [problem.message for problem in draft.lost if "the category" not in problem.message] == []
    draft.add("end", closing="Bye.")
    (there / "course.yaml").write_text("title: T\nlength: 1\ndays: {1: {title: One}}\n", encoding="utf-8")
    (there / "day-01.yaml").write_text(draft.as_yaml(1), encoding="utf-8")
    lesson = load_course(there).lesson(1)
    assert lesson
    return list(lesson.quizzes)


@pytest.mark.parametrize("day", COURSE.lessons)
def test_the_checks_of_a_day_come_back_from_gift_as_they_were(tmp_path: Path, day: int) -> None:
    assert there_and_back(CHATGPT, tmp_path, day) == list(COURSE.lessons[day].quizzes)


def test_checks_full_of_signs_come_back_from_gift_as_they_were(tmp_path: Path) -> None:
    folder, there = tmp_path / "course", tmp_path / "there"
    folder.mkdir()
    there.mkdir()
    (folder / "course.yaml").write_text("title: T/U\nlength: 1\ndays: {1: {title: One}}\n", encoding="utf-8")
    (folder / "day-01.yaml").write_text(AWKWARD, encoding="utf-8")
    lesson = load_course(folder).lesson(1)
    assert lesson
    assert there_and_back(folder, there, 1) == list(lesson.quizzes)
    assert (there / "bank.gift").read_text(encoding="utf-8").startswith("$CATEGORY: T//U/Day 01 · One\n")


def cards_in(package: Path, folder: Path) -> tuple[list[tuple[str, list[str], str]], set[str]]:
    """The notes of an Anki package (id, fields, tags), and the names of its decks."""
    with ZipFile(package) as zipped:
        zipped.extract("collection.anki2", folder)
    with closing(sqlite3.connect(folder / "collection.anki2")) as collection:
        notes = collection.execute("SELECT guid, flds, tags FROM notes ORDER BY id").fetchall()
        (decks,) = collection.execute("SELECT decks FROM col").fetchone()
        assert collection.execute("SELECT count(*) FROM cards").fetchone() == (len(notes),)
    names = {deck["name"] for deck in json.loads(decks).values()} - {"Default"}
    return [(guid, fields.split("\x1f"), tags.strip()) for guid, fields, tags in notes], names


def test_an_anki_package_has_a_card_for_each_check_and_a_deck_for_each_day(tmp_path: Path) -> None:
    package = tmp_path / "course.apkg"
    write_anki(package, COURSE.title, questions_of(CHATGPT, COURSE))
    notes, decks = cards_in(package, tmp_path)
    quizzes = [quiz for lesson in COURSE.lessons.values() for quiz in lesson.quizzes]
    assert len(notes) == len({guid for guid, *_ in notes}) == len(quizzes) == 116
    assert decks == {f"ChatGPT Course::Day {day.number:02} {day.title}" for day in COURSE.days}
    for (_, fields, tags), quiz in zip(notes, quizzes, strict=True):
        assert re.fullmatch(r"day-\d\d", tags)
        title, question, options, answer, why = fields
        assert title.startswith("Day ")
        assert options.count("<li>") == len(quiz.options)
        assert answer.startswith(quiz.answer)
        assert question
        assert why


def test_a_card_is_the_same_when_its_words_change(tmp_path: Path) -> None:
    first, second = tmp_path / "first.apkg", tmp_path / "second.apkg"
    write_anki(first, COURSE.title, questions_of(CHATGPT, COURSE, 1))
    write_anki(second, COURSE.title, list(questions_of(CHATGPT, COURSE, 1))[::-1])
    assert {guid for guid, *_ in cards_in(first, tmp_path)[0]} == {guid for guid, *_ in cards_in(second, tmp_path)[0]}


def test_a_text_becomes_html_with_its_formats_in_each_other() -> None:
    text = RichText(
        "🌊 a<b & c\nlink",
        (
            Entity("bold", 3, 7),
            Entity("italic", 5, 3),
            Entity("text_link", 11, 4, url='https://a.b/?"x'),
            Entity("code", 11, 4),
        ),
    )
    assert html_of(text) == ('🌊 <b>a&lt;<i>b &amp;</i> c</b><br><a href="https://a.b/?&quot;x"><code>link</code></a>')
    assert html_of(RichText("")) == ""
