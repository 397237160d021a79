"""A field of bytes inside a binary message: a file, compressed data, text, or a value that no one reads."""

from __future__ import annotations

from gwanmun.unpack import binary, compressed
from gwanmun.unpack.media import PLAIN
from gwanmun.unpack.sink import Sink, Steps
from gwanmun.unpack.text import is_binary

SHORT = 64
"""Bytes that a hash, a key or an identifier has at most; they are not worth a word."""


def open_field(data: bytes, steps: Steps, sink: Sink) -> None:
    """Read what can be read in it; of what is longer than a key it is said that it was not."""
    if binary.sniff(data) or compressed.sniff(data) or not is_binary(data):
        sink.open_bytes(data, PLAIN, steps, sink)
    elif len(data) > SHORT:
        sink.unread(f"a field of {len(data)} bytes: this format is not read", steps)
