"""Characters written otherwise inside a text: percent-encoding, character references, JSON escapes."""

from __future__ import annotations

import html
import json
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from gwanmun.unpack import json_scan
from gwanmun.unpack.path import Layer
from gwanmun.unpack.percent import unquote
from gwanmun.unpack.text import clean, decode, is_text

ESCAPES_MOST = 20_000
"""Escapes, or runs of them, that are resolved one by one in one text; what follows stays as it is written."""
Piece = tuple[int, str]
"""(characters written, what they stand for): one character, or a run that stands for itself."""


@dataclass(frozen=True, slots=True)
class Escapes:
    """One way to write characters otherwise. `sign` is in every text that uses it."""

    layer: Layer
    sign: str
    pieces: Callable[[str], Iterator[Piece]]
    escape: Callable[[str], str]
    quick: Callable[[str], str | None] = lambda text: None

    def decode(self, text: str) -> str:
        return self.resolve(text)[0]

    def resolve(self, text: str) -> tuple[str, bool]:
        """The text with its escapes resolved, and whether those are all and not only the first `ESCAPES_MOST`.

        All at once where a library does the same, else piece by piece.
        """
        if (quick := self.quick(text)) is not None:
            return clean(quick), True
        return clean("".join([piece for _, piece in self.pieces(text)])), text.count(self.sign) <= ESCAPES_MOST

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
    for match in islice(pattern.finditer(text), ESCAPES_MOST):
        if match.start() > at:
            yield match.start() - at, text[at : match.start()]
        yield from meaning(match)
        at = match.end()
    if at < len(text):
        yield len(text) - at, text[at:]


_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_SPACE = re.compile(r"\s")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NO_VALUE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd\ufeff\ud800-\udfff]")


def _percent_quick(text: str) -> str | None:
    """All of a text at once, when it is no prose and stands for UTF-8 without a control character."""
    if _SPACE.search(text) or _NO_VALUE.search(text) or _STRAY.search(text):
        return None
    try:
        decoded = unquote(text.encode()).decode()
    except UnicodeDecodeError:
        return None
    return None if _NO_VALUE.search(decoded) else decoded


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
    for character in decoded.raw[:ESCAPES_MOST]:
        size = 3 * len(character.encode(decoded.codec, "surrogateescape"))
        yield size, character if is_text(clean(character)) else run[at : at + size]
        at += size
    if at < len(run):
        yield len(run) - at, run[at:]


_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|commat|period|colon|hyphen);")


def _references(text: str) -> Iterator[Piece]:
    """HTML section 13.5: numeric character references and the named ones that a value may be written with."""

    def meaning(match: re.Match[str]) -> Iterator[Piece]:
        reference = match.group()
        character = html.unescape(reference)
        yield len(reference), character if len(character) == 1 else reference

    return _cut(_REFERENCE, meaning, text)


_UNICODE = re.compile(r"\\u[0-9a-fA-F]{4}")


def _backslashes_quick(text: str) -> str | None:
    """All of a text at once, as the inside of a JSON string; None when JSON does not know one of its escapes.

    Between two doubled backslashes a backslash before a quote is an escape, so that every quote can be made one.
    """
    inside = "\\\\".join(
        piece.replace('\\"', '"').replace('"', '\\"') if '"' in piece else piece for piece in text.split("\\\\")
    )
    try:
        return str(json.loads(f'"{inside}"', strict=False))
    except ValueError:
        return None


def _escaped_quick(text: str) -> str | None:
    return _backslashes_quick(text) if _UNICODE.search(text) else text


def _backslashes(text: str) -> Iterator[Piece]:
    return _cut(json_scan.ESCAPE, lambda match: iter([(len(match.group()), json_scan.meaning(match.group()))]), text)


def _escaped(text: str) -> Iterator[Piece]:
    """JSON escapes outside of JSON, in a log line or source code: only where one is a `\\u`, a path has `\\n` too."""
    return _backslashes(text) if _UNICODE.search(text) else iter([(len(text), text)])


URL = Escapes(Layer("url:"), "%", _percent, lambda text: urllib.parse.quote(text, safe=""), _percent_quick)
ENTITY = Escapes(Layer("entity:"), "&", _references, lambda text: html.escape(text))
ESCAPED = Escapes(Layer("escaped:"), "\\", _escaped, json_scan.escape, _escaped_quick)
LOOSE = Escapes(Layer("json-text:"), "\\", _backslashes, json_scan.escape, _backslashes_quick)
"""Broken JSON, read as text: every escape counts."""
ESCAPES = (URL, ENTITY, ESCAPED)
