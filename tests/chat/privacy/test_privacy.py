"""Learners look at what is kept about them, take it with them, and leave."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat.privacy.screens import KEPT, VOID, privacy_screen
from bot.chat.privacy.taps import DeleteAll
from bot.chat.pseudonym import pseudonym
from bot.chat.tap import pack
from bot.core.confirmation import CONFIRM_FOR
from bot.core.richtext import MESSAGE_LIMIT
from bot.flows.privacy import export
from bot.playground import Playground
from bot.store.dossier import learner_column
from bot.store.tables import metadata
from bot.words import words_in
from tests.support.classroom import DAY, Classroom, Learner, labels, tap_of

ENGLISH = words_in(None)
GONE = "It’s all gone"
QUESTION = "Delete everything about you?"


def file_of(learner: Learner, classroom: Classroom) -> dict[str, Any]:
    """What stands in the file that came last."""
    document = learner.last.document
    assert document is not None
    content: dict[str, Any] = json.loads(classroom.playground._world.contents[document.file_id])
    return content


def question_data(learner: Learner) -> str:
    """The data of the button that deletes everything."""
    return str(learner.last.buttons[0][0]["callback_data"])


async def is_known(learner: Learner, classroom: Classroom) -> bool:
    return await export(classroom.school, learner.id) is not None


def test_the_page_on_privacy_leaves_no_table_out() -> None:
    about_learners = {table.name for table in metadata.sorted_tables if learner_column(table) is not None}
    assert set(KEPT) == about_learners
    assert all(text in privacy_screen(ENGLISH).text.text for text in KEPT.values())
    assert len(privacy_screen(ENGLISH).text.text) < MESSAGE_LIMIT


async def test_privacy_tells_what_is_kept_why_and_for_how_long(ada: Learner, classroom: Classroom) -> None:
    await ada.says("/privacy")
    await ada.sees("What is kept about you", "It is kept until you send /delete.")
    assert (ada.last.text or "").startswith("In short: ")
    assert not await is_known(ada, classroom)


async def test_the_way_to_privacy_stands_in_the_help(ada: Learner) -> None:
    await ada.says("/help")
    await ada.sees("/privacy – ", "/export – ", "/delete – ")


async def test_an_export_is_a_file_of_everything(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    await ada.taps("A")
    await ada.says("/export")
    content = file_of(ada, classroom)
    assert ada.last.caption == "Everything that is kept about you."
    assert content["learners"][0]["id"] == ada.id
    assert content["learners"][0]["open day"] == DAY
    assert [answer["option"] for answer in content["answers"]] == ["A"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", content["answers"][0]["answered at"])
    assert {"places", "exported at"} <= set(content)


async def test_an_export_that_gets_lost_is_not_sent_twice(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    classroom.playground.faults.add("sendDocument", "lost")
    await ada.says("/export")
    assert len(classroom.calls("sendDocument")) == 1


async def test_somebody_unknown_has_nothing_to_export_or_delete(ada: Learner, classroom: Classroom) -> None:
    for command in ("/export", "/delete"):
        await ada.says(command)
        await ada.sees("Nothing is kept about you.")
    assert not await is_known(ada, classroom)


async def test_delete_asks_first_and_then_everything_is_gone(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    await ada.says("/delete")
    await ada.sees(QUESTION)
    assert ada.buttons == [["Delete everything"], ["Keep everything"]]
    assert await is_known(ada, classroom)
    await ada.taps("Delete everything")
    await ada.sees(GONE)
    assert (ada.arrived, labels(ada.last)) == ([], [])
    assert not await is_known(ada, classroom)
    await ada.says("/start")
    await ada.sees("Welcome")


def traces(classroom: Classroom) -> list[str]:
    """The files of the database in which Ada is named, as she is in what she sent."""
    files = classroom.database.parent.glob(f"{classroom.database.name}*")
    return [file.name for file in files if b'"Ada"' in file.read_bytes()]


async def test_what_was_deleted_stands_in_no_file_any_more(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    assert traces(classroom)
    await ada.says("/delete")
    await ada.taps("Delete everything")
    await ada.sees(GONE)
    async with asyncio.timeout(15):
        while traces(classroom):  # noqa: ASYNC110 -- a tick looks after it
            await asyncio.sleep(0.2)


async def test_everything_can_be_kept_after_all(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    await ada.says("/delete")
    await ada.taps("Keep everything")
    await ada.sees("Everything stays as it was.")
    assert ada.buttons == []
    assert await is_known(ada, classroom)


async def test_a_question_of_ten_minutes_ago_deletes_nothing(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    await ada.says("/delete")
    classroom.playground.clock.travel(CONFIRM_FOR)
    await ada.taps("Delete everything")
    assert ada.told == [VOID]
    assert await is_known(ada, classroom)


@pytest.mark.parametrize(
    "forged",
    [
        lambda ada, noor, now: DeleteAll(noor.id, now),
        lambda ada, noor, now: DeleteAll(ada.id, now + timedelta(minutes=5)),
        lambda ada, noor, now: DeleteAll(ada.id, now - timedelta(hours=1)),
        lambda ada, noor, now: DeleteAll(ada.id, datetime(1970, 1, 1, tzinfo=UTC)),
        lambda ada, noor, now: DeleteAll(ada.id, datetime(2286, 1, 1, tzinfo=UTC)),
    ],
)
async def test_a_forged_confirmation_deletes_nobody(
    ada: Learner, classroom: Classroom, forged: Callable[..., DeleteAll]
) -> None:
    noor = classroom.learner("Noor")
    await noor.reaches(2)
    await ada.reaches(2)
    await ada.forges(pack(forged(ada, noor, classroom.school.clock.now())))
    assert ada.told == [VOID]
    assert await is_known(ada, classroom)
    assert await is_known(noor, classroom)


async def test_a_confirmation_that_is_delivered_again_changes_nothing(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(2)
    await ada.says("/delete")
    again = tap_of(ada, question_data(ada), "7001")
    for _ in range(2):
        classroom.playground.post_update(again)
        await classroom.at_rest()
    assert (ada.last.text or "").startswith(GONE)
    await ada.says("/start")
    classroom.playground.post_update(again)
    await classroom.at_rest()
    assert await is_known(ada, classroom)


class TestWhileADemoTypes:
    @pytest.fixture
    def tempo(self) -> float:
        return 1.0

    async def test_nothing_more_of_it_comes(self, ada: Learner, classroom: Classroom) -> None:
        await ada.reaches(2)
        await ada.taps("Continue")
        await classroom.playground.wait_for(lambda: ada.person.draft)
        await ada.says("/delete")
        await ada.taps("Delete everything")
        async with classroom.no_more("sendMessage"), classroom.no_more("sendMessageDraft"):
            await asyncio.sleep(1.5)  # the next words would have been typed by now
        assert not await is_known(ada, classroom)


async def test_old_buttons_bring_nobody_back_who_left(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    await ada.says("/delete")
    await ada.taps("Delete everything")
    await ada.taps("A")
    await ada.forges("1c:11:intro")
    await ada.says("/progress")
    assert not await is_known(ada, classroom)


def test_a_pseudonym_is_the_same_for_one_learner_and_for_no_other() -> None:
    names = {pseudonym(learner_id, "secret") for learner_id in range(1000)}
    assert len(names) == 1000
    assert pseudonym(7, "secret") == pseudonym(7, "secret") != pseudonym(7, "another secret")


async def test_no_learner_is_named_in_the_log_of_a_lesson_full_of_errors(
    playground: Playground, classroom: Classroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the lights went out")

    playground._world.bot.last_person_id = 7_301_558_641  # an id that no other number in the log looks like
    caplog.set_level(logging.DEBUG)
    grace = classroom.learner("Grace")
    await grace.reaches(4)
    for method in ("sendMessage", "sendPhoto", "editMessageText", "answerCallbackQuery", "sendDocument"):
        for fault in ("reset", "refuse", "500"):
            playground.faults.add(method, fault)
            for act in (grace.says("/progress"), grace.says("/export"), grace.forges("1q:11:kc1:A")):
                await act
    monkeypatch.setattr("bot.chat.progress.handlers.look_at_progress", broken)
    await grace.says("/progress")
    await grace.forges("1p")
    await grace.says("/delete")
    await grace.taps("Delete everything")
    formatter = logging.Formatter("%(message)s")
    log = "\n".join(formatter.format(record) for record in caplog.records)
    assert str(grace.id) == "7301558642"
    assert str(grace.id) not in log
    assert len(re.findall(rf"Error \w+ of {pseudonym(grace.id, playground.token)}\n", log)) >= 2
    caplog.clear()
