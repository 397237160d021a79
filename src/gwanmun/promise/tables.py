"""Tables to entries, in both orientations: a header row over records, or labels in the first column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gwanmun.promise.block import Block, Document, Row, Span
from gwanmun.promise.fields import Fields, about, fields_of
from gwanmun.promise.phrases import plain
from gwanmun.promise.raw import Entry

_HEADS = 2
_VALUE_HEADS = frozenset(
    (
        "내용",
        "상세",
        "상세내용",
        "세부내용",
        "details",
        "detail",
        "description",
        "content",
        "value",
        "내용",
        "内容",
        "说明",
    )
)


class Header(NamedTuple):
    """The fields that a column (or a line, in a table with labels in the first column) holds, and its own words."""

    fields: Fields
    text: str


def entries(document: Document, table: Block) -> Iterator[Entry]:
    """The records of a table whose headers are understood; none of any other table."""
    rows = [row for row in table.rows if any(cell.start < cell.end for cell in row)]
    if len(rows) < 2 and (not rows or len(rows[0]) < 2):
        return
    heads, headers = _top(document, rows, table.head)
    side = _side(document, rows)
    if _score(headers) >= max(_score(side), 2):
        yield from _by_rows(document, rows[heads:], headers)
    elif _score(side) >= 2:
        yield from _by_columns(document, rows, side)


def _score(headers: Sequence[Header]) -> float:
    """Headers that are understood; 0 when they are fewer than half of those that say anything."""
    said = [header for header in headers if header.text]
    known = sum(bool(header.fields) for header in said)
    return known if known * 2 >= len(said) else 0


def _top(document: Document, rows: Sequence[Row], marked: int) -> tuple[int, list[Header]]:
    """How many rows are headers, and what each column holds: two rows where the second refines a spanning cell."""
    first = [_header(document.of(cell)) for cell in rows[0]]
    if len(rows) < 3:
        return 1, first
    second = [_header(document.of(cell)) for cell in rows[1]]
    spans = len(set(rows[0])) < len(rows[0])
    if (marked == _HEADS or spans) and _all_known(document, rows[1], rows[0]):
        return 2, [_joined(over, below) for over, below in zip(first, second, strict=True)]
    return 1, first


def _all_known(document: Document, row: Row, over: Row) -> bool:
    return all(bool(fields_of(document.of(cell))) for cell, above in zip(row, over, strict=True) if cell != above)


def _joined(over: Header, below: Header) -> Header:
    if below.text == over.text or not below.text:
        return over
    return Header(below.fields or over.fields, f"{over.text} {below.text}")


def _header(text: str) -> Header:
    flat = " ".join(text.split())
    return Header(fields_of(flat), flat)


def _side(document: Document, rows: Sequence[Row]) -> list[Header]:
    return [_header(document.of(row[0])) for row in rows]


def _by_rows(document: Document, rows: Sequence[Row], headers: Sequence[Header]) -> Iterator[Entry]:
    topic = _about(headers)
    for row in rows:
        if _repeats(document, row, headers):
            continue
        yield _entry(document, [(header, cell) for header, cell in zip(headers, row, strict=True)], topic)


def _repeats(document: Document, row: Row, headers: Sequence[Header]) -> bool:
    """A header repeated in the middle, or one cell over the whole width (a caption)."""
    texts = [" ".join(document.of(cell).split()) for cell in row]
    return texts == [header.text for header in headers] or (len(set(row)) == 1 and len(row) > 1)


def _by_columns(document: Document, rows: Sequence[Row], side: Sequence[Header]) -> Iterator[Entry]:
    """A record for each further column; with two columns a label that comes again begins the next record."""
    width = min(map(len, rows))
    for x in range(1, width):
        pairs = [(header, row[x]) for header, row in zip(side, rows, strict=True)]
        if x > 1 and all(cell == rows[y][x - 1] for y, (_, cell) in enumerate(pairs)):
            continue
        for record in _cut(_titled(document, pairs, rows[0])):
            yield _entry(document, record, _about(side))


def _titled(document: Document, pairs: list[tuple[Header, Span]], first: Row) -> list[tuple[Header, Span]]:
    """The head of a column is its recipient's name when no line is labelled so (`구분 | A Inc. | B Ltd.`)."""
    named = any("recipient" in header.fields for header, _ in pairs)
    head = document.of(pairs[0][1])
    corner = pairs[0][0]
    if named or plain(head) in _VALUE_HEADS or len(first) < 3 or corner.fields not in ((), ("other",)):
        return pairs
    return [(Header(("recipient",), corner.text), pairs[0][1]), *pairs[1:]]


def _cut(pairs: Sequence[tuple[Header, Span]]) -> Iterator[list[tuple[Header, Span]]]:
    held: list[tuple[Header, Span]] = []
    seen: set[str] = set()
    for header, cell in pairs:
        again = [field for field in header.fields if field in seen and field != "other"]
        if again and ("recipient" in header.fields or "recipient" not in seen or header.fields == held[0][0].fields):
            yield held
            held, seen = [], set()
        held.append((header, cell))
        seen.update(header.fields)
    if held:
        yield held


def _about(headers: Sequence[Header]) -> frozenset[str]:
    """What the headers tell that the table is about."""
    return frozenset(name for header in headers if header.fields for name in about(header.text))


def _entry(document: Document, pairs: Sequence[tuple[Header, Span]], topic: frozenset[str]) -> Entry:
    values: dict[str, list[str]] = {}
    for header, cell in pairs:
        text = document.of(cell).strip()
        for field in header.fields:
            if text and text not in values.setdefault(field, []):
                values[field].append(text)
    cells = [cell for header, cell in pairs if cell.start < cell.end and header.fields != ("other",)]
    span = Span(min(cell.start for cell in cells), max(cell.end for cell in cells)) if cells else Span(0, 0)
    placed = any("country" in header.fields for header, _ in pairs)
    return Entry(span, _flat(values), topic, placed=placed)


def _flat(values: Mapping[str, list[str]]) -> dict[str, str]:
    return {field: "\n".join(texts) for field, texts in values.items() if texts}
