"""802.11 frames -> the packet in an unprotected data frame (IEEE 802.11-2020 section 9.2, 9.3.2)."""

from __future__ import annotations

NOT_IP = ""
PROTECTED = "802.11 data frames are encrypted and there is no key"
AGGREGATED = "802.11 frames that hold several packets (A-MSDU) are not read"

LLC_SNAP = b"\xaa\xaa\x03\x00\x00\x00"
_PPI_80211 = 105

Found = tuple[int, int, bytes, bytes]
"""EtherType, place in the buffer, hardware addresses of sender and receiver."""


def data_frame(data: bytes, at: int, end: int) -> Found | str:
    """The packet in the frame, or why there is none. `NOT_IP` for management, control and empty frames."""
    control, flags = (data[at], data[at + 1]) if at + 24 <= end else (0, 0)
    if control & 0x0C != 0x08 or control & 0x40:  # type data; the second bit of the subtype says "no data"
        return NOT_IP
    if flags & 0x40:
        return PROTECTED
    size = 24 + (6 if flags & 3 == 3 else 0)
    if control & 0x80:  # QoS
        if data[at + size : at + size + 1] >= b"\x80":
            return AGGREGATED
        size += 6 if flags & 0x80 else 2
    body = at + size
    if data[body : body + 6] != LLC_SNAP:
        body += -size % 4  # some drivers pad the header to four bytes
    if data[body : body + 6] != LLC_SNAP or body + 8 > end:
        return NOT_IP
    source, target = _addresses(data, at, flags & 3)
    return int.from_bytes(data[body + 6 : body + 8], "big"), body + 8, source, target


def _addresses(data: bytes, at: int, way: int) -> tuple[bytes, bytes]:
    """By "to DS" (1) and "from DS" (2) the three or four addresses change their meaning (table 9-30)."""
    first, second, third, fourth = (data[at + n : at + n + 6] for n in (4, 10, 16, 24))
    return {0: (second, first), 1: (second, third), 2: (third, first), 3: (fourth, third)}[way]


def bare(data: bytes, at: int, end: int) -> int | None:
    return at


def prism(data: bytes, at: int, end: int) -> int | None:
    """Message code and the length of the whole header, in the order of bytes of the machine that captured."""
    field = data[at + 4 : at + 8]
    size = min(int.from_bytes(field, "little"), int.from_bytes(field, "big"))
    return at + size if 8 <= size <= end - at else None


def radiotap(data: bytes, at: int, end: int) -> int | None:
    size = int.from_bytes(data[at + 2 : at + 4], "little")
    return at + size if 8 <= size <= end - at else None


def ppi(data: bytes, at: int, end: int) -> int | None:
    size, link = (int.from_bytes(data[at + n : at + n + w], "little") for n, w in ((2, 2), (4, 4)))
    return at + size if 8 <= size <= end - at and link == _PPI_80211 else None
