"""Small files of every kind that may go with a step: as much of them as tells what they are."""

from __future__ import annotations

import struct
import zlib

MP4 = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + b"moov"
OGG = b"OggS\0\2" + bytes(20) + b"\1\x13OpusHead\1"
MP3 = b"ID3\4" + bytes(20)
M4A = struct.pack(">I4s4sI", 16, b"ftyp", b"M4A ", 0)
PDF = b"%PDF-1.7 and so on"
JPEG = b"\xff\xd8\xff\xe0\0\4JF\xff\xc0\0\x0b\x08" + struct.pack(">HH", 48, 64) + b"\1\0\0\0\xff\xd9"


def png(width: int = 64, height: int = 48, shade: int = 200) -> bytes:
    """A whole picture of one shade of grey."""
    rows = (b"\0" + bytes([shade]) * width) * height
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
