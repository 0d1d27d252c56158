"""The files that go with steps: where they have to be, and what Telegram takes, told by what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path, PurePosixPath

from bot.content.files import is_text_of_course
from bot.core.course import Media, MediaKind

Digests = Mapping[str, str]
"""Digests of files by their names."""

PHOTO_LIMIT, FILE_LIMIT = 10_000_000, 50_000_000
"""The largest files in bytes: a photo, and any other (https://core.telegram.org/bots/api#sending-files)."""

_SIDES, _RATIO = 10_000, 20
_FORMATS = {
    MediaKind.PHOTO: ("PNG", "JPEG"),
    MediaKind.VIDEO: ("MP4",),
    MediaKind.VOICE: ("OGG with Opus", "MP3", "M4A"),
    MediaKind.AUDIO: ("MP3", "M4A"),
}
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


class UnfitMediaError(Exception):
    """A file cannot go with a step. `hint` says what to do, or is empty."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the files that go with steps are looked for: in the `folder` of the course, or, where only the texts of a
    course were `kept`, among the digests of them by name.
    """

    folder: Path
    kept: Digests | None = None

    def find(self, kind: MediaKind, name: str) -> Media:
        """The file of this name, as yet without words for it. Raises UnfitMediaError."""
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or ":" in path.parts[0]:
            raise UnfitMediaError(
                f"`{name}` leads out of the course’s folder", "its path in there, like pictures/a.png"
            )
        name = str(path)
        if is_text_of_course(name):
            raise UnfitMediaError(f"`{name}` is one of the course’s own files", "put it in a folder of its own")
        if self.kept is None:
            return Media(kind, name, sha256(_content(self.folder, name, kind)).hexdigest(), "")
        if name not in self.kept:
            raise UnfitMediaError(f"there is no file `{name}`")
        return Media(kind, name, self.kept[name], "")


def read_media(folder: Path, media: Media) -> bytes | None:
    """What is in a file that goes with a step; None where it is not there any more as it was."""
    path = folder / media.name
    try:
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            return None
        content = path.read_bytes()
    except (OSError, RuntimeError):  # RuntimeError: a link to itself
        return None
    return content if sha256(content).hexdigest() == media.digest else None


def _content(folder: Path, name: str, kind: MediaKind) -> bytes:
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise UnfitMediaError(
                f"`{name}` is a link that leads out of the course’s folder", "put the file itself here"
            )
        if not path.is_file():
            raise UnfitMediaError(*_about_what_is_there(folder, path, name))
        size, limit = path.stat().st_size, PHOTO_LIMIT if kind is MediaKind.PHOTO else FILE_LIMIT
        if size > limit:
            much = f"`{name}` has {size / 1e6:.1f} MB; Telegram takes {limit // 1_000_000}"
            raise UnfitMediaError(much, "make it smaller")
        content = path.read_bytes()
    except (OSError, RuntimeError) as error:
        raise UnfitMediaError(
            f"`{name}` cannot be read: {getattr(error, 'strerror', None) or 'a link to itself'}"
        ) from None
    if not content:
        raise UnfitMediaError(f"`{name}` is empty")
    if kind in _FORMATS:
        _check_format(name, kind, content)
    return content


def _about_what_is_there(folder: Path, path: Path, name: str) -> tuple[str, str]:
    """What is wrong where there is no such file."""
    if path.is_dir():
        return f"`{name}` is a folder", "name a file in it"
    if path.exists():
        return f"`{name}` is no file", ""
    names = [str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()]
    close = get_close_matches(name, names, n=1)
    return f"there is no file `{name}`", f"did you mean `{close[0]}`?" if close else "its path in the course’s folder"


def _check_format(name: str, kind: MediaKind, content: bytes) -> None:
    found, wanted = _format_of(content), _FORMATS[kind]
    if found not in wanted:
        what = f"is {found}" if found else "is in a format that is not known here"
        raise UnfitMediaError(
            f"`{name}` {what}; Telegram wants {' or '.join(wanted)}", "save it as that; a new name is not enough"
        )
    if kind is MediaKind.PHOTO:
        width, height = _pixels(content)
        if not width or not height:
            raise UnfitMediaError(f"`{name}` is damaged", "save it anew")
        if width + height > _SIDES or max(width, height) > _RATIO * min(width, height):
            hint = f"both together at most {_SIDES}, one at most {_RATIO} times the other"
            raise UnfitMediaError(f"`{name}` has {width} × {height} pixels, which Telegram does not take", hint)


def _format_of(content: bytes) -> str:
    """The format of a file, by how it begins; empty where it is none of those that are told apart here."""
    head = content[:64]
    if head[4:8] == b"ftyp":
        return {b"M4A ": "M4A", b"M4B ": "M4A", b"qt  ": "MOV", b"heic": "HEIC", b"avif": "AVIF"}.get(head[8:12], "MP4")
    if head.startswith(b"OggS"):
        return "OGG with Opus" if b"OpusHead" in head else "OGG without Opus"
    if head.startswith(b"RIFF"):
        return {b"WEBP": "WebP", b"WAVE": "WAV", b"AVI ": "AVI"}.get(head[8:12], "")
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "MP3"
    begins = {
        b"\x89PNG\r\n\x1a\n": "PNG",
        b"\xff\xd8\xff": "JPEG",
        b"GIF8": "GIF",
        b"\x1a\x45\xdf\xa3": "WebM",
        b"%PDF": "PDF",
    }
    return next((name for start, name in begins.items() if head.startswith(start)), "SVG" if b"<svg" in head else "")


def _pixels(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or a JPEG; nothing where it is not whole."""
    if content.startswith(b"\x89PNG"):
        whole = b"IEND" in content[-16:]
        return (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) if whole else (0, 0)
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        if content[at + 1] in _JPEG_SIZES:
            return int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(content[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return 0, 0
