"""What is in a ZIP file (PKWARE APPNOTE 6.3): its members, found by its directory, or one by one where that is lost."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gwanmun.unpack.compressed import Inflated
from gwanmun.unpack.raw_deflate import inflated
from gwanmun.unpack.text import decode

MEMBERS = 2000
"""Members of one archive that are read."""
LOCAL, CENTRAL, END, END64, LOCATOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_CENTRAL = struct.Struct("<4s4xHH4xLLLHHH8xL")
_LOCAL = struct.Struct("<4s2xHH4xLLLHH")
_END = struct.Struct("<4s4x2xHLLH")
STORED, DEFLATED = 0, 8
_FULL = 0xFFFFFFFF


class Member(NamedTuple):
    """One member. `entry` is where its directory entry stands (-1: none), `header` its local header, `data` its
    content, `packed` bytes long."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    header: int
    data: int
    entry: int = -1

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & 1) or self.method == 99

    @property
    def extension(self) -> str:
        """`.xlsx`, "" when the name has none that is one; never more of the name."""
        ending = self.name.rpartition(".")[2].lower()
        known = ending != self.name.lower() and len(ending) <= 5 and ending.isascii() and ending.isalnum()
        return f".{ending}" if known else ""


@dataclass(frozen=True, slots=True)
class Directory:
    """The members in the order of the directory; `start` is where the directory begins (-1: lost), `shift` how many
    bytes stand before the archive, `why` says what is not read ("" when all is)."""

    members: tuple[Member, ...]
    start: int = -1
    shift: int = 0
    why: str = ""


def directory(data: bytes) -> Directory:
    """The members of an archive; never raises."""
    end = _end(data)
    if end is None:
        return Directory(tuple(_salvaged(data)), why="zip: its directory is missing, read as far as it goes")
    count, start, shift = end
    entries = list(_entries(data, start, shift))
    members = tuple(member for member in entries[:MEMBERS] if member)
    if not members and LOCAL in data:
        return Directory(tuple(_salvaged(data)), why="zip: its directory is damaged, read as far as it goes")
    all_read = len(members) == len(entries) == count
    return Directory(members, start, shift, "" if all_read else f"zip: of {count} members {len(members)} are read")


def _end(data: bytes) -> tuple[int, int, int] | None:
    """Number of entries, where they begin, and how far everything is moved by what stands before the archive."""
    at = data.rfind(END, max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        return None
    _, count, size, offset, _ = _END.unpack_from(data, at)
    if at >= 20 and data[at - 20 : at - 16] == LOCATOR and data[at - 76 : at - 72] == END64:
        at -= 76
        count, size, offset = struct.unpack_from("<QQQ", data, at + 32)
    start = at - size
    return (count, start, start - offset) if start >= 0 else None


def _entries(data: bytes, at: int, shift: int) -> Iterator[Member | None]:
    """Entries as long as there are any, whatever their count is said to be; at most one too many."""
    for _ in range(MEMBERS + 1):
        if at + _CENTRAL.size > len(data) or data[at : at + 4] != CENTRAL:
            return
        _, flags, method, crc, packed, size, names, extras, comments, header = _CENTRAL.unpack_from(data, at)
        name_at = at + _CENTRAL.size
        raw, extra = data[name_at : name_at + names], data[name_at + names : name_at + names + extras]
        size, packed, header = _wide(extra, (size, packed, header))
        yield _member(data, raw, (flags, method, crc, packed, size, header + shift, at))
        at = name_at + names + extras + comments


def _wide(extra: bytes, values: tuple[int, int, int]) -> tuple[int, int, int]:
    """The Zip64 extra field holds what does not fit, in this order (APPNOTE 4.5.3)."""
    if _FULL not in values:
        return values
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            longs = iter(struct.unpack_from(f"<{min(length, len(extra) - at - 4) // 8}Q", extra, at + 4))
            size, packed, header = (next(longs, value) if value == _FULL else value for value in values)
            return size, packed, header
        at += 4 + length
    return values


def _member(data: bytes, name: bytes, numbers: tuple[int, int, int, int, int, int, int]) -> Member | None:
    flags, method, crc, packed, size, header, entry = numbers
    if header < 0 or data[header : header + 4] != LOCAL or header + _LOCAL.size > len(data):
        return None
    names, extras = struct.unpack_from("<HH", data, header + 26)
    begin = header + _LOCAL.size + names + extras
    return Member(decode(name).text, flags, method, crc, packed, size, header, begin, entry)


def _salvaged(data: bytes) -> Iterator[Member]:
    """Members by their local headers, from the first byte on."""
    at = data.find(LOCAL)
    for _ in range(MEMBERS):
        if at < 0 or at + _LOCAL.size > len(data):
            return
        _, flags, method, crc, packed, size, names, extras = _LOCAL.unpack_from(data, at)
        begin = at + _LOCAL.size + names + extras
        name = decode(data[at + _LOCAL.size : at + _LOCAL.size + names]).text
        following = data.find(LOCAL, begin + (0 if flags & 8 else packed))
        if flags & 8 or begin + packed > len(data):
            packed, crc = (following if following > 0 else len(data)) - begin, 0
        yield Member(name, flags, method, crc, packed, size, at, begin)
        at = following


def content(data: bytes, member: Member, bound: int) -> Inflated:
    """The content of a member, at most `bound` bytes of it; `why` says what is missing."""
    if member.encrypted:
        return Inflated(b"", "is encrypted")
    packed = data[member.data : member.data + member.packed]
    if member.method == DEFLATED:
        plain = inflated(packed, bound)
    elif member.method == STORED:
        plain = Inflated(packed[:bound], "is larger than the limit, read up to there" if len(packed) > bound else "")
    else:
        return Inflated(b"", f"is packed by method {member.method}, which is not read")
    changed = not plain.why and bool(member.crc) and zlib.crc32(plain.data) != member.crc
    return Inflated(plain.data, "has damaged data" if changed else plain.why)
