from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground import Playground, TravellingClock

BOT = "42:playground"


class Caller:
    """Calls Bot API methods the plain way, and hands back the answer as it is."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground = playground
        self.session = session

    async def __call__(self, method: str, bot: str = BOT, **parameters: Any) -> dict[str, Any]:
        url = f"{self.playground.url}/bot{bot}/{method}"
        async with self.session.post(url, json=parameters) as response:
            answer = await response.json()
            assert answer.get("error_code", 200) == response.status
            return answer

    async def control(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.playground.url}/playground/{path}", json=body) as response:
            return await response.json() if response.status == 200 else (response.status, await response.text())

    async def shows(self, person: int, content: bytes, mime_type: str, **words: str) -> tuple[int, str]:
        """Send a file as the page does."""
        url, query = f"{self.playground.url}/playground/show", {"person": str(person), **words}
        async with self.session.post(url, params=query, data=content, headers={"Content-Type": mime_type}) as response:
            return response.status, await response.text()

    async def state(self) -> dict[str, Any]:
        async with self.session.get(f"{self.playground.url}/playground/state") as response:
            return await response.json()


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    playground = Playground(BOT, TravellingClock())
    await playground.start()
    yield playground
    await playground.stop()


@pytest.fixture
async def call(playground: Playground) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(playground, session)


@pytest.fixture
def ada(playground: Playground):
    ada = playground.person("Ada")
    ada.say("/start")
    return ada
