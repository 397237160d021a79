"""Finds the source line of a value in a TOML file: `tomllib` says what a file means, but not where.

The text must be valid TOML 1.0 (`tomllib` has read it). A path is a tuple of keys and indexes as in the parsed value:
`("rule", 2, "when", "kind", 0)` is the first kind of the third rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_PLAIN = re.compile(r"[^,\]}#\n]+")
_KEY = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')
_DOT = re.compile(r"[ \t]*\.[ \t]*")


def line_of(text: str, path: Path) -> int:
    """The 1-based line where `path` stands, or that of its nearest enclosing table; 1 when nothing of it is found."""
    found = _places(text)
    while path and path not in found:
        path = path[:-1]
    return text.count("\n", 0, found[path]) + 1 if path else 1


@lru_cache(8)
def _places(text: str) -> Mapping[Path, int]:
    """Remembered, because every rule of a file asks where it stands."""
    return _Walk(text).places()


class _Walk:
    """One pass over the text that notes the offset of every key, array element and table header."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def places(self) -> dict[Path, int]:
        table: Path = ()
        self.skip()
        while self.at < len(self.text):
            table = self.header() if self.text[self.at] == "[" else self.pair(table)
            self.skip()
        return self.found

    def skip(self) -> None:
        if blank := _BLANK.match(self.text, self.at):
            self.at = blank.end()

    def take(self, sign: str) -> bool:
        """Step over `sign` and what is blank behind it, if it stands here."""
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        self.skip()
        return True

    def note(self, path: Path, at: int) -> None:
        for end in range(1, len(path) + 1):
            self.found.setdefault(path[:end], at)

    def header(self) -> Path:
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path = self.within(tuple(self.keys()))
        if many:
            self.counts[path] = self.counts.get(path, 0) + 1
            path = (*path, self.counts[path] - 1)
        self.at += 2 if many else 1
        self.note(path, start)
        return path

    def within(self, keys: Path) -> Path:
        """The full path of a header: `[rule.when]` belongs to the latest `[[rule]]`."""
        path: Path = ()
        for key in keys[:-1]:
            path = (*path, key)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path + keys[-1:]

    def keys(self) -> Iterator[str]:
        self.skip()
        while key := _KEY.match(self.text, self.at):
            self.at = key.end()
            yield key.group().strip("\"'")
            if not (dot := _DOT.match(self.text, self.at)):
                break
            self.at = dot.end()
        self.skip()

    def pair(self, table: Path) -> Path:
        start = self.at
        path = (*table, *self.keys())
        self.note(path, start)
        if self.at == start:
            self.at = len(self.text)  # not TOML after all: stop rather than turn in a circle
        self.take("=")
        self.value(path)
        return table

    def value(self, path: Path) -> None:
        if self.take("["):
            self.items(path)
        elif self.take("{"):
            self.inline(path)
        elif found := _STRING.match(self.text, self.at) or _PLAIN.match(self.text, self.at):
            self.at = found.end()

    def items(self, path: Path) -> None:
        index = 0
        while self.at < len(self.text) and not self.text.startswith("]", self.at):
            self.note((*path, index), self.at)
            self.value((*path, index))
            self.skip()
            self.take(",")
            index += 1
        self.at += 1

    def inline(self, path: Path) -> None:
        while self.at < len(self.text) and not self.text.startswith("}", self.at):
            self.pair(path)
            self.skip()
            self.take(",")
        self.at += 1
