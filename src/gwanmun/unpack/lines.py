"""Texts of many messages, one a line: NDJSON, and server-sent events (HTML section 9.2.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from gwanmun.unpack import cost
from gwanmun.unpack.path import Layer
from gwanmun.unpack.sink import WORK, Changes, Sink, Steps, Writer, below, under
from gwanmun.unpack.splice import Splice

NDJSON = Layer("ndjson:")
SSE = Layer("sse:")
_EVENTS = re.compile(r"(?:\ufeff)?(?:data|event|id|retry):|:", re.ASCII)
_FIELD = re.compile(r"(?:data|event|id|retry):[ ]?|:")
_LINE = re.compile(r"[^\r\n]+")
REST = Layer("rest:")
"""Step to the lines that were not taken apart."""


def recognise(text: str) -> Layer | None:
    """The layer of a text of lines, None when it is not one."""
    if text[:1] in "{[":
        lines = [match.group() for _, match in zip(range(2), _LINE.finditer(text), strict=False)]
        return NDJSON if len(lines) == 2 and all(map(_is_json, lines)) else None
    return SSE if _EVENTS.match(text) and re.search(r"^data:", text, re.M) else None


def _is_json(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line), dict | list)
    except orjson.JSONDecodeError:
        return False


def read(text: str, layer: Layer, steps: Steps, sink: Sink) -> None:
    """Leaves of each line, by its number from 0."""
    for number, start, end in _values(text, layer):
        if not sink.afford(cost.FIELD):
            sink.unread(f"{WORK}: the lines from {number} on are read as text", (*steps, layer))
            sink.plain(text[start:], (*steps, layer, REST))
            return
        sink.text(text[start:end], (*steps, layer, number))


def _values(text: str, layer: Layer) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of the value in each line; of an event stream without the field name."""
    for number, line in enumerate(_LINE.finditer(text)):
        field = _FIELD.match(text, line.start(), line.end()) if layer == SSE else None
        yield number, field.end() if field else line.start(), line.end()


def splices(text: str, layer: Layer, changes: Changes, writer: Writer) -> list[Splice]:
    tree, found = under(below(changes, layer)), []
    if (REST,) in tree:
        raise writer.refuse("a text with too many lines")
    for number, start, end in _values(text, layer):
        if inside := tree.get((number,)):
            inner = writer.splice_text(text[start:end], inside, writer)
            found += [(start + a, start + b, new) for a, b, new in inner]
    return found
