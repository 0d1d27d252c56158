"""The renderer and its process: pictures come one by one, whatever happens to the process that draws them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.pictures.drawing import Drawing, DrawingError
from bot.pictures.renderer import Renderer
from bot.pictures.typefaces import font_file

ROOT = Path(__file__).parents[2]
PNG = b"\x89PNG\r\n\x1a\n"
DEATH = 10.0  # seconds, of which a process needs a fraction


def blank(width: int = 9) -> Drawing:
    return Drawing(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="9"/>')


def cloudy(side: int) -> Drawing:
    """A picture of clouds: at 400 pixels they take some tenths of a second, at 4000 minutes."""
    return Drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"><filter id="clouds">'
        f'<feTurbulence baseFrequency="0.1" numOctaves="{side // 100}"/></filter>'
        f'<path d="M0 0h{side}v{side}z" filter="url(#clouds)"/></svg>'
    )


def width_of(png: bytes) -> int:
    assert png.startswith(PNG)
    return int.from_bytes(png[16:20], "big")


def process_of(renderer: Renderer) -> Process:
    assert renderer._process is not None
    return renderer._process._process


async def begun(renderer: Renderer, than: Process | None = None) -> Process:
    """The process, once there is one other than this one."""
    async with asyncio.timeout(DEATH):
        while renderer._process is None or process_of(renderer) is than:  # noqa: ASYNC110 -- it tells nobody
            await asyncio.sleep(0.01)
    return process_of(renderer)


@pytest.fixture
async def renderer() -> AsyncIterator[Renderer]:
    renderer = Renderer()
    yield renderer
    await renderer.close()


async def test_pictures_are_drawn_by_one_painter(renderer: Renderer) -> None:
    assert width_of(await renderer.draw(blank(10))) == 10
    process = process_of(renderer)
    widths = [width_of(png) for png in await asyncio.gather(*(renderer.draw(blank(width)) for width in range(20, 30)))]
    assert widths == list(range(20, 30))
    assert process_of(renderer) is process


async def test_the_bot_goes_on_while_a_picture_is_drawn(renderer: Renderer) -> None:
    await renderer.draw(blank())
    drawing = asyncio.create_task(renderer.draw(cloudy(600)))
    for _ in range(10):
        await asyncio.sleep(0.001)  # if drawing held the loop up, it would be over after the first of these
    assert not drawing.done()
    assert width_of(await drawing) == 600


async def test_what_cannot_be_drawn_says_so_and_the_painter_stays(renderer: Renderer) -> None:
    with pytest.raises(DrawingError, match="root node"):
        await renderer.draw(Drawing("<svg"))
    process = process_of(renderer)
    assert width_of(await renderer.draw(blank())) == 9
    assert process_of(renderer) is process


async def test_after_a_panic_of_the_library_the_painter_stays(
    renderer: Renderer, capfd: pytest.CaptureFixture[str]
) -> None:
    runs = [("Noto Sans", "Zoë "), ("Noto Emoji", "👩‍👩‍👧 "), ("Noto Sans", "b")]
    spans = "".join(f'<tspan font-family="{family}">{text}</tspan>' for family, text in runs)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>{spans}</text></svg>'
    with pytest.raises(DrawingError, match="removal index"):
        await renderer.draw(Drawing(svg, [font_file("Noto Sans"), font_file("Noto Emoji")]))
    assert "panicked" in capfd.readouterr().err
    process = process_of(renderer)
    assert width_of(await renderer.draw(blank())) == 9
    assert process_of(renderer) is process


async def test_a_painter_that_died_between_two_pictures_is_replaced(renderer: Renderer) -> None:
    await renderer.draw(blank())
    process = process_of(renderer)
    process.kill()
    assert width_of(await renderer.draw(blank())) == 9
    assert process_of(renderer) is not process
    process_of(renderer).kill()
    await process_of(renderer).wait()
    assert width_of(await renderer.draw(blank())) == 9


async def test_a_picture_over_which_the_painter_dies_is_drawn_by_another(renderer: Renderer) -> None:
    drawing = asyncio.create_task(renderer.draw(cloudy(400)))
    process = await begun(renderer)
    process.kill()
    assert width_of(await drawing) == 400
    assert process_of(renderer) is not process


async def test_a_picture_over_which_two_painters_die_is_given_up_and_the_next_one_drawn(renderer: Renderer) -> None:
    drawing = asyncio.create_task(renderer.draw(cloudy(4000)))
    first = await begun(renderer)
    first.kill()
    (await begun(renderer, than=first)).kill()
    with pytest.raises(DrawingError, match="two died over this picture"):
        await drawing
    assert width_of(await renderer.draw(blank())) == 9


async def test_a_picture_that_takes_too_long_is_given_up_and_its_painter_replaced(renderer: Renderer) -> None:
    await renderer.draw(blank())
    process = process_of(renderer)
    renderer._patience = 0.2
    with pytest.raises(DrawingError, match="not drawn within"):
        await renderer.draw(cloudy(4000))
    assert process.returncode is not None
    renderer._patience = DEATH
    assert width_of(await renderer.draw(blank())) == 9


async def test_the_answer_to_a_picture_nobody_waits_for_is_not_given_to_the_next(renderer: Renderer) -> None:
    drawing = asyncio.create_task(renderer.draw(cloudy(400)))
    await begun(renderer)
    drawing.cancel()
    assert width_of(await renderer.draw(blank())) == 9
    assert drawing.cancelled()


async def test_a_machine_that_cannot_start_a_painter_says_so(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        changed.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(DrawingError, match="No process could be had"):
            await renderer.draw(blank())
    assert width_of(await renderer.draw(blank())) == 9


async def test_a_painter_without_work_leaves_and_comes_back(renderer: Renderer) -> None:
    renderer._idle_for = 0.01
    await renderer.draw(blank())
    process = process_of(renderer)
    async with asyncio.timeout(DEATH):
        assert await process.wait() == 0
    assert width_of(await renderer.draw(blank())) == 9


async def test_closing_leaves_no_process_and_can_be_done_twice() -> None:
    renderer = Renderer()
    await renderer.close()
    await renderer.draw(blank())
    process = process_of(renderer)
    await renderer.close()
    assert process.returncode is not None
    await renderer.close()


BOT = """
import asyncio, signal, sys
from bot.pictures.drawing import Drawing
from bot.pictures.renderer import Renderer
from tests.pictures.test_renderer import blank, cloudy

