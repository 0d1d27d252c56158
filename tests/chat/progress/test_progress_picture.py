"""Pictures in a chat: the progress on demand and after every seventh day, the certificate after the last one, and the
link that learners share.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.chat.conversation import MAYBE_LOST
from bot.chat.progress.captions import NOT_FINISHED, certificate_caption, progress_caption, share_button
from bot.core.course import Course
from bot.core.richtext import CAPTION_LIMIT, utf16_length
from bot.flows.lessons import open_today
from bot.flows.progress import Mark, Progress
from bot.pictures.drawing import Drawing
from bot.playground.faults import FaultKind
from bot.playground.messages import Message
from bot.words import words_in
from tests.support.classroom import Classroom, Learner, labels, styled, tap_of, words
from tests.support.course import a_course_of
from tests.support.progress import a_progress

ENGLISH = words_in(None)

DAYS = 8


@pytest.fixture
def course() -> Course:
    return a_course_of(DAYS)


async def learns(learner: Learner, *numbers: int) -> None:
    """Take these days of the course, one after the other."""
    for number in numbers:
        await learner.says("/today")
        await learner.taps(f"Day {number}")
        await learner.taps("Continue")


def pictures(learner: Learner) -> list[Message]:
    """Every picture in the chat, in order."""
    return [message for message in learner.person.messages if message.photo]


def scattered(progress: Progress) -> Progress:
    """The same with every other day done."""
    marks = tuple((day, Mark.DONE if day.number % 2 else Mark.READY) for day, _ in progress.marks)
    return Progress(progress.course, marks, progress.score, progress.streak)


async def test_progress_is_a_picture_with_its_words_and_buttons(ada: Learner) -> None:
    await learns(ada, 1, 2)
    await ada.says("/progress")
    assert ada.last.photo is not None
    assert (ada.last.photo.width, ada.last.photo.height) == (1120, 980)
    assert words(ada.last).startswith(
        "2 of 8 days done\n\n🔥 1-day streak\n\nDays of the course\nDone: 1–2\nReady: 3–8\n"
    )
    assert styled(ada.last, "bold") == ["2 of 8 days done", "Days of the course", "Calendar"]
    assert ada.buttons == [["Lessons", "Share"]]


async def test_a_tap_brings_the_same_picture_and_its_buttons_can_be_tapped(ada: Learner) -> None:
    await learns(ada, 1)
    await ada.taps("Progress")
    assert words(ada.last).startswith("1 of 8 days done")
    assert ada.last.photo is not None
    await ada.taps("Lessons")
    await ada.sees("Take them in order, or any you like. Finished ones stay open to read again.")


async def test_the_words_tell_every_date_of_the_picture(ada: Learner, classroom: Classroom) -> None:
    classroom.playground.clock.travel(timedelta(days=(7 - classroom.playground.clock.now().weekday()) % 7))
    begun_on = classroom.playground.clock.now()
    await learns(ada, 1)
    classroom.playground.clock.travel(timedelta(days=4))
    await ada.says("/progress")
    frozen_on, missed_on = (begun_on + timedelta(days=days) for days in (2, 3))
    told = words(ada.last).split("Calendar\n")[1].splitlines()
    assert told[0] == f"Done: {begun_on.day} {begun_on:%b}"
    assert told[1].startswith("Kept by a freeze: ")
    assert told[1].endswith(f"{frozen_on.day} {frozen_on:%b}")
    assert told[2:] == [f"Missed: {missed_on.day} {missed_on:%b}", "Today is open."]


async def test_a_picture_that_telegram_refuses_is_sent_as_words(
    ada: Learner, classroom: Classroom, caplog: pytest.LogCaptureFixture
) -> None:
    await learns(ada, 1)
    classroom.playground.limits = None
    classroom.playground.faults.add("sendPhoto", "refuse")
    await ada.says("/progress")
    assert ada.last.photo is None
    assert words(ada.last).startswith("1 of 8 days done\n\n🟩⬜⬜")
    assert ada.buttons == [["Lessons", "Share"]]
    assert "A picture was refused, its words are sent instead" in caplog.text


async def test_a_picture_that_cannot_be_drawn_is_sent_as_words(
    ada: Learner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.chat.progress.handlers.labelled_progress", lambda *_: Drawing("<svg"))
    await ada.says("/progress")
    await ada.sees("0 of 8 days done\n\n⬜⬜")
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "A picture could not be drawn; its words are sent instead"
    caplog.clear()


@pytest.mark.parametrize("fault", ["lost", "500"])
async def test_a_picture_that_may_have_arrived_is_followed_by_a_word_on_that_only(
    ada: Learner, classroom: Classroom, fault: FaultKind
) -> None:
    await ada.says("/start")
    classroom.playground.faults.add("sendPhoto", fault)
    await ada.says("/progress")
    assert [message.text for message in ada.arrived if message.photo is None] == [MAYBE_LOST]


async def test_the_seventh_day_brings_the_picture_and_no_other_day_does(ada: Learner, classroom: Classroom) -> None:
    await learns(ada, 1, 2, 3, 4, 5, 6)
    assert pictures(ada) == []
    await learns(ada, 7)
    closing, picture = ada.arrived
    assert words(closing).startswith("Day 7 of 8 · 2/2")
    assert (picture.photo is not None, words(picture)[:16]) == (True, "7 of 8 days done")
    assert "Share" in labels(picture)[-1]


async def test_a_day_read_again_brings_no_picture(ada: Learner) -> None:
    await learns(ada, 1, 2, 3, 4, 5, 6, 7)
    await ada.says("/lessons")
    await ada.taps("✓ Day 7")
    await ada.taps("Continue")
    assert words(ada.last).startswith("Day 7 of 8 · 2/2")
    assert len(pictures(ada)) == 1


async def test_the_tap_that_finished_the_seventh_day_delivered_again_brings_no_second_picture(
    ada: Learner, classroom: Classroom
) -> None:
    await learns(ada, 1, 2, 3, 4, 5, 6)
    await ada.says("/today")
    await ada.taps("Day 7")
    update = tap_of(ada, "1c:7:hello", "7007")
    for _ in range(2):
        classroom.playground.post_update(update)
        await classroom.at_rest()
    await classroom.close()
    await classroom.open()
    classroom.playground.post_update(update)
    await classroom.at_rest()
    await ada.says("/today")
    assert len(pictures(ada)) == 1


async def test_a_closing_card_that_may_be_lost_brings_no_picture_and_its_copy_none_either(
    ada: Learner, classroom: Classroom
) -> None:
    await learns(ada, 1, 2, 3, 4, 5, 6)
    await ada.says("/today")
    await ada.taps("Day 7")
    classroom.playground.faults.add("sendMessage", "500")
    await ada.taps("Continue")
    await ada.taps("Continue")
    await ada.sees("Day 7 of 8 · 2/2")
    assert pictures(ada) == []
    await ada.taps("Progress")
    assert len(pictures(ada)) == 1


async def test_the_last_day_brings_the_certificate(ada: Learner) -> None:
    await learns(ada, *range(1, DAYS + 1))
    closing, certificate = ada.arrived
    assert "That was the last day." in words(closing)
    assert certificate.photo is not None
    assert (certificate.photo.width, certificate.photo.height) == (960, 680)
    assert words(certificate).startswith(
        "Certificate\n\n\u200e\u2068Ada\u2069 has finished all 8 days of the A long course.\n\n📅"
    )
    assert labels(certificate) == [["Share"]]


async def test_the_certificate_can_be_had_again_and_nobody_else_gets_one(ada: Learner, classroom: Classroom) -> None:
    await learns(ada, *range(1, DAYS + 1))
    await ada.says("/progress")
    assert ada.buttons == [["Get my certificate"], ["Lessons", "Share"]]
    await ada.taps("Get my certificate")
    assert words(ada.last).startswith("Certificate")
    noor = classroom.learner("Noor")
    await learns(noor, 1)
    await noor.forges("1g")
    assert noor.told == [NOT_FINISHED]
    assert noor.arrived == []


async def test_a_certificate_that_is_refused_is_sent_as_words(ada: Learner, classroom: Classroom) -> None:
    await learns(ada, *range(1, DAYS))
    classroom.playground.faults.add("sendPhoto", "refuse")
    await learns(ada, DAYS)
    assert ada.last.photo is None
    assert words(ada.last).startswith("Certificate\n\n\u200e\u2068Ada\u2069 has finished")


async def test_whoever_follows_a_shared_link_is_greeted(ada: Learner) -> None:
    await ada.says("/start share")
    await ada.sees("Somebody who takes this course thought of you.\n\nWelcome to the A long course.")
    assert ada.buttons == [["Begin Day 1"]]
    await ada.taps("Begin Day 1")
    await ada.says("/start share")
    await ada.sees("Day 1 of 8 · 1/2")


@pytest.mark.parametrize("payload", ["shared", "share me", "SHARE", "x" * 64])
async def test_any_other_payload_is_an_ordinary_start(ada: Learner, payload: str) -> None:
    await ada.says(f"/start {payload}")
    await ada.sees("Welcome to the A long course.")
    assert "thought of you" not in words(ada.last)


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (a_progress(""), "I’m taking the A long course: 28 days, about four minutes a day."),
        (a_progress("1" * 14), "I’ve finished 14 of 28 days of the A long course, about four minutes a day."),
        (a_progress("1" * 28), "I’ve finished all 28 days of the A long course, about four minutes a day."),
    ],
)
def test_the_shared_link_leads_to_the_bot_and_names_nobody(progress: Progress, said: str) -> None:
    url = share_button(ENGLISH, progress, "daily_lesson_bot").url
    assert url is not None
    assert url.isascii()
    assert url.startswith("https://t.me/share/url?")
    assert parse_qs(urlsplit(url).query) == {"url": ["https://t.me/daily_lesson_bot?start=share"], "text": [said]}
    assert "+" not in url


@pytest.mark.parametrize("change", [lambda progress: progress, scattered], ids=["in a row", "scattered"])
def test_every_caption_fits(change: Callable[[Progress], Progress]) -> None:
    for lived in ("", "1" * 28, "10" * 40, "1100011" * 20, "0" * 300 + "1"):
        progress = change(a_progress(lived, of=999, more_days=1))
        assert 0 < len(progress_caption(ENGLISH, progress)) <= CAPTION_LIMIT
    named = certificate_caption(ENGLISH, a_progress("1" * 28), a_progress("1").streak.today.on, "🦊" * 129)
    assert utf16_length(named.text) <= CAPTION_LIMIT


async def test_a_finished_day_is_told_once(classroom: Classroom, ada: Learner) -> None:
    await learns(ada, 1)
    outcome = await open_today(classroom.school, ada.id, "update again")
    assert getattr(outcome, "days_done", None) is None
