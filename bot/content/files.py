"""The files of a course, by their names."""

from __future__ import annotations

import re
from pathlib import Path

SIZE_LIMIT = 256 * 1024
"""The largest file that is read, in bytes. A written day is about 15 KB."""

_DAY = re.compile(r"day-([0-9]{1,2})\.ya?ml")
_SUFFIXES = frozenset({".yaml", ".yml"})


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder in order, without hidden ones; none where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES and not path.name.startswith("."))


def day_number(path: Path) -> int | None:
    """The number in a day file's name, such as `day-11.yaml`; None for any other name."""
    named = _DAY.fullmatch(path.name)
    return int(named[1]) if named else None
