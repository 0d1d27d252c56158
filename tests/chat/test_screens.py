from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.botapi.message import Message
from bot.chat.broadcasts.panel_screens import panel_screen
from bot.chat.conversation import REFUSED
from bot.chat.general import group_screen
from bot.chat.lessons.opening_screens import lessons_screen, welcome_screen
from bot.chat.lessons.pointer import pointer_screen
from bot.chat.lessons.screens import judged_screen, replay_screens, step_screens
from bot.chat.privacy.screens import delete_screen, privacy_screen
from bot.chat.progress.screens import progress_screen
from bot.chat.review.screens import asking_screen, reviewed_screen
from bot.chat.tap import LIMIT, Taps, pack
from bot.content import load_course
from bot.core.broadcast import Broadcast, Later, Source, Status, Tally
from bot.core.broadcast import Kind as BroadcastKind
from bot.core.course import Course, Day, Demo, Quiz
from bot.core.delivery import Delivery
from bot.core.lesson import Place
from bot.core.review import Answered, Question, review
from bot.core.richtext import MESSAGE_LIMIT
from bot.core.streak import Completion, CompletionKind, streak
from bot.flows.broadcasts.reports import Report
from bot.flows.enrolment import Card, Score, Showing
from bot.flows.lessons import Judged, Replaying, Waiting, Welcome
from bot.flows.progress import Mark, Progress
from bot.flows.review import Asking, Reviewed
from bot.words import words_in
from tests.support.classroom import Classroom, Learner, labels, styled
from tests.support.course import COURSE
from tests.support.taps import kinds_of_taps

LONG_PROMPT = "Describe the street after the rain. " * 8
LONG_TEXT = "\n\n      ".join(f"Paragraph {number} " + "tells of the sea " * 20 for number in range(30))

ENGLISH = words_in(None)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one day, whose prompt and text are longer than usual."""
    folder = tmp_path / "unusual"
    folder.mkdir()
    (folder / "course.yaml").write_text(
        "title: Unusual Course\nlength: 28\ndays:\n  11:\n    title: Long things\n", encoding="utf-8"
    )
    (folder / "day-11.yaml").write_text(
        f"""
day: 11
steps:
  - id: sea
    text: |
      {LONG_TEXT}
  - id: rain
    demo: A long prompt
    turns:
      - you: {LONG_PROMPT}
        chatgpt: |
          {LONG_TEXT.replace("      ", "          ")}
      - you: Shorter, please.
        chatgpt: Wet. Shiny. Quiet.
  - id: closing
    closing: That was long.
