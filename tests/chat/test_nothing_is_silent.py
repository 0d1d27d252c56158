"""Whatever becomes of an answer, learners see something: the answer, or a word on it."""

from __future__ import annotations

import pytest

from bot.chat.conversation import COMES_BY_ITSELF, MAYBE_LOST, TAP_AGAIN
from bot.playground.faults import FaultKind
from tests.support.classroom import COMMANDS, Classroom, Learner

METHODS = {"/progress": "sendPhoto", "/export": "sendDocument"}
"""By which some commands are answered; the others by sendMessage."""


@pytest.mark.parametrize("fault", ["500", "reset", "lost"])
@pytest.mark.parametrize("command", [f"/{name}" for name in COMMANDS])
async def test_an_answer_that_may_be_lost_is_told(
    ada: Learner, classroom: Classroom, command: str, fault: FaultKind
) -> None:
    await ada.reaches(2)
    method = METHODS.get(command, "sendMessage")
    classroom.playground.faults.add(method, fault)
    calls = len(classroom.calls(method))
    await ada.says(command)
    assert (ada.last.text or ada.last.caption) == MAYBE_LOST
    assert len(classroom.calls(method)) == calls + (2 if method == "sendMessage" else 1)  # nothing is sent twice
    await ada.says(command)
    assert ada.last.text != MAYBE_LOST


@pytest.mark.parametrize("fault", ["500", "reset", "lost"])
async def test_a_step_that_may_be_lost_is_told_over_the_chat(
    ada: Learner, classroom: Classroom, fault: FaultKind
) -> None:
    await ada.reaches(1)
    classroom.playground.faults.add("sendMessage", fault)
    await ada.taps("Continue")
    assert ada.told == [TAP_AGAIN]
    assert ada.person.messages[-1].text != MAYBE_LOST
    if fault != "lost":
        await ada.taps("Continue")
        await ada.sees("Day 11 of 28 · 2/12")


async def test_a_step_that_telegram_wants_later_is_told_and_comes_by_itself(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    classroom.playground.faults.add("sendMessage", "429", retry_after=6)
    await ada.taps("Continue")
    assert ada.told == [COMES_BY_ITSELF]
    await classroom.playground.wait_for(lambda: any("· 2/12" in (each.text or "") for each in ada.arrived), 15)


@pytest.mark.parametrize("fault", ["500", "reset"])
async def test_an_edit_that_gets_lost_again_and_again_is_sent_instead(
    ada: Learner, classroom: Classroom, fault: FaultKind
) -> None:
    await ada.reaches(4)
    classroom.playground.faults.add("editMessageText", fault, times=20)
    await ada.taps("C")
    assert "Right." in (ada.last.text or "")
    assert ada.arrived == [ada.last]
    assert await ada.answers() == {"kc1": "C"}
    classroom.playground.faults.clear()
    await ada.taps("Continue")
    await ada.sees("· 5/12")


async def test_a_file_whose_upload_hangs_is_told(
    ada: Learner, classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classroom.bot._request, "_read_timeout", 0.5)
    monkeypatch.setattr(classroom.bot._request, "_connect_timeout", 0.5)
    await ada.says("/start")
    classroom.playground.faults.add("sendDocument", "timeout")
    await ada.says("/export")
    assert ada.last.text == MAYBE_LOST
    await ada.says("/export")
    assert ada.last.document is not None
