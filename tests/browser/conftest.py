"""A real browser, and a playground for it to look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.playground import Playground
from tests.support.clock import afternoon_clock

CALM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

BotCall = Callable[..., Awaitable[Any]]
OpenPage = Callable[..., Awaitable[Page]]


# One browser, hence one event loop, serves all these tests: a module of them is marked `asyncio(loop_scope="session")`.
@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, as the system has it."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        missing = "The browser tests need Chromium: apt-get install chromium"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=CALM)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def playground() -> AsyncIterator[Playground]:
    playground = Playground("42:playground", afternoon_clock(), database=None)
    playground.limits = None
    await playground.start()
    yield playground
    await playground.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def call(playground: Playground) -> AsyncIterator[BotCall]:
    """Make a call of the Bot API, as the bot: `await call("sendMessage", chat_id=…, text=…)` gives the result."""
    async with aiohttp.ClientSession() as session:

        async def call_method(method: str, **parameters: object) -> Any:
            async with session.post(f"{playground.url}/bot{playground.token}/{method}", json=parameters) as response:
                answer = await response.json()
                assert answer["ok"], answer
                return answer["result"]

        yield call_method


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, playground: Playground) -> AsyncIterator[OpenPage]:
    """Open the playground's page at an address such as `#1001`; whatever goes wrong in the page fails the test."""
    errors: list[str] = []
    contexts: list[BrowserContext] = []

    async def open_at(address: str = "", width: int = 1360, height: int = 850, **options: Any) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, permissions=["clipboard-read", "clipboard-write"], **options
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(f"a dialogue of the browser: {dialog.message}"))
        await page.goto(f"{playground.url}/{address}")
        await page.wait_for_selector("body:not(.loading)")
        return page

    yield open_at
    for context in contexts:
        await context.close()
    assert errors == []
