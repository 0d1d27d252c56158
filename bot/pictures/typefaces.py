"""Our fonts, as far as a line of text has to know them: which characters each has, and how wide they are."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from pathlib import Path
from struct import unpack_from

FONTS = Path(__file__).parent / "fonts"

FAMILIES = (
    "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Tamil",
    "Noto Sans Telugu", "Noto Sans Kannada", "Noto Sans Malayalam", "Noto Sans Gujarati", "Noto Sans Gurmukhi",
    "Noto Sans Oriya", "Noto Sans Sinhala", "Noto Sans Thai", "Noto Sans Lao", "Noto Sans Khmer", "Noto Sans Myanmar",
    "Noto Sans Georgian", "Noto Sans Armenian", "Noto Sans Ethiopic", "Droid Sans Fallback", "Noto Sans CJK KR",
    "Noto Emoji", "Noto Sans Symbols", "Noto Sans Symbols2",
)  # fmt: skip
"""The families. Where several have a character, the first is its."""


class Typeface:
    """One font (https://learn.microsoft.com/typography/opentype/spec): its tables cmap and hmtx."""

    def __init__(self, file: Path) -> None:
        font = file.read_bytes()
        (tables,) = unpack_from(">H", font, 4)
        records = (unpack_from(">4s4xII", font, 12 + 16 * index) for index in range(tables))
        found = {tag: font[offset : offset + length] for tag, offset, length in records}
        self._cmap = found[b"cmap"]
        self._hmtx = found[b"hmtx"]
        (self._units,) = unpack_from(">H", found[b"head"], 18)
        (self._metrics,) = unpack_from(">H", found[b"hhea"], 34)
        (maps,) = unpack_from(">H", self._cmap, 2)
        starts = [unpack_from(">I", self._cmap, 8 + 8 * index)[0] for index in range(maps)]
        formats = {unpack_from(">H", self._cmap, start)[0]: start for start in starts}
        self._groups = self._read_groups(formats[12]) if 12 in formats else self._read_segments(formats[4])
        self._lasts = [last for _, last, _ in self._groups]

    def has(self, character: str) -> bool:
        """Whether the font has a character."""
        return self._glyph(character) > 0

    def advance(self, character: str) -> float:
        """How wide a character is as it stands alone, as a multiple of the size of the font."""
        glyph = min(self._glyph(character), self._metrics - 1)
        return float(unpack_from(">H", self._hmtx, 4 * glyph)[0]) / float(self._units)

    def _glyph(self, character: str) -> int:
        code = ord(character)
        index = bisect_left(self._lasts, code)
        if index == len(self._groups) or code < self._groups[index][0]:
            return 0
        first, _, glyph = self._groups[index]
        return (glyph + code - first) & 0xFFFF

    def _read_groups(self, at: int) -> list[tuple[int, int, int]]:
        """First character, last character and the glyph of the first: a cmap of format 12."""
        (count,) = unpack_from(">I", self._cmap, at + 12)
        return [unpack_from(">III", self._cmap, at + 16 + 12 * index) for index in range(count)]

    def _read_segments(self, at: int) -> list[tuple[int, int, int]]:
        """The same of a cmap of format 4, whose last segment stands for nothing."""
        count = unpack_from(">H", self._cmap, at + 6)[0] // 2
        lasts = unpack_from(f">{count}H", self._cmap, at + 14)
        firsts, deltas, offsets = (
            unpack_from(f">{count}H", self._cmap, at + 16 + 2 * count * part) for part in range(1, 4)
        )
        groups: list[tuple[int, int, int]] = []
        for index in range(count - 1):
            if not offsets[index]:
                groups.append((firsts[index], lasts[index], firsts[index] + deltas[index]))
                continue
            glyphs_at = at + 16 + 6 * count + 2 * index + offsets[index]
            for step, code in enumerate(range(firsts[index], lasts[index] + 1)):
                (glyph,) = unpack_from(">H", self._cmap, glyphs_at + 2 * step)
                groups.append((code, code, glyph + deltas[index] if glyph else 0))
        return groups


def font_file(family: str, weight: str = "Regular") -> Path:
    """The file of a family’s font of this weight."""
    return next(FONTS.glob(f"{family.replace(' ', '')}-{weight}.*"))


@cache
def typeface(family: str, weight: str = "Regular") -> Typeface:
    """The font of a family."""
    return Typeface(font_file(family, weight))


def family_of(character: str) -> str | None:
    """The family that has a character; None where none has."""
    return next((family for family in FAMILIES if typeface(family).has(character)), None)