""",
        encoding="utf-8",
    )
    return load_course(folder)


async def test_a_long_text_comes_in_several_messages_with_continue_under_the_last(ada: Learner) -> None:
    await ada.says("/start")
    await ada.taps("Begin Day 11")
    await ada.sees("Paragraph 0 ", "Paragraph 29 ")
    assert len(ada.arrived) > 2
    assert [labels(message) for message in ada.arrived] == [[]] * (len(ada.arrived) - 1) + [[["Continue"]]]
    numbers = [
        int(paragraph.split()[1])
        for message in ada.arrived
        for paragraph in (message.text or "").split("\n\n")
        if paragraph.startswith("Paragraph")
    ]
    assert numbers == list(range(30))


async def test_a_long_text_that_broke_off_is_finished_by_the_next_visit(ada: Learner, classroom: Classroom) -> None:
    await ada.says("/start")
    classroom.playground.faults.add("sendMessage", "reset", after=1)
    await ada.taps("Begin Day 11")
    assert len(ada.arrived) == 1
    await ada.says("/today")
    await ada.sees("Paragraph 0 ", "Paragraph 29 ")
    assert ada.buttons == [["Continue"]]


async def test_a_prompt_too_long_to_copy_by_button_is_a_code_block(ada: Learner, classroom: Classroom) -> None:
    await ada.says("/start")
    await ada.taps("Begin Day 11")
    await ada.taps("Continue")
    await ada.sees("Wet. Shiny. Quiet.")
    await classroom.playground.wait_for(lambda: labels(ada.arrived[0]) == [])
    assert styled(ada.arrived[0], "pre") == [LONG_PROMPT.strip()]
    prompts = [message for message in ada.arrived if "You\n" in (message.text or "")]
    assert styled(prompts[1], "blockquote") == ["Shorter, please."]
    buttons = [button for message in ada.arrived for row in message.buttons for button in row]
    copied = [button["copy_text"]["text"] for button in buttons if "copy_text" in button]
    assert copied == ["Shorter, please."]
    assert ada.buttons == [["↻ Replay conversation"], ["Copy prompt"], ["Continue"]]


@pytest.mark.parametrize("tempo", [1.0])
async def test_the_prompt_keeps_a_way_on_while_the_reply_is_typed(ada: Learner, classroom: Classroom) -> None:
    await ada.says("/start")
    await ada.taps("Begin Day 11")
    ada.looks()
    ada.person.tap("Continue")
    await ada.sees("A long prompt")
    assert labels(ada.arrived[0]) == [["Continue"]]


def test_every_button_of_day_11_fits_and_is_understood(chatgpt_course: Course, day_11: Day) -> None:
    buttons = [button for screen in every_screen(chatgpt_course, day_11) for row in screen.keyboard for button in row]
    datas = [button.data for button in buttons if button.data is not None]
    assert len(datas) > 40
    known = Taps(kinds_of_taps())
    for data in datas:
        assert len(data.encode()) <= LIMIT
        assert pack(known.unpack(data)) == data
    assert all(button.copy is None or len(button.copy) <= 256 for button in buttons)


def test_every_screen_of_day_11_fits_into_a_message(chatgpt_course: Course, day_11: Day) -> None:
    assert all(0 < len(screen.text) <= MESSAGE_LIMIT for screen in every_screen(chatgpt_course, day_11))


def test_every_step_has_as_many_messages_as_the_rules_count(day_11: Day) -> None:
    for day in (day_11, *COURSE.days):
        for step in day.lesson.steps if day.lesson else ():
            showing = Showing(Place(day.number, step.id), day, 28, step)
            assert len(step_screens(ENGLISH, showing)) == step.message_count


def test_every_toast_is_short_enough() -> None:
    assert all(toast is None or 0 < len(toast) <= 200 for toast in REFUSED.values())


TODAY_ON = date(2026, 3, 10)
STREAK = streak(
    [Completion(TODAY_ON - timedelta(days=days), CompletionKind.LESSON, str(days)) for days in (0, 1, 20, 21, 22)],
    TODAY_ON,
)


def every_screen(course: Course, day: Day) -> Iterator[Message]:
    """Each screen a learner of this day can come to see."""
    assert day.lesson is not None
    card = Card(Score(3, 4), Score(4, 4), STREAK, course.day(day.number + 1), due=3)
    for step in day.lesson.steps:
        yield from step_screens(ENGLISH, Showing(Place(day.number, step.id), day, len(course.days), step, card=card))
        match step:
            case Quiz(options=options):
                yield asking_screen(ENGLISH, Asking(TODAY_ON, day, step, 3, 3, 1))
                for option in options:
                    yield asking_screen(ENGLISH, Asking(TODAY_ON, day, step, 3, 3, 0, option.id))
                    yield judged_screen(ENGLISH, Judged(day, len(course.days), step, option.id, first=True))
            case Demo():
                yield from replay_screens(ENGLISH, Replaying(day, len(course.days), step, current=False))
    yield welcome_screen(ENGLISH, Welcome(course, day))
    yield privacy_screen(ENGLISH)
    yield delete_screen(ENGLISH, 2**51, datetime(2026, 3, 10, tzinfo=UTC))
    yield pointer_screen(ENGLISH, Waiting(True, day, None, None, 0), "hello")
    missed = [Answered(Question(day.number, quiz.id), TODAY_ON, "A", right=False) for quiz in day.lesson.quizzes]
    yield reviewed_screen(ENGLISH, Reviewed(review(course, missed, [], TODAY_ON), STREAK))
    done = [replace(each, learning_on=TODAY_ON + timedelta(days=1)) for each in missed[:3]]
    yield reviewed_screen(ENGLISH, Reviewed(review(course, missed, done, TODAY_ON), STREAK))
    yield group_screen(ENGLISH, "daily_lesson_bot")
    for mark in Mark:
        progress = Progress(course, tuple((each, mark) for each in course.days), Score(3, 4), STREAK)
        yield progress_screen(ENGLISH, progress)
        yield lessons_screen(ENGLISH, progress)


NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "frozen_to", "size", "sent", "bar"),
    [
        (Status.RUNNING, 0, 0, 0, "⬜⬜⬜⬜⬜⬜⬜⬜⬜⬜ 0\u00a0%"),
        (Status.RUNNING, 7000, 1000, 999, "⬜⬜⬜⬜⬜⬜⬜⬜⬜⬜ 0\u00a0%"),
        (Status.RUNNING, None, 1000, 999, "🟩🟩🟩🟩🟩🟩🟩🟩🟩⬜ 99\u00a0%"),
        (Status.STOPPED, 7000, 1000, 500, "🟩🟩🟩🟩🟩⬜⬜⬜⬜⬜ 50\u00a0%"),
        (Status.DONE, None, 1000, 1000, "🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩 100\u00a0%"),
        (Status.DONE, None, 0, 0, "🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩 100\u00a0%"),
    ],
)
def test_a_panel_promises_no_end_before_it_is_known_how_many_there_are(
    course: Course, status: Status, frozen_to: int | None, size: int, sent: int, bar: str
) -> None:
    news = Broadcast(
        1, BroadcastKind.COPY, status, 70, Source(70, 7), NOON, size=size, frozen_to=frozen_to, launched_at=NOON
    )
    left = Delivery.CANCELLED if status is Status.STOPPED else Delivery.PENDING
    tally = Tally(size, {Delivery.SENT: sent, left: size - sent})
    shown = panel_screen(
        ENGLISH, Report(news, tally, Later(), ends_at=None, amended=False, resendable=0), course, UTC, NOON
    )
    assert bar in shown.text.text.splitlines()
