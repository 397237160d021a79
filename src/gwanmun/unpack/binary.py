"""What a file is by its first bytes, for the kinds that are not read as text."""

from __future__ import annotations

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"HWP Document File", "application/x-hwp"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf'\x1c", "application/x-7z-compressed"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"\x7fELF", "application/x-executable"),
)
_FIRST = frozenset(magic[0] for magic, _ in _MAGIC)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_ISO = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
}
"""Brands in the `ftyp` box of ISO base media files (ISO/IEC 14496-12); the others are video."""

_FRAMES = {b"\xff\xfb": "audio/mpeg", b"\xff\xf3": "audio/mpeg", b"\xff\xf1": "audio/aac", b"\xff\xf9": "audio/aac"}
"""Marks of bare sound frames: only two bytes, which random bodies begin with often enough, so a second must follow."""

_KBITS = {
    0xFB: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    0xF3: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {0xFB: (44_100, 48_000, 32_000), 0xF3: (22_050, 24_000, 16_000)}
"""Bit rates and sampling rates of layer III in MPEG-1 and MPEG-2 (ISO/IEC 11172-3, 13818-3), by their index."""

OPENED = frozenset({"application/zip", "application/pdf", "application/x-ole-storage"})
"""Kinds that `files` opens."""

_WHY = {
    "image": "text in pictures is not read",
    "audio": "sound is not read",
    "video": "video is not read",
    "font": "fonts are not read",
}


def sniff(data: bytes) -> str:
    """The media type that the first bytes show, "" when they show none; text is never taken for a file.

    Many marks are letters (`GIF89a`, `ID3`, `ftyp`), so a control character must stand among the first 32 bytes: in
    real files the sizes give one, and a prompt that begins like a picture is read all the same. PDF need not have one.
    """
    if not _CONTROL.search(data, 0, 32):
        return "application/pdf" if data.startswith(b"%PDF-") else ""
    if data[0] in _FIRST:
        for magic, kind in _MAGIC:
            if data.startswith(magic):
                return kind
    if (kind := _FRAMES.get(data[:2], "")) and data[:2] == data[_frame(data) :][:2]:
        return kind
    if data[4:8] == b"ftyp":
        return _ISO.get(data[8:12], "video/mp4")
    return _RIFF.get(data[8:12], "") if data.startswith(b"RIFF") else ""


def _frame(data: bytes) -> int:
    """Bytes of the sound frame that `data` begins with, by its header; those of `data` when it has none."""
    if len(data) < 7:
        return len(data)
    if data[1] in (0xF1, 0xF9):  # ADTS, ISO/IEC 14496-3: 13 bits
        return (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5 or len(data)
    rates, bits = _RATES[data[1]], _KBITS[data[1]]
    rate, kbit = data[2] >> 2 & 3, data[2] >> 4
    if rate >= len(rates) or not 0 < kbit < len(bits):
        return len(data)
    return (144_000 if data[1] == 0xFB else 72_000) * bits[kbit] // rates[rate] + (data[2] >> 1 & 1)


_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""A control character that text does not have: C0 but tab, line ends and form feed."""


def why(kind: str) -> str:
    """Why a file of this kind is not read."""
    return _WHY.get(kind.partition("/")[0], "this format is not read")


def printable(kind: str) -> str:
    return "".join(c for c in kind[:60] if c.isascii() and (c.isalnum() or c in "/+-.")) or "unknown type"
