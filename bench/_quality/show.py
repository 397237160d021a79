"""How the figures are printed: Markdown tables, and mistakes with every value masked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bench._quality.score import Mistake, Result, Tally
from tests.corpora.documents import Document

AROUND = 14


def rows(head: Sequence[str], body: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table whose columns also line up in a terminal; all but the first are right-aligned."""
    widths = [max(3, *(len(row[at]) for row in (head, *body))) for at in range(len(head))]
    yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(head, widths, strict=True)) + " |"
    yield "|" + "|".join("-" * (width + 1) + (":" if at else "-") for at, width in enumerate(widths)) + "|"
    for row in body:
        first, *rest = (
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "| " + " | ".join((first, *rest)) + " |"


def by_kind(results: Sequence[tuple[str, Result]]) -> Iterator[str]:
    """A row a kind, per result: values wanted, precision, recall and F1 of exact spans, F1 by overlap."""
    head = ["kind"] + [f"{name} {what}" for name, _ in results for what in ("n", "P", "R", "F1", "F1 overlap")]
    kinds = sorted({kind for _, result in results for kind in result.tallies})
    body = [[kind, *(cell for _, result in results for cell in cells(result.tally(kind)))] for kind in kinds]
    body.append(["all", *(cell for _, result in results for cell in cells(result.total(list(result.tallies))))])
    return rows(head, body)


def cells(tally: Tally) -> list[str]:
    if not (tally.wanted or tally.reported):
        return ["0", "", "", "", ""]
    precision, recall, f1 = tally.scores()
    return [str(tally.wanted), *(f"{score:.3f}" for score in (precision, recall, f1, tally.scores(overlap=True)[2]))]


def context(document: Document, path: str, start: int, end: int) -> str:
    """The value in brackets and what stands around it; letters and digits of all values are masked by their class."""
    text = document.text(path)
    end = len(text) if end < 0 else end
    begin, stop = max(0, start - AROUND), min(len(text), end + AROUND)
    hidden = [(label.start, label.end) for label in document.labels if label.path == path] + [(start, end)]
    shown = "".join(
        shape(text[at]) if any(first <= at < last for first, last in hidden) else text[at] for at in range(begin, stop)
    )
    parts = shown[: start - begin], shown[start - begin : end - begin], shown[end - begin :]
    return re.sub(r"\s+", " ", f"{parts[0]}[{parts[1]}]{parts[2]}")[:110] + (f"  at {path}" if path else "")


def shape(sign: str) -> str:
    if sign.isdigit():
        return "9"
    if "가" <= sign <= "힣":
        return "○"
    return "x" if sign.isalpha() else sign


def mistakes(found: Sequence[Mistake], most: int, each: int) -> Iterator[str]:
    """The commonest mistakes by what was wanted and what was reported, each with a few masked contexts."""
    groups: dict[tuple[str, str], list[Mistake]] = {}
    for mistake in found:
        groups.setdefault((mistake.wanted, mistake.found), []).append(mistake)
    for (wanted, got), group in sorted(groups.items(), key=lambda item: -len(item[1]))[:most]:
        yield f"{len(group):4}  {what(wanted, got)}"
        for one in group[:each]:
            sure = f" {one.confidence:.2f}" if one.found else ""
            where = f"{one.document.domain}/{one.document.name}"
            yield f"        {where}{sure}  {context(one.document, one.path, one.start, one.end)}"


def what(wanted: str, got: str) -> str:
    if wanted == got:
        return f"{got}: the span differs"
    return (
        f"{wanted} missed"
        if not got
        else f"{got} reported" + (f" where {wanted} is" if wanted else ", nothing is there")
    )
