"""The course as it is shipped: twenty-eight days, each of them whole."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

import pytest
import yaml

from bot.content import check, load_course
from bot.core.course import Closing, Demo, Lesson, Practice, Quiz, Reading
from bot.flows.practice import judge_prompt
from bot.pictures.drawing import draw
from docs.lesson_pictures.__main__ import PICTURES

LESSONS = Path(__file__).parents[2] / "lessons"
COURSE = load_course(LESSONS / "chatgpt")
DAYS = range(1, 29)
TRIES = yaml.safe_load((Path(__file__).parent / "tries.yaml").read_text(encoding="utf-8"))


def lesson_of(day: int) -> Lesson:
    """The lesson of a day, which every day has."""
    lesson = COURSE.lesson(day)
    assert lesson is not None
    return lesson


def practices_of(day: int) -> list[Practice]:
    """The prompts that a day asks for, the extra one too."""
    lesson = lesson_of(day)
    return [step for step in (*lesson.steps, lesson.extra) if isinstance(step, Practice)]


def texts_of(lesson: Lesson) -> Iterator[str]:
    """Everything that a learner reads of a lesson, text by text."""
    for step in lesson.steps:
        match step:
            case Reading():
                yield from (part.text for part in step.parts)
            case Demo():
                yield step.title
                for turn in step.exchanges:
                    yield turn.prompt
                    yield from (reply.text for reply in turn.replies)
            case Quiz():
                yield from (step.title, step.question.text, *(option.text for option in step.options), step.why.text)
            case Practice():
                yield from (step.task.text, step.example)
                yield from (text.text for criterion in step.criteria for text in (criterion.asks, criterion.hint))
            case Closing():
                yield step.line.text
            case _:
                assert_never(step)


def test_there_is_nothing_to_be_said_about_the_lessons() -> None:
    assert check(LESSONS) == []


def test_every_day_is_written_and_has_a_title_and_a_teaser_of_its_own() -> None:
    assert COURSE.title == "ChatGPT Course"
    assert [day.number for day in COURSE.days if day.lesson] == list(DAYS)
    assert len({day.title for day in COURSE.days}) == len({day.teaser.text for day in COURSE.days}) == len(DAYS)
    assert all(day.teaser.text for day in COURSE.days)


@pytest.mark.parametrize("day", DAYS)
def test_a_day_shows_asks_and_ends(day: int) -> None:
    lesson = lesson_of(day)
    kinds = Counter(type(step) for step in lesson.steps)
    assert kinds[Reading] >= 1
    assert kinds[Demo] >= 1
    assert len(lesson.quizzes) >= 3
    assert isinstance(lesson.steps[-1], Closing)


@pytest.mark.parametrize("day", DAYS)
def test_a_day_is_neither_thin_nor_long(day: int) -> None:
    """Some 240 words are read in a minute, and of the demos and the answers not every one is."""
    assert 800 <= sum(len(text.split()) for text in texts_of(lesson_of(day))) <= 1_300


@pytest.mark.parametrize("day", DAYS)
def test_every_question_has_four_different_answers(day: int) -> None:
    for quiz in lesson_of(day).quizzes:
        assert [option.id for option in quiz.options] == ["A", "B", "C", "D"]
        assert len({option.text for option in quiz.options}) == 4


def test_no_letter_is_a_good_guess() -> None:
    answers = Counter(quiz.answer for day in DAYS for quiz in lesson_of(day).quizzes)
    assert max(answers.values()) - min(answers.values()) <= 2


@pytest.mark.parametrize("day", DAYS)
def test_every_prompt_fits_a_copy_button(day: int) -> None:
    demos = (step for step in lesson_of(day).steps if isinstance(step, Demo))
    prompts = [turn.prompt for demo in demos for turn in demo.exchanges]
    prompts += [practice.example for practice in practices_of(day)]
    assert [prompt for prompt in prompts if len(prompt) > 256] == []


@pytest.mark.parametrize("day", DAYS)
def test_the_typography_is_proper(day: int) -> None:
    for text in texts_of(lesson_of(day)):
        assert not {sign for sign in ("'", '"', "...", " - ", "--") if sign in text}, text


def test_the_pictures_are_those_that_are_drawn_and_shown() -> None:
    shown = [media for lesson in COURSE.lessons.values() for media in lesson.media]
    folder = LESSONS / "chatgpt" / "pictures"
    assert sorted(each.name for each in shown) == sorted(f"pictures/{name}" for name in PICTURES)
    assert sorted(file.name for file in folder.iterdir()) == sorted(PICTURES)
    assert len({day for day, lesson in COURSE.lessons.items() if lesson.media}) >= 6


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_as_it_is_drawn_and_small(name: str) -> None:
    content = (LESSONS / "chatgpt" / "pictures" / name).read_bytes()
    assert content[16:24] == draw(PICTURES[name]())[16:24]  # width and height
    assert len(content) < 80_000


def test_a_prompt_is_asked_for_on_a_dozen_days() -> None:
    assert [day for day in DAYS if practices_of(day)] == sorted(TRIES)
    assert [day for day in DAYS if lesson_of(day).extra] == [11]
    assert COURSE.chatgpt == "https://chatgpt.com/"


@pytest.mark.parametrize("day", TRIES)
def test_a_prompt_that_people_write_is_judged_as_a_reader_would(day: int) -> None:
    (practice,) = practices_of(day)
    for text, lacks in [*((good, []) for good in TRIES[day]["good"]), (TRIES[day]["poor"], TRIES[day]["lacks"])]:
        found = judge_prompt(practice, text).findings
        assert [each.criterion.id for each in found if not each.met] == lacks, text
