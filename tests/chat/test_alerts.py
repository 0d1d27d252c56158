"""What goes wrong is told to the admins: grouped, at most once a minute, and without a word on who learners are."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection

import pytest

from bot.botapi.api import BotApi
from bot.botapi.pacing import Pacer
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.chat import alerts as alerts_module
from bot.chat.alerts import Alerts
from bot.chat.pseudonym import pseudonym
from bot.playground import Playground
from bot.playground.people import Person
from tests.support.classroom import Classroom, Learner

_log = logging.getLogger("bot.tests")


class Hand:
    """The hand of a clock, in seconds."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def admin(playground: Playground) -> Person:
    admin = playground.person("Admin", admin=True)
    admin.say("/start")
    return admin


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def alerts(playground: Playground, admin: Person, hand: Hand) -> AsyncIterator[Alerts]:
    request = AiohttpRequest()
    await request.initialize()
    sender = Sender(BotApi(request, playground.token, playground.url), Pacer())
    alerts = Alerts(sender, {admin.id}, playground.token, hand)
    logging.getLogger().addHandler(alerts)
    yield alerts
    logging.getLogger().removeHandler(alerts)
    await request.shutdown()


def told(admin: Person) -> list[str]:
    return [message.text or "" for message in admin.messages if message.from_bot]


async def test_what_goes_wrong_within_a_minute_comes_in_one_message(alerts: Alerts, admin: Person, hand: Hand) -> None:
    _log.error("The first")
    await alerts.tell()
    assert told(admin) == ["⚠️ Something needs a look\n\nThe first"]
    for _ in range(3):
        _log.error("Again %s", "and again")
    _log.warning("Nothing to worry about")
    alerts.note("Broadcast 3 has paused itself")
    hand.at += 59
    await alerts.tell()
    assert len(told(admin)) == 1
    hand.at += 1
    await alerts.tell()
    assert told(admin)[1:] == ["⚠️ 4 things need a look\n\n3 × Again and again\nBroadcast 3 has paused itself"]
    hand.at += 3600
    await alerts.tell()
    assert len(told(admin)) == 2


async def test_a_storm_of_errors_is_still_one_short_message(alerts: Alerts, admin: Person) -> None:
    for number in range(1000):
        _log.error("Error %d %s", number, "x" * 5000)
    await alerts.tell()
    (text,) = told(admin)
    assert text.startswith("⚠️ 1000 things need a look")
    assert text.endswith("… and 992 more; the log has them.")
    assert len(text) < 2000


async def test_neither_the_token_nor_a_learners_number_is_told(
    alerts: Alerts, admin: Person, playground: Playground
) -> None:
    try:
        raise RuntimeError(f"7301558642 at {playground.url}/bot{playground.token}/sendMessage")
    except RuntimeError:
        logging.getLogger("some.library").exception("Chat 7301558642 at %s failed", playground.token)
    await alerts.tell()
    (text,) = told(admin)
    assert "some.library: Chat … at <token> failed – RuntimeError at test_alerts.py:" in text
    assert "7301558642" not in text
    assert playground.token not in text


async def test_a_record_whose_arguments_do_not_fit_is_told_as_it_is(alerts: Alerts, admin: Person) -> None:
    alerts.handle(logging.LogRecord("bot.tests", logging.ERROR, "", 1, "%d lights went out", ("all",), None))
    await alerts.tell()
    assert told(admin) == ["⚠️ Something needs a look\n\n%d lights went out"]


async def test_alerts_that_cannot_be_sent_raise_no_further_one(
    alerts: Alerts, admin: Person, playground: Playground, hand: Hand
) -> None:
    for fault in ("refuse", "500", "lost"):
        playground.faults.add("sendMessage", fault)
        _log.error("The lights went out")
        await alerts.tell()
        hand.at += 60
    admin.block()
    _log.error("The lights went out")
    await alerts.tell()
    hand.at += 60
    before = len(playground.calls)
    await alerts.tell()
    assert len(playground.calls) == before


class TestAtWork:
    @pytest.fixture
    def admins(self) -> Collection[str]:
        return ("Admin",)

    @pytest.fixture
    def tick_for(self) -> float:
        return 0.05

    async def test_an_error_of_a_learner_is_told_with_its_reference_and_a_pseudonym(
        self, ada: Learner, classroom: Classroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def broken(*_: object) -> None:
            raise LookupError("a secret of Ada’s")

        admin = classroom.learner("Admin")
        await admin.says("/help")
        monkeypatch.setattr("bot.chat.lessons.handlers.look_at_progress", broken)
        await ada.says("/lessons")
        (apology,) = ada.arrived
        reference = (apology.text or "").rpartition("mention ")[2].rstrip(".")
        await admin.sees(f"Error {reference} of {pseudonym(ada.id, classroom.playground.token)} – LookupError at test_")
        assert "secret" not in (admin.last.text or "")
        assert ada.last == apology
        caplog.clear()

    async def test_a_silence_that_telegram_asks_for_is_told_once(
        self, classroom: Classroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(alerts_module, "_EVERY", 0.0)
        admin = classroom.learner("Admin")
        await admin.says("/help")
        classroom.pacer.restore({None: 30.0})
        await admin.sees("Telegram asks for silence: reminders and announcements wait for 30 s")
        _log.error("The lights went out")
        await admin.sees("The lights went out")
        assert len([message for message in admin.arrived if "silence" in (message.text or "")]) == 1
        caplog.clear()

    async def test_somebody_who_is_no_admin_hears_nothing(
        self, ada: Learner, classroom: Classroom, caplog: pytest.LogCaptureFixture
    ) -> None:
        admin = classroom.learner("Admin")
        await admin.says("/help")
        await ada.says("/help")
        _log.error("The lights went out")
        await admin.sees("The lights went out")
        assert "lights" not in (ada.last.text or "")
        caplog.clear()
