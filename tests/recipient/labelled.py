"""The labelled tables, and how an answer is marked against a row: right, honestly unknown, or wrong.

    PYTHONPATH=src python tests/recipient/labelled.py      prints the count of each, and every row that is not right

`labelled_first.tsv` was written from the references and general knowledge before the answers were looked at, and the
catalogue was corrected with it. `labelled_second.tsv` was written after that, again without looking: the first answers
to it (327 right, 6 unknown, 3 wrong of 336) are the unbiased figure; what it found has been corrected since. A row
gives the words that the operator's English name may hold (for an address: the network's), the operator's seat, words
of the parent's name, the server's country (`none`: no country may be given), why. `.` or an empty cell is not looked
at, `-` means that there is none, commas part alternatives.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from gwanmun.knowledge.entities import load_entities
from gwanmun.recipient.directory import Directory
from gwanmun.recipient.name import address, hostname
from gwanmun.transfer import Fact

Row = Mapping[str, str]
Mark = Literal["right", "unknown", "wrong"]

TABLES = ("labelled_first.tsv", "labelled_second.tsv")


@cache
def directory() -> Directory:
    return Directory.bundled()


@cache
def _english() -> Mapping[str, str]:
    return {entity.id: dict(entity.names)["en"] for entity in load_entities().values()}


def rows(table: str) -> list[Row]:
    path = Path(__file__).parent / table
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def told(row: Row) -> dict[str, str]:
    """The answer in the columns of the table; a company that stands alone is the top of its own group."""
    found = directory().resolve(row["target"])
    numeric = address(hostname(row["target"])) is not None
    return {
        "company": _value(found.network) if numeric else _named(found.operator),
        "country": _value(found.operator_country),
        "parent": _named(found.parent or (found.operator if "-" not in row["parent"].split(",") else None)),
        "server": _value(found.server_country),
    }


def mark(row: Row) -> tuple[Mark, str]:
    """Right; unknown where nothing is said and something should be; wrong where anything is said that is not so."""
    answer = told(row)
    off = [name for name in answer if not _fits(row[name], answer[name])]
    why = "; ".join(f"{name} {answer[name] or '-'}, not {row[name]}" for name in off)
    if not off:
        return "right", ""
    return ("unknown" if all(answer[name] == "" for name in off) else "wrong"), why


def _fits(expected: str, given: str) -> bool:
    return expected in ("", ".") or any(_is(one, given) for one in expected.split(","))


def _is(word: str, given: str) -> bool:
    return given == "" if word in ("-", "none", "unknown") else word.casefold() in given.casefold()


def _value(fact: Fact | None) -> str:
    return fact.value if fact else ""


def _named(fact: Fact | None) -> str:
    return _english()[fact.value] if fact else ""


def count(marked: Iterable[Mark]) -> Counter[str]:
    return Counter(marked)


def show(table: str, say: Callable[[str], None] = print) -> None:
    marked = [(row, *mark(row)) for row in rows(table)]
    for row, verdict, off in marked:
        if verdict != "right":
            say(f"  {verdict:<8}{row['target']:<60}{off}  [{row['why']}]")
    counted = count(verdict for _, verdict, _ in marked)
    honest = counted["right"] + counted["unknown"]
    say(f"{table}: {len(marked)} rows, {dict(counted)}, right or honestly unknown {honest / len(marked):.1%}")


if __name__ == "__main__":
    for each in TABLES:
        show(each)