async def main():
    renderer, told = Renderer(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, told.set)
    await renderer.draw(blank())
    process = renderer._process
    if sys.argv[1] == "draws":
        asyncio.create_task(renderer.draw(cloudy(400)))
        await asyncio.sleep(0)
    print("ready", flush=True)
    await told.wait()
    await renderer.draw(blank())
    assert renderer._process is process
    await renderer.close()

asyncio.run(main())
"""


@asynccontextmanager
async def a_bot(work: str) -> AsyncIterator[Process]:
    """A process with an renderer and a process, which share its standard error and its place in a terminal."""
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", BOT, work), cwd=ROOT, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    assert bot.stdout is not None
    try:
        async with asyncio.timeout(2 * DEATH):
            assert await bot.stdout.readline() == b"ready\n"
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
        await bot.communicate()


@pytest.mark.parametrize("work", ["idles", "draws"])
async def test_a_painter_does_not_outlive_a_bot_that_is_killed(work: str) -> None:
    async with a_bot(work) as bot:
        bot.kill()
        async with asyncio.timeout(DEATH):
            assert await bot.communicate() == (b"", b"")  # which ends when the last process that has them does
        assert bot.returncode == -signal.SIGKILL


async def test_ctrl_c_is_for_the_bot_alone() -> None:
    async with a_bot("idles") as bot:
        os.killpg(bot.pid, signal.SIGINT)
        async with asyncio.timeout(DEATH):
            assert await bot.communicate() == (b"", b"")
        assert bot.returncode == 0


async def test_a_painter_that_is_told_to_stop_goes_on_until_the_bot_ends(renderer: Renderer) -> None:
    await renderer.draw(blank())
    process = process_of(renderer)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    assert width_of(await renderer.draw(blank())) == 9
    assert process_of(renderer) is process


def test_a_painter_knows_nothing_of_the_bot() -> None:
    script = "import bot.pictures.render_process, sys; print(*sorted(sys.modules))"
    command = [sys.executable, "-c", script]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60, cwd=ROOT).stdout.split()
    ours = {name for name in loaded if name.partition(".")[0] == "bot"}
    assert ours == {"bot", "bot.pictures", "bot.pictures.drawing", "bot.pictures.render_process"}
    assert not {"asyncio", "telegram", "sqlalchemy"} & set(loaded)
