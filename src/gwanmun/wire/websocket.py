"""One direction of a WebSocket without I/O (RFC 6455, permessage-deflate of RFC 7692): bytes in, messages out."""

from __future__ import annotations

from typing import NamedTuple

from gwanmun.wire.websocket_deflate import MESSAGE_LIMIT, Deflate, Inflate

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class SocketMessage(NamedTuple):
    """`data` is unmasked and unpacked, `size` what was sent of it on the wire, `cut` says why `data` is not all."""

    opcode: int
    data: bytes
    size: int
    cut: str = ""


class _Head(NamedTuple):
    final: bool
    compressed: bool
    opcode: int
    mask: bytes
    size: int
    length: int


class SocketReader:
    """Reads one direction. `broken` says why nothing more is read, "" while it is."""

    def __init__(self, up: bool, deflate: Deflate | None = None) -> None:
        self._inflate = Inflate(deflate.client_no_context if up else deflate.server_no_context) if deflate else None
        self._held = bytearray()
        self._head: _Head | None = None
        self._taken = 0
        self._kind = 0
        self._compressed = False
        self._message = bytearray()
        self._size = 0
        self.broken = ""

    def feed(self, data: bytes) -> list[SocketMessage]:
        """The messages that `data` completes, control frames left out."""
        if self.broken:
            return []
        self._held += data
        messages: list[SocketMessage] = []
        while not self.broken and self._step(messages):
            pass
        if self.broken:
            self._held.clear()
        return messages

    @property
    def partial(self) -> bool:
        """Something came whose end has not."""
        return bool(self._held or self._head or self._kind)

    def close(self) -> list[SocketMessage]:
        """What there is of a message whose end did not come."""
        if not self._kind or self.broken:
            return []
        return [self._finished("the end of the message was not captured")]

    def _step(self, messages: list[SocketMessage]) -> bool:
        """Take one frame head, or what there is of a payload; False when more bytes are needed."""
        if self._head is None:
            return self._begin()
        head = self._head
        piece = bytes(self._held[: head.size - self._taken])
        if head.opcode >= CLOSE:
            if len(piece) < head.size:
                return False
        else:
            self._keep(piece, head)
        del self._held[: len(piece)]
        self._taken += len(piece)
        if self._taken < head.size:
            return False
        self._end(head, messages)
        return True

    def _begin(self) -> bool:
        head = _head(self._held)
        if head is None:
            return False
        self.broken = self._wrong(head)
        if self.broken:
            return False
        del self._held[: head.length]
        self._head, self._taken = head, 0
        if head.opcode in (TEXT, BINARY):
            self._kind, self._compressed, self._size = head.opcode, head.compressed, 0
        return True

    def _wrong(self, head: _Head) -> str:
        """Why this cannot be a frame here (sections 5.2, 5.4 and 5.5), "" when it can."""
        if head.opcode not in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG) or head.size >= 1 << 63:
            return "what follows is not a WebSocket frame"
        if head.opcode >= CLOSE and (head.size > 125 or not head.final):
            return "a WebSocket control frame that is too long or split"
        if head.opcode < CLOSE and (head.opcode == CONTINUATION) != bool(self._kind):
            return "WebSocket frames of two messages are mixed"
        if head.compressed and (self._inflate is None or head.opcode not in (TEXT, BINARY)):
            return "a compressed WebSocket frame where no compression was agreed on"
        return ""

    def _keep(self, piece: bytes, head: _Head) -> None:
        room = max(0, MESSAGE_LIMIT - len(self._message))
        self._message += unmasked(piece[:room], head.mask, self._taken)
        self._size += len(piece)

    def _end(self, head: _Head, messages: list[SocketMessage]) -> None:
        self._head = None
        if head.final and head.opcode < CLOSE:
            messages.append(self._finished(""))

    def _finished(self, cut: str) -> SocketMessage:
        data, size, kind = bytes(self._message), self._size, self._kind
        self._message.clear()
        self._kind = self._size = 0
        if size > len(data):
            cut = f"{len(data)} of {size} bytes of the message were kept"
        if self._compressed and self._inflate:
            data, why = self._inflate.message(data, bool(cut))
            cut = cut or why
        return SocketMessage(kind, data, size, cut)


def _head(held: bytearray) -> _Head | None:
    """The frame head that `held` begins with, None when it is not complete; another RSV bit gives opcode 15."""
    if len(held) < 2:
        return None
    size, at = held[1] & 0x7F, 2
    if size >= 126:
        wide = 2 if size == 126 else 8
        size, at = int.from_bytes(held[2 : 2 + wide], "big"), 2 + wide
    length = at + (4 if held[1] & 0x80 else 0)
    if len(held) < length:
        return None
    opcode = 15 if held[0] & 0x30 else held[0] & 0x0F
    return _Head(bool(held[0] & 0x80), bool(held[0] & 0x40), opcode, bytes(held[at:length]), size, length)


def unmasked(data: bytes, mask: bytes, offset: int) -> bytes:
    """Take the masking off a piece that begins `offset` bytes into its frame (section 5.3)."""
    if not mask or not data:
        return data
    turned = mask[offset % 4 :] + mask[: offset % 4]
    stretched = (turned * (len(data) // 4 + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(stretched, "big")).to_bytes(len(data), "big")
