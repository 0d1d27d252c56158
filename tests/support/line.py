"""The line from one process of the bot to Telegram: all that it says passes here, and is told from what others say."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

_PIECE = 65_536  # bytes


@dataclass(frozen=True, slots=True)
class Said:
    """The beginning of a call: when it passed, by the monotonic clock, and which method it was of."""

    at: float
    method: str


class Line:
    """Carries the connections of one process to the server at `to`, and notes the calls in `said`."""

    def __init__(self, to: str) -> None:
        self.url = ""
        self.said: list[Said] = []
        self._to = urlsplit(to)
        self._server: asyncio.Server
        self._carrying: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen; `url` has the address afterwards."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Carry nothing any more."""
        self._server.close()
        for task in list(self._carrying):
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                there, here = await asyncio.open_connection(self._to.hostname, self._to.port)
                try:
                    pieces = [self._pass_on(reader, here, noted=True), self._pass_on(there, writer, noted=False)]
                    ways = [asyncio.create_task(way) for way in pieces]
                    try:
                        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                    finally:
                        for way in ways:
                            way.cancel()
                        await asyncio.gather(*ways, return_exceptions=True)
                finally:
                    here.transport.abort()
        finally:
            writer.transport.abort()  # one end is gone, and so is the line
            self._carrying.discard(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, noted: bool) -> None:
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                if noted and piece.startswith(b"POST "):
                    method = piece.split(b" ", 2)[1].rpartition(b"/")[2].decode()
                    self.said.append(Said(time.monotonic(), method))
                writer.write(piece)
                await writer.drain()
