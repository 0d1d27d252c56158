"""The renderer: where the bot has its pictures drawn, beside its own work."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from bot.pictures.drawing import Drawing, DrawingError
from bot.pictures.render_process import ANSWER, request_for

_ROOT = Path(__file__).parents[2]  # where `bot` can be imported from


class Renderer:
    """Has one picture after the other drawn by a process that comes with the first of them: resvg would let no other
    Python of the bot run meanwhile. The process leaves after `idle_for` seconds without a picture; one that
    takes longer than `patience` seconds over a picture is replaced.
    """

    def __init__(self, patience: float = 10.0, idle_for: float = 300.0) -> None:
        self._patience = patience
        self._idle_for = idle_for
        self._free = asyncio.Lock()
        self._process: _RenderProcess | None = None
        self._leaving: asyncio.TimerHandle | None = None

    async def draw(self, drawing: Drawing) -> bytes:
        """Have a picture drawn, as PNG. Raises DrawingError, whatever goes wrong with it."""
        async with self._free:
            try:
                async with asyncio.timeout(self._patience):
                    drawn, content = await self._ask_twice(request_for(drawing))
            except TimeoutError as error:
                raise DrawingError(f"It was not drawn within {self._patience:g} s") from error
            except (OSError, EOFError) as error:
                raise DrawingError("No process could be had, or two died over this picture") from error
        if not drawn:
            raise DrawingError(content.decode())
        return content

    async def close(self) -> None:
        """See the process off, once no picture is asked for any more."""
        async with self._free:
            await self._dismiss()

    async def _ask_twice(self, request: bytes) -> tuple[bool, bytes]:
        """The answer of the process or, where it died before this picture or over it, of another one."""
        try:
            return await self._ask(request)
        except (OSError, EOFError):
            return await self._ask(request)

    async def _ask(self, request: bytes) -> tuple[bool, bytes]:
        if self._leaving is not None:
            self._leaving.cancel()
        if self._process is not None and self._process.is_leaving:
            await self._dismiss()
        if self._process is None:
            self._process = await _hire()
        try:
            answer = await self._process.ask(request)
        except BaseException:
            await self._dismiss()  # an answer that still came would be taken for that to the next request
            raise
        self._leaving = asyncio.get_running_loop().call_later(self._idle_for, self._process.leave)
        return answer

    async def _dismiss(self) -> None:
        process, self._process = self._process, None
        if self._leaving is not None:
            self._leaving.cancel()
        if process is not None:
            await process.end()


class _RenderProcess:
    """The process, as the renderer sees it."""

    def __init__(self, process: Process, requests: asyncio.StreamWriter, answers: asyncio.StreamReader) -> None:
        self._process = process
        self._requests = requests
        self._answers = answers

    @property
    def is_leaving(self) -> bool:
        """Whether it takes no more requests."""
        return self._process.returncode is not None or self._requests.is_closing()

    async def ask(self, request: bytes) -> tuple[bool, bytes]:
        """Whether the picture was drawn; it, or why not. Raises OSError or EOFError if the process dies over it."""
        self._requests.write(request)
        await self._requests.drain()
        drawn, length = ANSWER.unpack(await self._answers.readexactly(ANSWER.size))
        return drawn, await self._answers.readexactly(length)

    def leave(self) -> None:
        """Ask for nothing more, upon which it ends by itself."""
        self._requests.close()

    async def end(self) -> None:
        """End it, whatever it is at."""
        self.leave()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        with contextlib.suppress(OSError):
            await self._answers.read()
        await self._process.wait()


async def _hire() -> _RenderProcess:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.pictures.render_process"),
        cwd=_ROOT,
        stdin=PIPE,
        stdout=PIPE,
        start_new_session=True,  # Ctrl+C in a terminal means the bot
    )
    if process.stdin is None or process.stdout is None:
        raise OSError("a process without pipes")
    return _RenderProcess(process, process.stdin, process.stdout)
