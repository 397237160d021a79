"""Packet captures of libpcap -> frames, one pass over a stream of bytes; pcapng is read in `pcapng.py`.

Every order of bytes, micro- and nanoseconds, and the old "modified" form with longer record headers. The snapshot
length of the file is not believed. Source: draft-ietf-opsawg-pcap (PCAP Capture File Format).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from struct import Struct
from typing import Any, Literal

from gwanmun.wire import pcapng
from gwanmun.wire.window import Frame, Notes, Window

MAX_FRAME = 1 << 18
"""Bytes of one packet: libpcap's own limit (MAXIMUM_SNAPLEN). A longer one is a lie."""

_MAGIC = {0xA1B2C3D4: (16, 1e-6), 0xA1B23C4D: (16, 1e-9), 0xA1B2CD34: (24, 1e-6)}
_BYTE_ORDERS: tuple[tuple[Literal["big", "little"], str], ...] = (("big", ">"), ("little", "<"))
_FORMS: dict[bytes, tuple[str, int, float]] = {
    magic.to_bytes(4, order): (mark, size, unit)
    for magic, (size, unit) in _MAGIC.items()
    for order, mark in _BYTE_ORDERS
}
_DAY = 86_400


class PacketFile:
    """One capture file, once through. `notes` has what was lost, and TLS secrets and names that the file holds."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._window = Window(chunks)
        self.notes = Notes()

    def frames(self) -> Iterator[Frame]:
        """Every packet in file order, up to where the file is cut."""
        if not self._window.need(4):
            self.notes.cut(len(self._window))
            return
        magic = self._window.peek(4)
        if magic == pcapng.MAGIC:
            yield from pcapng.frames(self._window, self.notes)
        elif magic in _FORMS:
            yield from _Classic(self._window, self.notes, *_FORMS[magic]).frames()


def recognises(head: bytes) -> bool:
    return head[:4] in _FORMS


class _Classic:
    def __init__(self, window: Window, notes: Notes, order: str, size: int, unit: float) -> None:
        self.window, self.notes = window, notes
        self.order, self.size, self.unit = order, size, unit
        self.second = 0

    def frames(self) -> Iterator[Frame]:
        if not self.window.need(24):
            self.notes.cut(len(self.window))
            return
        # The upper bits of the link type tell the length of a frame check sequence.
        link = Struct(self.order + "I").unpack(self.window.take(24)[20:])[0] & 0xFFFF
        while True:
            yield from self._whole(link)
            if not self._further():
                return

    def _whole(self, link: int) -> Iterator[Frame]:
        """The packets that stand complete in the window: one `unpack` each."""
        unpack: Callable[[Any, int], tuple[Any, ...]] = Struct(self.order + "IIII").unpack_from
        data, at, unit, header = self.window.data, self.window.at, self.unit, self.size
        last = len(data) - header
        while at <= last:
            second, fraction, size, full = unpack(data, at)
            end = at + header + size
            if size > MAX_FRAME or end > len(data):
                break
            self.window.at, self.second = end, second
            yield second + fraction * unit, link, data, at + header, end, full
            at = end

    def _further(self) -> bool:
        """Make the next packet stand in the window; False at the end of the file."""
        window = self.window
        if not window.need(self.size):
            return self._end()
        second, _, size = Struct(self.order + "III").unpack_from(window.data, window.at)
        if size > MAX_FRAME:
            self.second = self.second or int(second)
            return self._resync()
        return window.need(self.size + size) or self._end()

    def _end(self) -> bool:
        if len(self.window):
            self.notes.cut(len(self.window))
        return False

    def _resync(self) -> bool:
        """After a length that lies: on to the next place where two packets of about this time follow each other."""
        passed, self.window.at = 1, self.window.at + 1
        while self.window.need(self.size * 2):
            found = self._search()
            passed += found[0]
            self.window.at += found[0]
            if found[1]:
                self.notes.passed(passed)
                return True
            if not self.window.more():
                break
        self.notes.passed(passed + len(self.window))
        return False

    def _search(self) -> tuple[int, bool]:
        """Bytes to go on by, and whether a packet starts there. The upper half of the seconds changes in 18 hours."""
        data, begin = self.window.data, self.window.at
        upper = (self.second >> 16).to_bytes(2, "big" if self.order == ">" else "little")
        shift = 0 if self.order == ">" else 2
        at = data.find(upper, begin + shift)
        while at >= 0:
            if self._follows(at - shift, 2):
                return at - shift - begin, True
            at = data.find(upper, at + 1)
        # What may begin in the last bytes is decided when more of the file is there.
        return max(len(data) - begin - 2 * self.size - MAX_FRAME, 0), False

    def _follows(self, at: int, depth: int) -> bool:
        data = self.window.data
        if at + 16 > len(data):
            return False
        second, fraction, size, full = Struct(self.order + "IIII").unpack_from(data, at)
        fits = size <= full <= MAX_FRAME and abs(second - self.second) < _DAY and fraction * self.unit < 1
        end = at + self.size + size
        return fits and (depth == 1 or end == len(data) or self._follows(end, depth - 1))
