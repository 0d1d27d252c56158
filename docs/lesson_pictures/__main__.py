"""Draws the pictures of the lessons anew: `make drawings`.

They are 960 pixels wide, of which a phone shows a third, so a letter has 34 at least. Like the pictures of the bot they
bring their own dark ground.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from bot.pictures.drawing import Drawing, draw
from docs.lesson_pictures.camera_moves import camera_moves
from docs.lesson_pictures.diagrams import (
    picture_formula,
    prompt_in_parts,
    sideways,
    six_shapes,
    template,
    three_containers,
    three_passes,
    where_words_go,
)

FOLDER = Path(__file__).parents[2] / "lessons" / "chatgpt" / "pictures"
PICTURES: dict[str, Callable[[], Drawing]] = {
    "camera-moves.png": camera_moves,
    "picture-formula.png": picture_formula,
    "prompt-in-parts.png": prompt_in_parts,
    "sideways.png": sideways,
    "six-shapes.png": six_shapes,
    "template.png": template,
    "three-containers.png": three_containers,
    "three-passes.png": three_passes,
    "where-words-go.png": where_words_go,
}
"""What draws each picture, by its file."""

if __name__ == "__main__":
    for name in sys.argv[1:] or PICTURES:
        (FOLDER / name).write_bytes(draw(PICTURES[name]()))
