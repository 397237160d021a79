"""Bytes to text while they pass: codings undone within limits, charset found in the first bytes."""

from __future__ import annotations

import codecs

from gwanmun.transfer import Unreadable
from gwanmun.unpack import binary, compressed
from gwanmun.unpack.decoders import DamagedError, Decoder
from gwanmun.unpack.media import Media
from gwanmun.unpack.parts import Limits
from gwanmun.unpack.text import clean, decode, is_binary

HEAD = 4096
"""Bytes by which a body is recognised; they are collected first."""


class Flow:
    """Incremental decoder of one body. It never raises: what it cannot read it says."""

    def __init__(self, part: str, media: Media, limits: Limits) -> None:
        self.part, self.media, self.limits = part, media, limits
        self.head = b""
        self.chain: tuple[Decoder, ...] | None = None
        self.reader: codecs.IncrementalDecoder | None = None
        self.taken = self.given = 0
        self.stopped = False
        self.file: tuple[str, bytes] | None = None
        self.unread: list[Unreadable] = []

    def said(self) -> tuple[Unreadable, ...]:
        """What could not be read, said since the last call."""
        said, self.unread = tuple(self.unread), []
        return said

    def feed(self, chunk: bytes) -> str:
        """The text that a chunk completes."""
        if self.stopped:
            return ""
        self.taken += len(chunk)
        if self.chain is not None:
            return self._decode(chunk)
        self.head += chunk
        return self._begin() if len(self.head) >= HEAD else ""

    def close(self) -> str:
        """The text still held back."""
        text = self._begin() if self.head else ""
        if self.chain and not self.stopped and not all(decoder.done for decoder in self.chain):
            self._say("the compressed data ends early")
        if self.reader is not None:
            text += clean(self.reader.decode(b"", True))
        return text

    def _begin(self) -> str:
        head, self.head = self.head, b""
        named = tuple(compressed.NAMES.get(name, "") for name in self.media.codings)
        if "" in named:
            self._say("a content coding that is not known: read as it is")
        shown = () if named else (compressed.sniff(head),)
        self.chain = compressed.chained(tuple(filter(None, named or shown)), head)
        return self._decode(head)

    def _decode(self, data: bytes) -> str:
        assert self.chain is not None
        texts: list[str] = []
        try:
            for piece in compressed.feed(self.chain, data):
                texts.append(self._text(piece))
                if self.stopped:
                    break
        except DamagedError:
            self._stop("damaged data, read up to there")
        return "".join(texts)

    def _text(self, piece: bytes) -> str:
        self.given += len(piece)
        if self.chain and self.given > max(self.limits.spared, self.limits.ratio * self.taken):
            self._stop("unpacks to more than the limit, read up to there")
        elif self.reader is None and piece:
            self._recognise(piece)
        return "" if self.stopped or self.reader is None else clean(self.reader.decode(piece))

    def _recognise(self, first: bytes) -> None:
        if kind := binary.sniff(first):
            self.file = kind, first[:HEAD]
            self._stop(f"{kind}: {'too large to be opened' if kind in binary.OPENED else binary.why(kind)}")
            return
        how = "where it is text" if is_binary(first) else "as text"
        self._say(f"too large to be parsed whole: read {how}, what is encoded inside it is not opened")
        decoded = decode(first, self.media.charset)
        self.reader = codecs.getincrementaldecoder(decoded.codec)("surrogateescape")

    def _say(self, why: str) -> None:
        self.unread.append(Unreadable(self.part, why))

    def _stop(self, why: str) -> None:
        self.stopped = True
        self._say(why)
