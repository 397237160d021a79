"""`name=value&name=value`: forms (URL standard section 5), queries, and cookies by another separator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gwanmun.unpack import chat
from gwanmun.unpack.path import KEY, Layer, again, named, shown
from gwanmun.unpack.percent import Encoding
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer, under

_PAIRS = re.compile(rb"[\w.%\[\]+$-]{1,80}=[^\s&]*+(?:&[\w.%\[\]+$-]{1,80}=[^\s&]*+)++", re.ASCII)
MOST = 100_000


def looks_like(data: bytes) -> bool:
    """Whether an undeclared body is a form of two fields or more."""
    return _PAIRS.fullmatch(data) is not None


class Field(NamedTuple):
    """One pair as written, and the steps to it."""

    steps: Steps
    label: str
    name: bytes
    equals: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Fields:
    """A notation of names and values. `separator` is followed by spaces in cookies (RFC 6265 section 4.2.1)."""

    layer: Layer
    separator: bytes = b"&"

    def cut(self, data: bytes, encoding: Encoding) -> Iterator[Field]:
        counts: dict[str, int] = {}
        for index, pair in enumerate(data.split(self.separator)):
            name, equals, value = pair.partition(b"=")
            label = encoding.text(name.strip(b" "))
            counts[label] = count = counts.get(label, 0) + 1
            yield Field((self.layer, named(label, index), *again(count)), label, name, equals, value)

    def read(self, data: bytes, steps: Steps, sink: Sink, encoding: Encoding) -> None:
        """A leaf for each value, and for each name that may be one."""
        if data.count(self.separator) > MOST:
            sink.unread(f"more than {MOST} fields: read as text", steps)
            sink.text(encoding.read(data).text, steps)
            return
        begin = len(sink.leaves)
        for field in self.cut(data, encoding):
            self._field(field, steps, sink, encoding)
        base = (*steps, self.layer)
        chat.assign(sink.leaves, begin, base, chat.places_of(sink.leaves[begin:], len(base)))

    def _field(self, field: Field, steps: Steps, sink: Sink, encoding: Encoding) -> None:
        if field.name and (not field.equals or not shown(field.label)):
            sink.plain(encoding.text(field.name), (*steps, *field.steps, KEY))
        if field.value:
            sink.text(encoding.text(field.value), (*steps, *field.steps))

    def write(self, data: bytes, changes: Changes, writer: Writer, encoding: Encoding) -> bytes:
        """The same fields with changes in their names and values; raises ValueError where a charset cannot follow."""
        tree = under(changes)
        return self.separator.join(self._written(field, tree, writer, encoding) for field in self.cut(data, encoding))

    def _written(self, field: Field, tree: dict[Steps, Changes], writer: Writer, encoding: Encoding) -> bytes:
        name, value = field.name, field.value
        if renamed := tree.get((*field.steps, KEY)):
            name = encoding.write(name, renamed[()])
        if inside := tree.get(field.steps):
            text = encoding.read(value).text
            value = encoding.write(value, writer.splice_text(text, inside, writer))
        return name + field.equals + value


FORM = Fields(Layer("form:"))
QUERY = Fields(Layer("query:"))
COOKIE = Fields(Layer("cookie:"), b";")
