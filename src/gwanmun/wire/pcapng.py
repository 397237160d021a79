"""pcapng -> frames: sections, interfaces, packets of every form, names and TLS secrets (draft-ietf-opsawg-pcapng).

A section may change the order of bytes, an interface its link type and clock. Blocks not known are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is one
from typing import NamedTuple

from gwanmun.wire.tls import host_name
from gwanmun.wire.window import Frame, Notes, Window

MAGIC = b"\x0a\x0d\x0d\x0a"
MAX_BLOCK = 16 << 20

_SECTION, _INTERFACE, _OLD_PACKET, _SIMPLE, _NAMES, _PACKET, _SECRETS = 0x0A0D0D0A, 1, 2, 3, 4, 6, 10
_ORDERS = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}
_TSRESOL, _TSOFFSET = 9, 14
_TLS_KEY_LOG = 0x544C534B
_MAX_INTERFACES = 1 << 12


class _Interface(NamedTuple):
    """`unit` is seconds a tick, `offset` seconds to add."""

    link: int
    unit: float = 1e-6
    offset: int = 0


def recognises(head: bytes) -> bool:
    return head[:4] == MAGIC and head[8:12] in _ORDERS


def frames(window: Window, notes: Notes) -> Iterator[Frame]:
    """Every packet in file order, up to where the file is cut."""
    section = _Section(notes)
    while window.need(12):
        yield from section.packets(window)
        if not window.need(12):
            break
        size = section.begin(window)
        if size is None:
            if not _next_block(window, notes, section.order):
                return
        elif not window.need(size):
            break
        elif frame := section.block(window.data, window.at, size):
            window.at += size
            yield frame
        else:
            window.at += size
    if len(window):
        notes.cut(len(window))


def _next_block(window: Window, notes: Notes, order: str) -> bool:
    """After a length that lies: on to the next packet or section."""
    marks = (_PACKET.to_bytes(4, "big" if order == ">" else "little"), MAGIC)
    passed, window.at = 1, window.at + 1
    while True:
        places = [at for mark in marks if (at := window.data.find(mark, window.at)) >= 0]
        if places:
            notes.passed(passed + min(places) - window.at)
            window.at = min(places)
            return True
        passed += max(len(window) - 3, 0)
        window.at += max(len(window) - 3, 0)
        if not window.more():
            notes.passed(passed + len(window))
            window.at = len(window.data)
            return False


class _Section:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.at = 0.0
        self._set("<")

    def _set(self, order: str) -> None:
        self.order = order
        self.interfaces: list[_Interface] = []
        self.head = Struct(order + "II")
        self.packet = Struct(order + "IIIII")
        self.whole = Struct(order + "IIIIIII")

    def packets(self, window: Window) -> Iterator[Frame]:
        """The packet blocks that stand complete in the window, up to the first block of another kind."""
        data, at, unpack, interfaces = window.data, window.at, self.whole.unpack_from, self.interfaces
        last = len(data) - 32
        while at <= last:
            kind, size, interface, high, low, kept, full = unpack(data, at)
            end = at + size
            fits = kept + 32 <= size <= MAX_BLOCK and size & 3 == 0 and end <= len(data)
            if kind != _PACKET or not fits or interface >= len(interfaces):
                break
            link, unit, offset = interfaces[interface]
            self.at = ((high << 32) + low) * unit + offset
            window.at = end
            yield self.at, link, data, at + 28, at + 28 + kept, full
            at = end

    def begin(self, window: Window) -> int | None:
        """The size of the block that starts here, None when it cannot be true."""
        if window.peek(4) == MAGIC:
            order = _ORDERS.get(window.data[window.at + 8 : window.at + 12])
            if order is None:
                return None
            self._set(order)
        size = int(self.head.unpack_from(window.data, window.at)[1])
        return size if 12 <= size <= MAX_BLOCK and size % 4 == 0 else None

    def block(self, data: bytes, at: int, size: int) -> Frame | None:
        """The packet in this block, if it is one. A block whose inner lengths lie is noted and passed over."""
        kind, begin, end = self.head.unpack_from(data, at)[0], at + 8, at + size - 4
        try:
            if kind == _PACKET:
                return self._packet(data, begin, end)
            if kind == _OLD_PACKET:
                return self._old_packet(data, begin, end)
            if kind == _SIMPLE:
                return self._simple(data, begin, end)
            self._other(kind, data[begin:end])
        except (StructError, ValueError):
            self.notes.passed(size)
        return None

    def _packet(self, data: bytes, begin: int, end: int) -> Frame:
        interface, high, low, size, full = self.packet.unpack_from(data, begin)
        return self._frame(interface, (high << 32) + low, data, begin + 20, min(begin + 20 + size, end), full)

    def _old_packet(self, data: bytes, begin: int, end: int) -> Frame:
        interface, _, high, low, size, full = Struct(self.order + "HHIIII").unpack_from(data, begin)
        return self._frame(interface, (high << 32) + low, data, begin + 20, min(begin + 20 + size, end), full)

    def _frame(self, interface: int, ticks: int, data: bytes, begin: int, end: int, full: int) -> Frame:
        if interface >= len(self.interfaces) or begin > end:
            raise ValueError
        link, unit, offset = self.interfaces[interface]
        self.at = ticks * unit + offset
        return self.at, link, data, begin, end, full

    def _simple(self, data: bytes, begin: int, end: int) -> Frame:
        """It has no time of its own: that of the packet before."""
        full = int.from_bytes(data[begin : begin + 4], "big" if self.order == ">" else "little")
        if not self.interfaces or begin + 4 > end:
            raise ValueError
        return self.at, self.interfaces[0].link, data, begin + 4, min(begin + 4 + full, end), full

    def _other(self, kind: int, body: bytes) -> None:
        if kind == _INTERFACE and len(self.interfaces) < _MAX_INTERFACES:
            self.interfaces.append(self._interface(body))
        elif kind == _NAMES:
            self._names(body)
        elif kind == _SECRETS:
            secrets, size = Struct(self.order + "II").unpack_from(body)
            if secrets == _TLS_KEY_LOG:
                self.notes.keep_secrets(body[8 : 8 + size])

    def _interface(self, body: bytes) -> _Interface:
        found = _Interface(Struct(self.order + "H").unpack_from(body)[0])
        for code, value in self._options(body[8:]):
            if code == _TSRESOL and len(value) == 1:
                found = found._replace(unit=2.0 ** -(value[0] & 127) if value[0] & 128 else 10.0 ** -value[0])
            elif code == _TSOFFSET and len(value) == 8:
                found = found._replace(offset=Struct(self.order + "q").unpack(value)[0])
        return found

    def _names(self, body: bytes) -> None:
        for kind, value in self._options(body):
            size = {1: 4, 2: 16}.get(kind)
            names = value[size:].split(b"\0") if size else [b""]
            if size and (name := host_name(names[0])):
                self.notes.keep_name(value[:size], name)

    def _options(self, body: bytes) -> Iterator[tuple[int, bytes]]:
        """Code, length, value padded to 32 bits, up to code 0 (section 3.5); name records have the same shape."""
        field, at = Struct(self.order + "HH"), 0
        while at + 4 <= len(body):
            code, size = field.unpack_from(body, at)
            if code == 0:
                return
            yield code, body[at + 4 : at + 4 + size]
            at += 4 + size + (-size % 4)
