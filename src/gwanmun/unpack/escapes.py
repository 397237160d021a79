"""Characters written otherwise inside a text: percent-encoding, character references, JSON escapes."""

from __future__ import annotations

import html
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gwanmun.unpack import json_scan
from gwanmun.unpack.path import Layer
from gwanmun.unpack.text import clean, decode, is_text

Piece = tuple[int, str]
"""(characters written, what they stand for): one character, or a run that stands for itself."""


@dataclass(frozen=True, slots=True)
class Escapes:
    """One way to write characters otherwise. `sign` is in every text that uses it."""

    layer: Layer
    sign: str
    pieces: Callable[[str], Iterator[Piece]]
    escape: Callable[[str], str]

    def decode(self, text: str) -> str:
        return clean("".join(piece for _, piece in self.pieces(text)))

    def places(self, text: str) -> list[int]:
        """Where each character of `decode(text)` begins in `text`, and the end."""
        places: list[int] = []
        at = 0
        for size, piece in self.pieces(text):
            places += range(at, at + size) if size == len(piece) else [at]
            at += size
        return [*places, at]


def _cut(pattern: re.Pattern[str], meaning: Callable[[re.Match[str]], Iterator[Piece]], text: str) -> Iterator[Piece]:
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            yield match.start() - at, text[at : match.start()]
        yield from meaning(match)
        at = match.end()
    if at < len(text):
        yield len(text) - at, text[at:]


_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_SPACE = re.compile(r"\s")


def _percent(text: str) -> Iterator[Piece]:
    """RFC 3986 section 2.1. In prose a per cent sign may be one: there only runs as long as a Hangul syllable count,
    and those in a word with `=` or `://`."""
    prose = _SPACE.search(text) is not None

    def meaning(match: re.Match[str]) -> Iterator[Piece]:
        run = match.group()
        if prose and len(run) < 9 and not _in_url(text, match.start()):
            return iter([(len(run), run)])
        return _characters(run)

    return _cut(_RUN, meaning, text)


def _in_url(text: str, at: int) -> bool:
    """Whether the word before `at`, of which 500 characters count, is the beginning of an address or a pair."""
    if at == 0 or text[at - 1].isspace():
        return False
    word = text[max(0, at - 500) : at].rsplit(None, 1)[-1]
    return "=" in word or "://" in word


def _characters(run: str) -> Iterator[Piece]:
    """Bytes that are no character, or a control character, stay as they are written."""
    data = bytes.fromhex(run.replace("%", ""))
    decoded = decode(data)
    if decoded.mark or b"\0" in data:
        yield len(run), run
        return
    at = 0
    for character in decoded.raw:
        size = 3 * len(character.encode(decoded.codec, "surrogateescape"))
        yield size, character if is_text(clean(character)) else run[at : at + size]
        at += size


_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|commat|period|colon|hyphen);")


def _references(text: str) -> Iterator[Piece]:
    """HTML section 13.5: numeric character references and the named ones that a value may be written with."""

    def meaning(match: re.Match[str]) -> Iterator[Piece]:
        reference = match.group()
        character = html.unescape(reference)
        yield len(reference), character if len(character) == 1 else reference

    return _cut(_REFERENCE, meaning, text)


_UNICODE = re.compile(r"\\u[0-9a-fA-F]{4}")


def _backslashes(text: str) -> Iterator[Piece]:
    return _cut(json_scan.ESCAPE, lambda match: iter([(len(match.group()), json_scan.meaning(match.group()))]), text)


def _escaped(text: str) -> Iterator[Piece]:
    """JSON escapes outside of JSON, in a log line or source code: only where one is a `\\u`, a path has `\\n` too."""
    return _backslashes(text) if _UNICODE.search(text) else iter([(len(text), text)])


URL = Escapes(Layer("url:"), "%", _percent, lambda text: urllib.parse.quote(text, safe=""))
ENTITY = Escapes(Layer("entity:"), "&", _references, lambda text: html.escape(text))
ESCAPED = Escapes(Layer("escaped:"), "\\", _escaped, json_scan.escape)
LOOSE = Escapes(Layer("json-text:"), "\\", _backslashes, json_scan.escape)
"""Broken JSON, read as text: every escape counts."""
ESCAPES = (URL, ENTITY, ESCAPED)
