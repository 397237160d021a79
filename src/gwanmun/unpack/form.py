"""`name=value&name=value`: forms (URL standard section 5), queries, and cookies by another separator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gwanmun.unpack import chat, cost
from gwanmun.unpack.path import KEY, Layer, again, named, shown
from gwanmun.unpack.percent import Encoding
from gwanmun.unpack.sink import WORK, Changes, Sink, Steps, Writer, under

_PAIRS = re.compile(rb"[\w.%\[\]+$-]{1,80}=[^\s&]*+(?:&[\w.%\[\]+$-]{1,80}=[^\s&]*+)++", re.ASCII)


def looks_like(data: bytes) -> bool:
    """Whether an undeclared body is a form of two fields or more."""
    return _PAIRS.fullmatch(data) is not None


class Field(NamedTuple):
    """One pair as written, and the steps to it."""

    steps: Steps
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
            yield Field((self.layer, named(label, index), *again(count)), name, equals, value)

    def read(self, data: bytes, steps: Steps, sink: Sink, encoding: Encoding) -> None:
        """A leaf for each value, and for each name that may be one."""
        if not sink.afford(cost.FIELD * data.count(self.separator)):
            sink.unread(f"{WORK}: read as text", steps)
            sink.plain(encoding.read(data).text, steps)
            return
        begin, base, counts = len(sink.leaves), (*steps, self.layer), dict[str, int]()
        for index, (label, name, equals, value) in enumerate(self._texts(data, encoding)):
            counts[label] = count = counts.get(label, 0) + 1
            place = (*base, named(label, index), *again(count)) if count > 1 else (*base, named(label, index))
            if name and (not equals or not shown(label)):
                sink.plain(name, (*place, KEY))
            if value:
                sink.text(value, place)
        if not chat.KEYS.isdisjoint(counts):
            chat.assign(sink.leaves, begin, base, chat.places_of(sink.leaves[begin:], len(base)))

    def _texts(self, data: bytes, encoding: Encoding) -> Iterator[tuple[str, str, bool, str]]:
        """Label, name, whether a `=` follows, and value of each pair: what `cut` gives, as text."""
        if encoding.stands(data):
            for pair in data.decode("ascii").split(self.separator.decode()):
                name, equals, value = pair.partition("=")
                yield name.strip(" "), name, bool(equals), value
            return
        text = encoding.text
        for raw in data.split(self.separator):
            written, sign, content = raw.partition(b"=")
            yield text(written.strip(b" ")), text(written), bool(sign), text(content)

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
