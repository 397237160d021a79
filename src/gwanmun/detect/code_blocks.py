"""`confidential.code`: blocks of source code in a text, by the look of their lines; no language is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gwanmun.detect.code_lines import Line, line_sort
from gwanmun.detect.finder import Beyond, Found
from gwanmun.detect.joined import Joined
from gwanmun.detect.limits import MOST_CODE_LINES
from gwanmun.unpack.parts import Leaf

KIND = "confidential.code"
FEWEST = 5
"""Lines that look like code before a block counts."""

_STRONG_FEWEST = 2
_MOST_OTHER = 2
_TOO_MANY = f"more than {MOST_CODE_LINES:,} lines: those behind were not looked at as source code"
_BASE, _MORE, _CEILING = 0.5, 0.01, 0.7
_NOT_THE_SENDERS = frozenset({"assistant", "system"})
_SIGN = re.compile(r"[;{}()=:]\s*\n")
_SELECT = re.compile(r"(?i:\bselect\b)")
_INDENTED = re.compile(r"\n\s{2,}\S")


@dataclass(slots=True)
class Block:
    """Lines that belong together, from the first to the last that looks like code (offsets in the text)."""

    start: int
    end: int
    strong: int = 0
    code: int = 0
    closing: int = 0
    other: int = 0

    @property
    def enough(self) -> bool:
        """Five lines of code or more, a bracket among them at most, two beyond doubt, and little else between."""
        lines = self.strong + self.code
        whole = lines + min(1, self.closing) >= FEWEST
        return whole and self.strong >= _STRONG_FEWEST and self.other * 3 <= lines


class CodeFinder:
    """Looks at texts of five lines or more that the sender wrote, not at answers repeated from the service."""

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> Iterator[Found | Beyond]:
        """One hit for each block."""
        if joined.text.count("\n") < FEWEST - 1:
            return
        for index, leaf in enumerate(leaves):
            if leaf.role not in _NOT_THE_SENDERS and "\n" in leaf.text and leaf.text.count("\n") >= FEWEST - 1:
                yield from _in_leaf(index, joined.folded(index).text)


def _in_leaf(index: int, text: str) -> Iterator[Found | Beyond]:
    if not _signed(text):
        return
    for block in blocks(text):
        lines = block.strong + block.code
        confidence = round(min(_CEILING, _BASE + _MORE * lines), 2)
        yield Found(KIND, index, block.start, block.end, confidence, ("form: source code", f"lines: {lines}"))
    if text.count("\n") > MOST_CODE_LINES:
        yield Beyond(index, _TOO_MANY)


def _signed(text: str) -> bool:
    """Whether any line may be code at all. Without the space at its end, for which every blank line would look."""
    if _SIGN.search(text) is not None:
        return True
    if "select" in text.lower() and _SELECT.search(text) is not None:
        return True
    return _INDENTED.search(text.rstrip()) is not None


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text, in order."""
    block: Block | None = None
    beside = 0
    for start, end, sort in _lines(text):
        if sort in {"strong", "code"}:
            block = block or Block(start, end)
            block.other += beside
            block.end, beside = end, 0
            block.strong += sort == "strong"
            block.code += sort == "code"
        elif sort == "closing" and block is not None and not beside:
            block.end = end
            block.closing += 1
        elif sort == "other" and block is not None:
            beside += 1
            if beside > _MOST_OTHER:
                yield from (block,) if block.enough else ()
                block, beside = None, 0
    if block is not None and block.enough:
        yield block


def _lines(text: str) -> Iterator[tuple[int, int, Line]]:
    """(start, end, sort) of each line without its indentation and break."""
    at = 0
    for count, line in enumerate(text.splitlines(keepends=True)):
        if count >= MOST_CODE_LINES:
            return
        body = line.strip()
        start = at + line.find(body) if body else at
        yield start, start + len(body), line_sort(body)
        at += len(line)
