"""JSON to leaves, fast: orjson parses, one loop walks with paths, and a proof shows that nothing was dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import orjson

from gwanmun.unpack import chat, cost
from gwanmun.unpack.json_exact import JSON, read_exactly
from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import KEY, Step, member, shown
from gwanmun.unpack.sink import Sink, Steps, TooManyError

_new = tuple.__new__
_FEW = 64
_HINTS = frozenset('{["')
_ID = re.compile(r"[0-9a-f-]+|[0-9A-F-]+")
_NUMBER = re.compile(rb"-?\d[\d.eE+-]*+")
_INT64 = range(-(1 << 63), 1 << 64)


def read(data: bytes, steps: Steps, sink: Sink) -> bool:
    """Leaves of a JSON text in UTF-8; False, with nothing read, when it is not JSON to orjson.

    Raises `TooManyError` before it begins when the work is more than there is.
    """
    if not sink.afford(_estimate(data)):
        sink.spend(_estimate(_outside(data)))
    try:
        root = orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    if root.__class__ is not dict and root.__class__ is not list:
        return not read_exactly(data.decode(), steps, sink)
    begin = sink.mark()
    walk = Walk((*steps, JSON), sink)
    try:
        walk.run(root)
    except TooManyError:
        sink.back_to(begin)
        return False
    if not _proven(root, data, walk):
        sink.back_to(begin)
        return not read_exactly(data.decode(), steps, sink)
    if places := chat.places(root):
        chat.assign(sink.leaves, begin[0], walk.steps, places)
    return True


def _estimate(data: bytes) -> int:
    """Work for a JSON text: signs inside of strings may count too."""
    return cost.VALUE * (data.count(b",") + data.count(b"{") + data.count(b"["))


class Walk:
    """Adds a leaf for each string and number, and for each name that may be a value, in document order."""

    __slots__ = ("floats", "members", "sink", "steps", "volume")

    def __init__(self, steps: Steps, sink: Sink) -> None:
        self.steps, self.sink = steps, sink
        self.members = 0
        self.volume = 0
        self.floats: list[int] = []

    def run(self, root: Any) -> None:  # noqa: C901 - one loop: a call for each value halves its speed
        sink, part, append, is_id = self.sink, self.sink.part, self.sink.leaves.append, _ID.fullmatch
        stack: list[tuple[Steps, Iterator[tuple[Step, Any]]]] = []
        steps, items = self.steps, self._items(root, self.steps)
        while True:
            for step, value in items:
                kind = value.__class__
                if kind is str:
                    size = len(value)
                    if size > 2 and (
                        value[0] in _HINTS
                        or "%" in value
                        or "&" in value
                        or "\\" in value
                        or (size > 15 and " " not in value and not is_id(value))
                    ):
                        sink.open_text(value, (*steps, step), sink)
                    elif size:
                        append(_new(Leaf, (part, steps + (step,), value, False, "")))  # noqa: RUF005 - 30 % faster
                elif kind is int:
                    append(_new(Leaf, (part, steps + (step,), str(value), True, "")))  # noqa: RUF005
                elif kind is dict or kind is list:
                    stack.append((steps, items))
                    steps = (*steps, step)
                    items = self._items(value, steps)
                    break
                elif kind is float:
                    self.floats.append(len(sink.leaves))
                    append(_new(Leaf, (part, (*steps, step), orjson.dumps(value).decode(), True, "")))
            else:
                if not stack:
                    return
                steps, items = stack.pop()

    def _items(self, value: Any, steps: Steps) -> Iterator[tuple[Step, Any]]:
        self.volume += len(value) * len(steps)
        if self.volume > self.sink.limits.steps:
            raise TooManyError(f"more than {self.sink.limits.steps} steps to values")
        if value.__class__ is list:
            return enumerate(value)
        self.members += len(value)
        if len(value) >= _FEW:
            self.sink.spend(cost.NAME * len(value))
        if _labels(tuple(value)) if len(value) < _FEW else all(map(shown, value)):
            return iter(value.items())
        if len(value) < _FEW:
            self.sink.spend(cost.NAME)
        return self._masked(value, steps)

    def _masked(self, value: dict[str, Any], steps: Steps) -> Iterator[tuple[Step, Any]]:
        """The items, a name that may be a value as a leaf of its own before the value under it."""
        for index, (name, below) in enumerate(value.items()):
            if shown(name):
                yield name, below
            else:
                step = member(name, index)
                self.sink.plain(name, (*steps, step, KEY))
                yield step, below


@lru_cache(1024)
def _labels(names: tuple[str, ...]) -> bool:
    """Whether all names of an object are labels; objects of one shape come again and again."""
    return all(map(shown, names))


def _proven(root: Any, data: bytes, walk: Walk) -> bool:
    """Whether the leaves are all of the text: no name written twice in one object, numbers as written.

    What serialises to the very same bytes lost nothing. Else what stands outside of strings is looked at: it has a
    colon for each name, and the numbers, in the same order.
    """
    try:
        if orjson.dumps(root) == data:
            return True
    except orjson.JSONEncodeError:  # nested deeper than it writes
        pass
    outside = _outside(data)
    return outside.count(b":") == walk.members and (not walk.floats or _as_written(outside, walk))


def _outside(data: bytes) -> bytes:
    """A JSON text without its strings: once escaped quotes are gone, every other piece between quotes is outside."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b'"'.join(data.split(b'"')[::2])


def _as_written(outside: bytes, walk: Walk) -> bool:
    leaves = walk.sink.leaves
    written = [number for number in _NUMBER.findall(outside) if _is_float(number)]
    if len(written) != len(walk.floats):
        return False
    for at, number in zip(walk.floats, written, strict=True):
        leaves[at] = leaves[at]._replace(text=number.decode())
    return True


def _is_float(number: bytes) -> bool:
    return (len(number) > 18 and int(number) not in _INT64) if number.lstrip(b"-").isdigit() else True
