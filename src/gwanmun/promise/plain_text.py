"""Plain text to a document: lines, those that a full line broke joined, and rows of fields as tables."""

from __future__ import annotations

import re

from gwanmun.promise.block import Builder, Document, tidy
from gwanmun.promise.lines import fields, joined, table_rows

_ITEM = re.compile(r"(\s*)[-*+•·○●☞→ㆍ‣–]\s*(\S.*)$")
_FRAME = re.compile(r"[\s|+\-=─━┌┐└┘├┤┬┴┼│:]+$")


def read(data: str) -> Document:
    """A file as text and blocks; never raises."""
    builder = Builder()
    paragraph: list[str] = []
    rows: list[list[str]] = []
    for line in [*data.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        cells = [] if _FRAME.match(line) else fields(line)
        if len(cells) > 1 or (rows and line.strip() and _FRAME.match(line)):
            _paragraph(builder, paragraph)
            rows += [cells] if cells else []
            continue
        _rows(builder, rows)
        if line.strip():
            paragraph.append(line)
        else:
            _paragraph(builder, paragraph)
    return builder.document()


def _rows(builder: Builder, rows: list[list[str]]) -> None:
    """One row alone is a line with gaps in it."""
    if len(rows) > 1:
        table_rows(builder, rows)
    elif rows:
        builder.line("text", " ".join(rows[0]))
    rows.clear()


def _paragraph(builder: Builder, lines: list[str]) -> None:
    for line in joined(lines):
        item = _ITEM.match(line)
        if item:
            builder.line("item", tidy(item[2]), 1 + len(item[1].expandtabs(4)) // 2)
        else:
            builder.line("text", tidy(line))
    lines.clear()
