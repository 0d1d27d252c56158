"""The bot's profile is set where it is another, and its name is asked for again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from bot.botapi import profile
from bot.botapi.api import BotApi
from bot.botapi.profile import Profile, ShopWindow
from bot.botapi.transport import AiohttpRequest
from bot.playground import Playground

PROFILES = {"": Profile("A course", "What it brings.", "Short."), "de": Profile("Ein Kurs", "Was er bringt.", "Kurz.")}


@pytest.fixture
async def api(playground: Playground) -> AsyncIterator[BotApi]:
    async with AiohttpRequest() as request:
        yield BotApi(request, playground.token, playground.url)


async def set_up(api: BotApi, playground: Playground, until: int) -> list[str]:
    """What is called from now on until so many calls were made."""
    before = len(playground.calls)

    async def ask_username() -> str:
        return str((await api.call("getMe", {}))["username"])

    window = ShopWindow(api, lambda: PROFILES, ask_username)
    running = asyncio.create_task(window.run())
    await playground.wait_for(lambda: len(playground.calls) >= before + until)
    window.stop()
    await running
    return [call.method for call in playground.calls[before:]]


async def test_only_what_is_another_is_set(api: BotApi, playground: Playground) -> None:
    first = await set_up(api, playground, 12)
    assert first.count("setMyDescription") == first.count("setMyShortDescription") == first.count("setMyName") == 2
    assert await set_up(api, playground, 6) == ["getMyDescription", "getMyShortDescription", "getMyName"] * 2
    await api.call("setMyDescription", {"description": "", "language_code": "de"})
    assert (await set_up(api, playground, 7)).count("setMyDescription") == 1
    assert (await api.call("getMyDescription", {"language_code": "de"}))["description"] == "Was er bringt."


async def test_a_refusal_of_one_leaves_the_others(
    api: BotApi, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    playground.faults.add("setMyName", "429", times=2, retry_after=80_000)
    called = await set_up(api, playground, 12)
    assert called.count("setMyName") == 2
    assert (await api.call("getMyName", {}))["name"] == "Daily Lesson"
    assert (await api.call("getMyShortDescription", {}))["short_description"] == "Short."
    assert "The bot’s profile could not be set" in caplog.text


async def test_the_name_of_a_bot_is_asked_for_again(
    api: BotApi, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "_LOOKED_AT_EVERY", 0.01)
    api.username = "what_it_was_called_before"
    await set_up(api, playground, 14)
    assert api.username == "daily_lesson_bot"
