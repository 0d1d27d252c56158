from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import lesson_bot, open_school
from bot.chat import app, heartbeat
from bot.chat.progress.pictures import PictureSending
from bot.core.course import Course
from bot.flows.school import School
from bot.playground import Playground


async def test_a_stop_lets_a_tick_under_way_end(
    playground: Playground,
    course: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow_note(_: School, __: Mapping[int | None, float]) -> None:
        begun.set()
        await go_on.wait()
        ended.set()

    monkeypatch.setattr(heartbeat, "remember_pauses", slow_note)
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        running = asyncio.create_task(lesson_bot(school, playground.token, playground.url, tick_for=0.05).run(stopping))
        await begun.wait()
        stopping.set()
        await playground.wait_for(lambda: [call.method for call in playground.calls].count("getUpdates") >= 1)
        go_on.set()
        await running
    assert ended.is_set()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    "jump", [timedelta(seconds=7), timedelta(hours=-6), timedelta(hours=6), timedelta(days=1100), timedelta(days=-1100)]
)
async def test_looks_go_on_whatever_the_clock_does_and_whether_one_fails(
    playground: Playground, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    looks: asyncio.Queue[datetime] = asyncio.Queue()

    async def note(school: School, _: Mapping[int | None, float]) -> None:
        looks.put_nowait(school.clock.now())
        raise RuntimeError("a look that fails")

    monkeypatch.setattr(heartbeat, "remember_pauses", note)
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        running = asyncio.create_task(lesson_bot(school, playground.token, playground.url, tick_for=0.02).run(stopping))
        await asyncio.wait_for(looks.get(), 5)
        playground.clock.travel(jump)
        now = school.clock.now()
        async with asyncio.timeout(5):
            while abs(await looks.get() - now) > timedelta(minutes=1):
                pass
            for _ in range(5):
                await looks.get()
        stopping.set()
        await running


async def test_a_silent_telegram_is_told_to_the_operator(
    playground: Playground,
    course: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(app, "_SILENT_FOR", timedelta(seconds=0.1))
    told = asyncio.Event()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith("Telegram has not answered a poll for"):
                told.set()

    listener = Listener()
    logging.getLogger("bot.chat.app").addHandler(listener)
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        running = asyncio.create_task(lesson_bot(school, playground.token, playground.url, tick_for=0.05).run(stopping))
        await asyncio.wait_for(told.wait(), 5)
        stopping.set()
        await running
    logging.getLogger("bot.chat.app").removeHandler(listener)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_stop_leaves_no_render_process_behind(playground: Playground, course: Course, tmp_path: Path) -> None:
    ada = playground.person("Ada")
    async with open_school(tmp_path / "bot.db", course, playground.clock, "UTC", playground.token) as school:
        bot, stopping = lesson_bot(school, playground.token, playground.url), asyncio.Event()
        running = asyncio.create_task(bot.run(stopping))
        ada.say("/progress")
        await playground.wait_for(lambda: any(message.photo for message in ada.messages))
        pictures = next(close.__self__ for each in bot._features for close in each.closing if "Picture" in str(close))
        assert isinstance(pictures, PictureSending)
        renderer = pictures._renderer
        assert renderer._process is not None
        process = renderer._process._process
        assert process.returncode is None
        stopping.set()
        await running
        assert process.returncode is not None
