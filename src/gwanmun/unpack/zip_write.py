"""A ZIP file with some members replaced; every other member stays byte for byte, in its place in the order."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from gwanmun.unpack.sink import Writer
from gwanmun.unpack.zip_directory import CENTRAL, DEFLATED, END, STORED, Directory, Member

_SIZES = struct.Struct("<LLL")
_MOST = 0xFFFFFFFF


def repacked(data: bytes, directory: Directory, new: Mapping[int, bytes], writer: Writer) -> bytes:
    """The archive with the members of these numbers holding other bytes."""
    _refuse_odd(data, directory, writer)
    order = sorted(range(len(directory.members)), key=lambda number: directory.members[number].header)
    ends = [directory.members[number].header for number in order[1:]] + [directory.start]
    out, at = bytearray(data[: directory.members[order[0]].header]), {}
    packed: dict[int, tuple[int, int, int]] = {}
    for number, end in zip(order, ends, strict=True):
        member = directory.members[number]
        at[number] = len(out)
        if number in new:
            record, packed[number] = _record(data, member, new[number])
            out += record
        else:
            out += data[member.header : end]
    return bytes(out) + _directory(data, directory, (at, packed), len(out), writer)


def _refuse_odd(data: bytes, directory: Directory, writer: Writer) -> None:
    headers = sorted(member.header for member in directory.members)
    if directory.why or directory.shift or not headers or len(set(headers)) != len(headers):
        raise writer.refuse("an archive that is not as it should be is not written again")
    ends = dict(zip(headers, [*headers[1:], directory.start], strict=True))
    if any(member.data + member.packed > ends[member.header] for member in directory.members):
        raise writer.refuse("members of this archive overlap")
    if data[directory.start : directory.start + 4] != CENTRAL or len(data) > 1 << 31:
        raise writer.refuse("an archive of this kind is not written again")


def _record(data: bytes, member: Member, plain: bytes) -> tuple[bytes, tuple[int, int, int]]:
    """Local header and content, without a data descriptor; and checksum, packed and plain size."""
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = plain if member.method == STORED else stream.compress(plain) + stream.flush()
    numbers = (zlib.crc32(plain), len(body), len(plain))
    header = bytearray(data[member.header : member.data])
    struct.pack_into("<HH", header, 6, member.flags & ~8, STORED if member.method == STORED else DEFLATED)
    _SIZES.pack_into(header, 14, *numbers)
    return bytes(header) + body, numbers


def _directory(
    data: bytes,
    directory: Directory,
    written: tuple[Mapping[int, int], Mapping[int, tuple[int, int, int]]],
    start: int,
    writer: Writer,
) -> bytes:
    """The directory with new places, and with new sizes where they changed."""
    at, packed = written
    end = data.rfind(END)
    tail = bytearray(data[directory.start :])
    for number, member in enumerate(directory.members):
        entry = member.entry - directory.start
        if _MOST in (*struct.unpack_from("<LL", tail, entry + 20), *struct.unpack_from("<L", tail, entry + 42)):
            raise writer.refuse("a Zip64 archive is not written again")
        struct.pack_into("<L", tail, entry + 42, at[number])
        if number in packed:
            method = STORED if member.method == STORED else DEFLATED
            struct.pack_into("<HH", tail, entry + 8, member.flags & ~8, method)
            _SIZES.pack_into(tail, entry + 16, *packed[number])
    struct.pack_into("<L", tail, end - directory.start + 16, start)
    return bytes(tail)
