"""The files of a course, by their names."""

from __future__ import annotations

import re
from mimetypes import guess_type
from pathlib import Path

SIZE_LIMIT = 256 * 1024
"""The largest file that is read, in bytes. A written day is about 15 KB."""

_DAY = re.compile(r"day-([0-9]{1,2})\.ya?ml")
_LIKE_A_DAY = re.compile(r"(?i).*\.ya?ml|(day|lesson)[ _-]*[0-9]")
_SUFFIXES = frozenset({".yaml", ".yml"})


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder in order, without hidden ones; none where there is no folder. Raises OSError where it
    cannot be listed.
    """
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _is_yaml(path) and not path.name.startswith("."))


def other_files(folder: Path) -> list[Path]:
    """What else there is in the folder of a course, in order, without hidden files: nobody reads it."""
    others = (path for path in folder.iterdir() if not _is_yaml(path) and not path.name.startswith("."))
    return sorted(path for path in others if not path.is_dir())


def is_text_of_course(name: str) -> bool:
    """Whether a path in the folder of a course is that of one of its YAML files."""
    return "/" not in name and _is_yaml(Path(name))


def day_number(path: Path) -> int | None:
    """The number in a day file's name, such as `day-11.yaml`; None for any other name."""
    named = _DAY.fullmatch(path.name)
    return int(named[1]) if named else None


def day_file(folder: Path, number: int) -> Path:
    """The file of a day in the folder of a course, which need not be there."""
    return next((path for path in yaml_files(folder) if day_number(path) == number), folder / f"day-{number:02}.yaml")


def is_meant_as_day(path: Path) -> bool:
    """Whether a file that is not read was likely meant to be: `day-12.yaml.txt`, as systems name it that hide endings,
    `lesson 12.txt`, `day12`. One that can be seen or heard goes with a step, if it is used at all.
    """
    is_media = (guess_type(path.name)[0] or "").startswith(("image/", "video/", "audio/"))
    return _LIKE_A_DAY.match(path.name) is not None and not is_media


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES
