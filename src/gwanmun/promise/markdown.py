"""Markdown (CommonMark, with GitHub's pipe tables) to a document: structure is kept, signs of emphasis go."""

from __future__ import annotations

import re
from html import unescape

from gwanmun.promise.block import Builder, Document, tidy
from gwanmun.promise.lines import joined, table_rows
from gwanmun.promise.topics import runs_in

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_SETEXT = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_RULE = re.compile(r"\s{0,3}([-*_])(\s*\1){2,}\s*$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\\-)\s+(\S.*)$")
_QUOTE = re.compile(r"^\s{0,3}(>\s?)+")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*)(?:\s+\"[^\"]*\")?\)")
_REFERENCE = re.compile(r"!?\[([^\[\]]+)\]\[[^\[\]]*\]")
_AUTO = re.compile(r"<((?:https?://|mailto:)?[^<>\s]+[@/.][^<>\s]+)>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|div|p|font|small|sup|sub|center|details|summary|img|code)\b[^<>]*>", re.I
)
_STRONG = re.compile(r"^[\s>*_]*(\*\*|__)(?=\S)(.+?)(?<=\S)\1[\s:：]*$")
_LEAD = re.compile(r"^\s*(\*\*|__)(?=\S)([^*_\n]{3,60}?[.。]?)\1[.]?\s+(?=\S)")
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)([^*\n]+?)(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)([^_\n]+?)(?<=\S)_{1,3}(?!\w)")
_CODE = re.compile(r"`+([^`]+)`+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&])")
_FRONT = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)


def read(data: str) -> Document:
    """A file as text and blocks; never raises."""
    builder = Builder()
    body = _FRONT.sub("", data.replace("\r\n", "\n").replace("\r", "\n"), count=1)
    _Reader(builder, [_QUOTE.sub("", line) for line in body.split("\n")]).read()
    return builder.document()


def inline(text: str) -> str:
    """Text without signs of emphasis, links and tags; a link keeps its words."""
    if "<" in text:
        text = _TAG.sub("", _AUTO.sub(r"\1", _BREAK.sub("\n", text)))
    if "[" in text:
        text = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", text))
    for expression in (_EMPHASIS, _EMPHASIS):
        text = expression.sub(lambda found: found[1] or found[2] or "", text)
    return unescape(_ESCAPE.sub(r"\1", _CODE.sub(r"\1", text))) if "&" in text or "\\" in text or "`" in text else text


class _Reader:
    def __init__(self, builder: Builder, lines: list[str]) -> None:
        self.builder, self.lines, self.at = builder, lines, 0

    def read(self) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not (self._table() or self._heading(line) or self._setext(line) or self._nothing(line)):
                self._paragraph()

    def _nothing(self, line: str) -> bool:
        if line.strip() and not _RULE.match(line) and not _FENCE.match(line):
            return False
        self.at += 1
        return True

    def _heading(self, line: str) -> bool:
        found = _HEADING.match(line)
        if found:
            self.builder.line("heading", inline(found[2]).replace("\n", " "), len(found[1]))
            self.at += 1
        return bool(found)

    def _setext(self, line: str) -> bool:
        after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        found = _SETEXT.match(after)
        if not found or not line.strip() or _ITEM.match(line) or "|" in line:
            return False
        self.builder.line("heading", inline(line), 1 if found[1][0] == "=" else 2)
        self.at += 2
        return True

    def _table(self) -> bool:
        """A row of cells and the delimiter row below it begin a table; it ends with the first line without a bar."""
        if self.at + 1 >= len(self.lines) or "|" not in self.lines[self.at]:
            return False
        if "-" not in self.lines[self.at + 1] or not _DELIMITER.match(self.lines[self.at + 1]):
            return False
        rows = [_cells(self.lines[self.at])]
        self.at += 2
        while self.at < len(self.lines) and "|" in self.lines[self.at] and self.lines[self.at].strip():
            rows.append(_cells(self.lines[self.at]))
            self.at += 1
        table_rows(self.builder, rows)
        return True

    def _paragraph(self) -> None:
        """Lines up to an empty one or to another kind of block; those that one wrap broke are joined."""
        begin = self.at
        self.at += 1
        while self.at < len(self.lines) and self._goes_on(self.lines[self.at]):
            self.at += 1
        for line in joined(self.lines[begin : self.at]):
            self._line(line)

    def _goes_on(self, line: str) -> bool:
        if not line.strip() or _HEADING.match(line) or _RULE.match(line) or _FENCE.match(line):
            return False
        below = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        return not (_SETEXT.match(below) or ("|" in line and "-" in below and _DELIMITER.match(below)))

    def _line(self, line: str) -> None:
        item = _ITEM.match(line)
        words = item[2] if item else line
        lead = _LEAD.match(words)
        if lead and runs_in(lead[2]):
            self.builder.line("item" if item else "text", tidy(inline(lead[2])), 1 if item else 0, strong=True)
            words = words[lead.end() :]
        text = tidy(inline(words))
        if item:
            self.builder.line("item", text, 1 + len(item[1].expandtabs(4)) // 2, bool(_STRONG.match(words)))
        else:
            self.builder.line("text", text, 0, bool(_STRONG.match(words.strip())))


def _cells(line: str) -> list[str]:
    """Cells between bars; a bar after a backslash or in code belongs to the text."""
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [inline(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inner)]
