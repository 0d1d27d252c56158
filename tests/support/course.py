"""A small course made by hand: days 2 and 4 of five are written, with a step of every kind."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.course import (
    Closing,
    Course,
    Criterion,
    Day,
    Demo,
    Exchange,
    Lesson,
    Option,
    Practice,
    Quiz,
    Reading,
)
from bot.core.richtext import RichText, bold


def a_quiz(quiz_id: str, answer: str) -> Quiz:
    return Quiz(
        id=quiz_id,
        title="Knowledge check",
        question=RichText(f"What is the answer to {quiz_id}?"),
        options=tuple(Option(letter, f"Is it {letter}?") for letter in "ABCD"),
        answer=answer,
        why=RichText(f"It is {answer}, for all we know."),
    )


HELLO = Reading("hello", (bold("Hello") + " and welcome.", RichText("There is a second part.")))
DEMO = Demo(
    "demo",
    "A talk",
    (
        Exchange("How are you?", (RichText("Well."), RichText("And you?"))),
        Exchange("Good, thanks.", (RichText("Glad to hear it."),)),
    ),
)
CHECK_1 = a_quiz("check-1", answer="B")
CHECK_2 = a_quiz("check-2", answer="D")
END = Closing("end", RichText("That was it."))

LESSON = Lesson((HELLO, DEMO, CHECK_1, CHECK_2, END))
PRACTICE = Practice(
    "street",
    RichText("Describe the street you live in."),
    (
        Criterion(
            "camera", RichText("It says how the camera moves."), RichText("Add a slow pan."), any_of=("pan", "push-in")
        ),
        Criterion(
            "length", RichText("It says how long."), RichText("Say it, “20 seconds”."), pattern=r"\d+ ?s(ec\w*)?\b"
        ),
        Criterion("brief", RichText("It is short."), RichText("Leave something out."), most=20),
    ),
    "A slow pan along a wet street, 20 seconds.",
)
EXTRA = Practice(
    "hello-again",
    RichText("Write a greeting."),
    (Criterion("greeting", RichText("It greets."), RichText("Say hello."), any_of=("hello", "good morning")),),
    "Hello, whoever you are.",
)
LATER_LESSON = Lesson(
    (Reading("again", (RichText("Here we are again."),)), PRACTICE, Closing("bye", RichText("Farewell."))), extra=EXTRA
)


def a_course_of(days: int) -> Course:
    """A course of very short lessons: a greeting and a farewell."""
    return Course(
        "A long course",
        tuple(
            Day(
                number,
                f"Lesson {number}",
                RichText("It goes on."),
                Lesson((Reading("hello", (RichText(f"Hello, day {number}."),)), Closing("bye", RichText("Farewell.")))),
            )
            for number in range(1, days + 1)
        ),
    )


def a_course_of_questions(questions: int, *, days: int = 1, without: Collection[str] = ()) -> Course:
    """A course of knowledge checks: on each day `q1`, `q2` … except those left out. The right answer is B."""
    slugs = [slug for slug in (f"q{number}" for number in range(1, questions + 1)) if slug not in without]
    lesson = Lesson((*(a_quiz(slug, answer="B") for slug in slugs), Closing("bye", RichText("Farewell."))))
    return Course("A course of questions", tuple(Day(number, "Ask me", lesson=lesson) for number in range(1, days + 1)))


COURSE = Course(
    "A small course",
    (
        Day(1, "Not written"),
        Day(2, "The first lesson", RichText("It begins."), LESSON),
        Day(3, "Not written either"),
        Day(4, "The second lesson", RichText("It goes on."), LATER_LESSON),
        Day(5, "To come"),
    ),
    chatgpt="https://chatgpt.com/",
)
