"""CSV (RFC 4180) and its relatives with `;`, tab or `|`: cells under the header of their column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from gwanmun.unpack import cost
from gwanmun.unpack.csv_rows import Field, fields, rows, value
from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import Layer, Step
from gwanmun.unpack.sink import WORK, Changes, Sink, Steps, Writer, is_plain, under
from gwanmun.unpack.splice import Splice
from gwanmun.unpack.table import Names, is_header

CSV = Layer("csv:")
REST = Layer("rest:")
"""Step to the cells that were not taken apart."""
_new = tuple.__new__
_DELIMITERS = ",\t;|"
_LINE = re.compile(r"[^\r\n]*")
_SAMPLE = 8192


def delimiter(text: str, declared: bool) -> str:
    """What separates the cells of a text that is a table with a header, "" when it is none.

    Undeclared text must have a header of labels and, in its first rows, as many cells in each as in the header.
    """
    sample = text[:_SAMPLE]
    head = _LINE.match(sample.lstrip("\ufeff"))
    line = head.group() if head else ""
    if len(line) < 3 or (not declared and "\n" not in text.rstrip("\r\n") and "\r" not in text.rstrip("\r\n")):
        return ""
    best = max(_DELIMITERS, key=line.count)
    if not line.count(best):
        return ""
    return best if declared or _is_table(sample, best, whole=len(text) <= _SAMPLE) else ""


def _is_table(sample: str, mark: str, whole: bool) -> bool:
    first = [cells for _, cells in islice(rows(sample, mark), 8)]
    first = first if whole or len(first) == 8 else first[:-1]
    widths = {len(row) for row in first}
    return len(first) > 1 and len(widths) == 1 and len(first[0]) > 1 and is_header(first[0]) and all(first[0])


def read(text: str, mark: str, steps: Steps, sink: Sink) -> None:
    """A leaf for each cell that holds something, by row and header; what is too much is one text at the end."""
    place, names = (*steps, CSV), Names(())
    for number, (at, cells) in enumerate(rows(text, mark)):
        if not sink.afford(cost.ROW + cost.COLUMN * len(cells)):
            sink.unread(f"{WORK}: the rows from {number} on are read as text", place)
            sink.plain(text[at:], (*place, REST))
            return
        _row(cells, names, (*place, number), sink)
        if number == 0 and is_header(cells):
            names = Names(enumerate(cells))


def _row(cells: list[str], names: Names, at: Steps, sink: Sink) -> None:
    part, add = sink.part, sink.leaves.append
    for name, text in zip(names.first(len(cells)), cells, strict=True):
        if text:
            if is_plain(text):
                add(_new(Leaf, (part, at + name, text, False, "")))
            else:
                sink.open_text(text, at + name, sink)


def _named(text: str, mark: str) -> Iterator[tuple[Field, tuple[Step, ...]]]:
    """Each cell and the steps to it: its row, and the header of its column or its number."""
    names: Names | None = None
    head: list[tuple[int, str]] = []
    for field in fields(text, mark):
        if field.row == 0:
            head.append((field.column, value(text, field)))
            yield field, (0, field.column)
            continue
        if names is None:
            names = Names(head if is_header([name for _, name in head]) else ())
        yield field, (field.row, *names.of(field.column))


def splices(text: str, mark: str, changes: Changes, writer: Writer) -> list[Splice]:
    """Replacements on the text for changes in its cells; a cell gets quotes when its new text needs them."""
    tree, found = under(changes), []
    if (REST,) in tree:
        raise writer.refuse("a table with too many cells")
    for field, steps in _named(text, mark):
        if inside := tree.get(steps):
            found += _cell(text, field, writer.splice_text(value(text, field), inside, writer), mark)
    return found


def _cell(text: str, field: Field, wanted: list[Splice], mark: str) -> list[Splice]:
    if field.quoted:
        places = _places(text[field.start : field.end], field.start)
        return [(places[start], places[end], new.replace('"', '""')) for start, end, new in wanted]
    if any(sign in new for _, _, new in wanted for sign in (mark, '"', "\n", "\r")):
        raw = [(field.start + start, field.start + end, new.replace('"', '""')) for start, end, new in wanted]
        return [(field.start, field.start, '"'), *raw, (field.end, field.end, '"')]
    return [(field.start + start, field.start + end, new) for start, end, new in wanted]


def _places(raw: str, base: int) -> list[int]:
    """Where each character of a quoted cell begins, a doubled quote being one, and the end."""
    return [base + match.start() for match in re.finditer(r'""|.', raw, re.S)] + [base + len(raw)]
