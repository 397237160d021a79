"""Compressed WebSocket messages: permessage-deflate (RFC 7692)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

MESSAGE_LIMIT = 4 << 20
"""Bytes of a message that are kept."""

INFLATE_LIMIT = 64 << 20
"""Bytes that one message may unpack to before it is given up on."""

_TAIL = b"\x00\x00\xff\xff"
"""What a sender cuts off the end of each compressed message (section 7.2.1)."""


@dataclass(frozen=True, slots=True)
class Deflate:
    """What the two ends agreed on; each direction starts with an empty window for every message where `True`."""

    client_no_context: bool = False
    server_no_context: bool = False


def agreed(extensions: str) -> Deflate | None:
    """The `sec-websocket-extensions` field of the answer -> compression, None when there is none."""
    for extension in extensions.split(","):
        name, *parameters = [part.strip().lower() for part in extension.split(";")]
        if name == "permessage-deflate":
            return Deflate("client_no_context_takeover" in parameters, "server_no_context_takeover" in parameters)
    return None


class Inflate:
    """Unpacks the messages of one direction. After one that was cut or damaged the window is not known: none follows,
    unless every message starts with an empty one."""

    def __init__(self, fresh: bool) -> None:
        self._fresh = fresh
        self._stream = zlib.decompressobj(-15)
        self._lost = False

    def message(self, data: bytes, cut: bool) -> tuple[bytes, str]:
        """(what it unpacks to, why that is not all)."""
        if self._lost:
            return b"", "the message is compressed and refers to one that was not read"
        if self._fresh:
            self._stream = zlib.decompressobj(-15)
        out, why = self._unpacked(data + (b"" if cut else _TAIL))
        self._lost = not self._fresh and (cut or why != "")
        return out[:MESSAGE_LIMIT], why or (f"{MESSAGE_LIMIT} bytes of the message were kept" if _over(out) else "")

    def _unpacked(self, data: bytes) -> tuple[bytes, str]:
        try:
            out = self._stream.decompress(data, MESSAGE_LIMIT + 1)
            total = len(out)
            while self._stream.unconsumed_tail:  # the window has to go on even where the bytes are not kept
                total += len(self._stream.decompress(self._stream.unconsumed_tail, 1 << 20))
                if total > INFLATE_LIMIT:
                    return out, f"the message unpacks to more than {INFLATE_LIMIT} bytes"
        except zlib.error:
            return b"", "the message is not valid DEFLATE data"
        if self._stream.eof:  # a final block ends the stream; the next message starts a new one
            self._stream = zlib.decompressobj(-15)
        return out, ""


def _over(out: bytes) -> bool:
    return len(out) > MESSAGE_LIMIT
