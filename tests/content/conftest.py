from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guide import EXAMPLES


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The course of the guide for authors: one day, with a step of every kind, and one more practice."""
    folder = tmp_path / "example"
    folder.mkdir()
    (folder / "course.yaml").write_text(EXAMPLES["course"], encoding="utf-8")
    (folder / "day-03.yaml").write_text(f"{EXAMPLES['day']}\n{EXAMPLES['extra']}\n", encoding="utf-8")
    return folder
