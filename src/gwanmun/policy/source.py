"""A policy file as text and as TOML, and how to complain about it: file, line, what is wrong, what would be right."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gwanmun.errors import Problem
from gwanmun.policy.lines import Path as Key
from gwanmun.policy.lines import line_of

LARGEST = 1 << 20
"""Bytes of a policy file; ten thousand rules fit."""

_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


@dataclass(frozen=True, slots=True)
class Source:
    """One policy file, read but not yet understood. `name` is what a message calls it."""

    name: str
    path: Path
    text: str = field(repr=False)
    table: dict[str, Any] = field(repr=False)

    def place(self, key: Key) -> str:
        return f"{self.name}:{line_of(self.text, key)}"

    def problem(self, key: Key, message: str, hint: str) -> Problem:
        return Problem(f"{self.place(key)}: {message}", hint)


def read(path: Path, name: str = "") -> Source:
    """Read a file; what stands in the way of reading it is a `Problem`."""
    name = name or str(path)
    text = _text(path, name)
    try:
        return Source(name, path.resolve(), text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = _AT_LINE.search(str(error))
        at = (line and line.group(1)) or text.rstrip().count("\n") + 1
        what = _AT_LINE.sub("", str(error))
        raise Problem(f"{name}:{at}: not valid TOML: {what}", "correct that line, then try again") from error


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for a word that is not known: the nearest one that is, or all of them when they are few."""
    choices = sorted(known)
    if near := difflib.get_close_matches(word, choices, 1, 0.6):
        return f'did you mean "{near[0]}"?'
    return f"use one of: {', '.join(choices)}" if len(choices) <= 32 else "see docs/policy.md for those that are known"


def _text(path: Path, name: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Problem(f"{name}: cannot be read: {error.strerror}", "check the path and its permissions") from error
    if len(data) > LARGEST:
        raise Problem(f"{name}: larger than {LARGEST} bytes", "split it into policies that extend one another")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Problem(f"{name}:{line}: not UTF-8 text", "save the file as UTF-8") from error
