"""A file as one leaf beside what is read in it: what it is, how large, and a digest of it; never its bytes."""

from __future__ import annotations

import hashlib

from gwanmun.unpack import images
from gwanmun.unpack.binary import printable
from gwanmun.unpack.parts import FILE_ROLE, Leaf
from gwanmun.unpack.path import Layer
from gwanmun.unpack.sink import Sink, Steps

FILE = Layer("file:")
"""Last step of the leaf of a file."""


def add(kind: str, data: bytes, steps: Steps, sink: Sink) -> None:
    """The leaf of a file: `image/png, 12345 bytes, 800x600, sha256 9f86…`."""
    sink.leaves.append(Leaf(sink.part, (*steps, FILE), described(kind, data), role=FILE_ROLE))


def described(kind: str, data: bytes) -> str:
    return ", ".join([measured(kind, data), f"sha256 {hashlib.sha256(data).hexdigest()}"])


def measured(kind: str, data: bytes) -> str:
    """Type, size in bytes, and width and height of a picture: `image/png, 12345 bytes, 800x600`."""
    size = images.size(data) if kind.startswith("image/") else None
    return f"{printable(kind)}, {len(data)} bytes" + (f", {size[0]}x{size[1]}" if size else "")


def beginning(kind: str, head: bytes, declared: str) -> Leaf:
    """The leaf of a file too large to be read whole: `declared` is its Content-Length, the digest is of its head."""
    size = f", {declared} bytes" if declared.isascii() and declared.isdigit() and len(declared) < 16 else ""
    text = f"{printable(kind)}{size}, sha256 of the first {len(head)} bytes {hashlib.sha256(head).hexdigest()}"
    return Leaf("request.body", (FILE,), text, role=FILE_ROLE)
