"""A process of its own that draws what the renderer asks for, and ends when nobody can ask any more.

A request is a line of JSON: the SVG and the fonts’ files. An answer is `ANSWER`, then the PNG or why there is none.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from struct import Struct

from bot.pictures.drawing import Drawing, DrawingError, draw

ANSWER = Struct(">?I")
"""Whether the picture could be drawn, and how many bytes follow."""


def request_for(drawing: Drawing) -> bytes:
    """What to send to the process to have this drawn."""
    return json.dumps([drawing.svg, [str(font) for font in drawing.fonts]]).encode() + b"\n"


def main() -> None:
    """Answer the requests on standard input until it ends: with the bot, however that ends."""
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_IGN)  # a stop means the bot, which still sends the pictures asked for
    for request in sys.stdin.buffer:
        drawn, content = _answer(request)
        try:
            sys.stdout.buffer.write(ANSWER.pack(drawn, len(content)) + content)
            sys.stdout.buffer.flush()
        except OSError:  # the bot is gone
            os._exit(1)  # any other exit would try once more to write the rest, and complain


def _answer(request: bytes) -> tuple[bool, bytes]:
    svg, fonts = json.loads(request)
    try:
        return True, draw(Drawing(svg, [Path(font) for font in fonts]))
    except DrawingError as error:
        return False, str(error).encode(errors="replace")


if __name__ == "__main__":
    main()
