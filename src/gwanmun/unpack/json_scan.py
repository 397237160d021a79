"""The exact JSON reader: every token with its place in the source and the steps to it, whatever state it is in.

It keeps what a parser drops (a key written twice, a number's digits, lone surrogates, NaN), needs no recursion and
reads a text that ends early up to its end. `json_body` has the fast reader; this one is for its exceptions, and for
writing, where the place of each string is needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from gwanmun.unpack.path import KEY, Step, again, named
from gwanmun.unpack.splice import starts
from gwanmun.unpack.text import clean

_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:([{}\[\],:])|"((?:[^"\\]++|\\.|\\\Z)*+)("?)|([^ \t\r\n{}\[\],:"]++))',
    re.S,
)
_BARE = re.compile(r"-?(?:\d[\d.eE+-]*+|Infinity|NaN)|true|false|null", re.ASCII)
ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.S)
_UNIT = re.compile(ESCAPE.pattern + "|.", re.S)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
DEPTH = 1024
"""Containers in containers; the same bound as orjson's."""

State = Literal["value", "key", "colon", "comma", "done"]


class Token(NamedTuple):
    """A scalar or a name: where its characters stand in the source, without quotes, and what they are."""

    steps: tuple[Step, ...]
    start: int
    end: int
    raw: str
    number: bool = False
    name: bool = False

    @property
    def text(self) -> str:
        return self.raw if self.number else unescape(self.raw)


class BrokenError(Exception):
    """Not JSON, or deeper than `DEPTH`; the text says which and names no content."""


def unescape(raw: str) -> str:
    """The characters that a JSON string stands for; an escape that RFC 8259 does not know is the character itself."""
    if "\\" not in raw:
        return raw
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return "".join(meaning(unit) for unit in _UNIT.findall(raw))


def meaning(unit: str) -> str:
    """The character that one unit of a JSON string stands for."""
    if len(unit) == 12:
        high, low = int(unit[2:6], 16), int(unit[8:], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    if len(unit) == 6:
        return chr(int(unit[2:], 16))
    return _SHORT.get(unit[1], unit[1]) if len(unit) == 2 else unit


def escape(text: str) -> str:
    """A text as the inside of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def places(raw: str) -> list[int]:
    """Where each character of `unescape(raw)` begins in `raw`, and the end."""
    return starts(_UNIT, raw)


class _Frame:
    """An open container."""

    __slots__ = ("counts", "index", "is_object", "key", "steps")

    def __init__(self, steps: tuple[Step, ...], is_object: bool) -> None:
        self.steps, self.is_object, self.index = steps, is_object, -1
        self.key: tuple[Step, ...] = ()
        self.counts: dict[str, int] = {}

    def name(self, text: str) -> tuple[Step, ...]:
        self.index += 1
        self.counts[text] = count = self.counts.get(text, 0) + 1
        self.key = (*self.steps, named(text, self.index), *again(count))
        return self.key

    def next(self) -> tuple[Step, ...]:
        if self.is_object:
            return self.key
        self.index += 1
        return (*self.steps, self.index)


class Scanner:
    """One pass over a JSON text. After iterating, `ended` is False when the text stopped short of its end."""

    def __init__(self, source: str, steps: tuple[Step, ...] = ()) -> None:
        self.source, self.steps = source, steps
        self.frames: list[_Frame] = []
        self.state: State = "value"
        self.ended = False
        self.members = 0

    def __iter__(self) -> Iterator[Token]:
        """Yield tokens in order; raises `BrokenError` at the first that no JSON text has there."""
        at = 0
        for match in _TOKEN.finditer(self.source):
            if match.start() != at:
                break
            at = match.end()
            sign, string, quote, bare = match.groups()
            if sign:
                self._sign(sign)
            elif (token := self._scalar(match, string, bare)) is not None:
                yield token
            if string is not None and not quote:
                return
        if self.source[at:].strip(" \t\r\n"):
            raise BrokenError("not JSON")
        self.ended = self.state == "done" or (self.state == "comma" and not self.frames)

    def _sign(self, sign: str) -> None:
        if sign in "{[":
            self._open(sign == "{")
        elif sign in "}]":
            self._close(sign == "}")
        else:
            self._separate(sign)

    def _open(self, is_object: bool) -> None:
        if self.state != "value":
            raise BrokenError("not JSON")
        if len(self.frames) >= DEPTH:
            raise BrokenError(f"nested deeper than {DEPTH}")
        self.frames.append(_Frame(self._place(), is_object))
        self.state = "key" if is_object else "value"

    def _close(self, is_object: bool) -> None:
        """A comma before the bracket is let through: some servers take it."""
        if not self.frames or self.frames[-1].is_object != is_object or self.state == "colon":
            raise BrokenError("not JSON")
        if is_object and self.state == "value":
            raise BrokenError("not JSON")
        self.frames.pop()
        self._valued()

    def _separate(self, sign: str) -> None:
        if sign == ":" and self.state == "colon":
            self.state = "value"
        elif sign == "," and self.state == "comma" and self.frames:
            self.state = "key" if self.frames[-1].is_object else "value"
        else:
            raise BrokenError("not JSON")

    def _scalar(self, match: re.Match[str], string: str | None, bare: str | None) -> Token | None:
        if self.state == "key" and string is not None:
            return self._name(match, string)
        if self.state != "value" or (bare is not None and not _BARE.fullmatch(bare)):
            raise BrokenError("not JSON")
        steps = self._place()
        self._valued()
        if string is not None:
            return Token(steps, match.start(2), match.end(2), string)
        assert bare is not None
        return None if bare in {"true", "false", "null"} else Token(steps, match.start(4), match.end(4), bare, True)

    def _name(self, match: re.Match[str], raw: str) -> Token:
        self.state = "colon"
        self.members += 1
        steps = self.frames[-1].name(clean(unescape(raw)))
        return Token((*steps, KEY), match.start(2), match.end(2), raw, name=True)

    def _place(self) -> tuple[Step, ...]:
        return self.frames[-1].next() if self.frames else self.steps

    def _valued(self) -> None:
        self.state = "comma" if self.frames else "done"
