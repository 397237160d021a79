"""Hangul documents (HWP 5, an OLE compound file): sections, notes, fields, properties, embedded files."""

from __future__ import annotations

import re

from gwanmun.unpack import cost, hwp_distribution
from gwanmun.unpack.hwp_records import Walk
from gwanmun.unpack.media import PLAIN
from gwanmun.unpack.ole import STREAMS, Storage
from gwanmun.unpack.path import Layer
from gwanmun.unpack.raw_deflate import inflated
from gwanmun.unpack.sink import WORK, Sink, Steps
from gwanmun.unpack.text import clean

HWP = Layer("hwp:")
HEADER, PREVIEW, SUMMARY = "FileHeader", "PrvText", "\x05HwpSummaryInformation"
SIGNATURE = b"HWP Document File"
_COMPRESSED, _DISTRIBUTED = 1, 4
_LOCKED = {2: "is encrypted", 16: "is encrypted by rights management", 256: "is encrypted by a certificate"}
"""Bits of the header's properties at byte 36 (section 3.2.1)."""
_SECTION = re.compile(r"(?:BodyText|ViewText)/Section\d{1,4}")


def is_hwp(storage: Storage) -> bool:
    return (storage.stream(HEADER) or b"").startswith(SIGNATURE)


def read(data: bytes, storage: Storage, steps: Steps, sink: Sink) -> None:
    """Leaves of a document; of one that is locked or damaged its preview text, and that it was not read."""
    place = (*steps, HWP)
    flags = int.from_bytes((storage.stream(HEADER) or b"")[36:40], "little")
    locked = next((why for bit, why in _LOCKED.items() if flags & bit), "")
    if locked:
        sink.unread(f"application/x-hwp, {len(data)} bytes: the document {locked}", steps)
    before = len(sink.leaves)
    sections = [] if locked else _sections(storage, flags)
    if not sections and not locked:
        sink.unread(f"application/x-hwp, {len(data)} bytes: no section is found in it", steps)
    if storage.more:
        sink.unread(f"application/x-hwp: more than {STREAMS} streams, the others are not read", steps)
    for name in sections:
        _section(_stream(storage, name, place, sink), flags, (*place, Layer(f"{name}:")), sink)
    if len(sink.leaves) == before:
        _preview(storage, place, sink)
    for key, value in storage.properties(SUMMARY):
        sink.plain(value, (*place, Layer("summary:"), key))
    if not locked:
        _embedded(storage, flags, place, sink)


def _stream(storage: Storage, name: str, place: Steps, sink: Sink) -> bytes:
    stream = storage.stream(name)
    if stream is None:
        sink.unread("a stream with damaged data", place)
    return stream or b""


def _sections(storage: Storage, flags: int) -> list[str]:
    """In order: `Section2` before `Section10`. A document for distribution has them elsewhere."""
    folder = "ViewText/" if flags & _DISTRIBUTED else "BodyText/"
    found = [name for name in storage.names if _SECTION.fullmatch(name) and name.startswith(folder)]
    return sorted(found, key=lambda name: (len(name), name))


def _section(stream: bytes, flags: int, at: Steps, sink: Sink) -> None:
    plain = hwp_distribution.opened(stream) if flags & _DISTRIBUTED else stream
    if plain is None:
        sink.unread("a section of a document for distribution that cannot be opened", at)
        return
    walk = Walk(sink.work // cost.PARAGRAPH)
    for paragraph in walk.run(_unpacked(plain, at, sink) if flags & _COMPRESSED else plain):
        sink.text(paragraph.text, (*at, *paragraph.steps))
    sink.work -= cost.PARAGRAPH * walk.read
    if walk.why:
        sink.unread(walk.why, at)


def _unpacked(packed: bytes, at: Steps, sink: Sink) -> bytes:
    inside = inflated(packed, max(0, min(sink.left, max(sink.limits.spared, sink.limits.ratio * len(packed)))))
    sink.left -= len(inside.data)
    sink.grant(len(inside.data) - len(packed))
    if inside.why:
        sink.unread(f"a stream of {len(packed)} bytes {inside.why}", at)
    return inside.data


def _preview(storage: Storage, place: Steps, sink: Sink) -> None:
    text = clean((storage.stream(PREVIEW) or b"").decode("utf-16-le", "replace"))
    sink.text(text.strip("\0"), (*place, Layer(f"{PREVIEW}:")))


def _embedded(storage: Storage, flags: int, place: Steps, sink: Sink) -> None:
    """Pictures and files; each may be compressed or not, whatever the header says."""
    names = [name for name in storage.names if name.startswith("BinData/")]
    for number, name in enumerate(names):
        if not sink.afford(cost.MEMBER):
            sink.unread(f"{WORK}: the embedded files from {number} on are not read", place)
            return
        packed = _stream(storage, name, place, sink)
        bound = max(0, min(sink.left, max(sink.limits.spared, sink.limits.ratio * len(packed))))
        inside = inflated(packed, bound) if flags & _COMPRESSED else None
        plain = inside.data if inside and (inside.data and not inside.why) else packed
        sink.left -= len(plain)
        if plain:
            sink.open_bytes(plain, PLAIN, (*place, Layer("BinData:"), number), sink)
