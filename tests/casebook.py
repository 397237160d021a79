"""Reads a case of the casebook: a scenario in prose, an HTTP block, and tables of what is expected.

    # Title in Korean                                     prose anywhere between the parts
    *The same in one English line.*
    ```http                                               one block: request line, header fields, empty line, body
    ## 보여야 하는 것 · sightings                          a heading names the table under it: the word behind the dot
    | 종류 kind | 값 value |                               the last word of a column's heading is its name

Tables: `sightings` (at least these) or `exactly` (these and no others), `forbidden` (must not be seen: a pattern of
kinds, content kinds aside; value `-` stands for any), `unreadable`, `recipient`, `verdict`. A cell `-` means absent.
A fenced block `own.record` (a CSV table), `own.document` or `seed` (one value a line) is what the organisation
registered, or what an investigator planted. `{{rrn:850101-1}}` and the like are made by the reader, so that no such
number stands in a file: see `MAKERS`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from gwanmun.transfer import Endpoint, Exchange, Headers, Origin, Provenance, Request

Row = Mapping[str, str]

COLUMNS: Mapping[str, frozenset[str]] = {
    "sightings": frozenset({"kind", "value", "part", "path"}),
    "exactly": frozenset({"kind", "value", "part", "path"}),
    "forbidden": frozenset({"kind", "value"}),
    "unreadable": frozenset({"part", "why"}),
    "recipient": frozenset(
        {"host", "service", "category", "operator", "operator_country", "parent", "parent_country", "server_country"}
    ),
    "verdict": frozenset({"policy", "action", "rule"}),
}
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_TABLE = re.compile(r"^\|.*(?:\n\|.*)*", re.MULTILINE)
_HTTP = re.compile(r"^```http\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_GIVEN = re.compile(r"^```(own\.record|own\.document|seed)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## .*· *([a-z]+) *$", re.MULTILINE)
_MADE = re.compile(r"\{\{(\w+):(.*?)\}\}(?!\})", re.DOTALL)


class CaseError(Exception):
    """A case that cannot be read, or that expects nothing."""


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    title: str
    english: str
    request: Request
    host: str
    tables: Mapping[str, tuple[Row, ...]]
    given: tuple[tuple[str, str], ...] = ()

    def rows(self, table: str) -> tuple[Row, ...]:
        return self.tables.get(table, ())

    def exchange(self) -> Exchange:
        endpoint = Endpoint(self.host, 443, "https", None, self.host)
        return Exchange(self.name, 0.0, Origin(), endpoint, Provenance("capture", self.name, "0"), self.request)


def parse(text: str, name: str) -> Case:
    """The case in `text`; `CaseError` says what is wrong with it."""
    try:
        made = _MADE.sub(_make, text)
        blocks = _HTTP.findall(made)
        _require(len(blocks) == 1, f"{len(blocks)} http blocks, one is needed")
        prose = _GIVEN.sub("", _HTTP.sub("", made))
        given = tuple((kind, text) for kind, text in _GIVEN.findall(made))
        request = _request(blocks[0])
        host = request.header("host") or ""
        _require(host, "the request names no host")
        return Case(name, _first(r"^# (.+)$", prose, "title"), _english(prose), request, host, _tables(prose), given)
    except CaseError as why:
        raise CaseError(f"{name}: {why}") from why


def _require(holds: object, otherwise: str) -> None:
    if not holds:
        raise CaseError(otherwise)


def _first(pattern: str, text: str, what: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    _require(match, f"no {what}")
    assert match is not None
    return match[1].strip()


def _english(prose: str) -> str:
    return _first(r"^\*([^*]+)\*$", prose, "line in English (*…*)")


def _request(block: str) -> Request:
    head, _, body = block.partition("\n\n")
    start, *fields = head.split("\n")
    words = start.split(" ")
    _require(len(words) == 3 and words[2] == "HTTP/1.1", f"not a request line: {start!r}")
    data = body.encode()
    length: Headers = (("content-length", str(len(data))),) if data else ()
    return Request(words[0], words[1], (*map(_field, fields), *length), data)


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    _require(colon and name == name.lower().strip(), f"not a header field in lower case: {line!r}")
    return name, value.strip()


def _tables(prose: str) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for table in _TABLE.finditer(prose):
        headings = _HEADING.findall(prose[: table.start()])
        _require(headings, "a table with no heading that names it")
        name = headings[-1]
        _require(name in COLUMNS, f"unknown table {name!r}")
        _require(name not in found, f"two tables {name!r}")
        found[name] = _rows(table[0], COLUMNS[name])
    named = set(_HEADING.findall(prose))
    _require(named <= set(found), f"no table under {', '.join(sorted(named - set(found)))}")
    _require(any(found.values()), "nothing is expected")
    return found


def _rows(table: str, columns: frozenset[str]) -> tuple[Row, ...]:
    head, *rows = [_cells(line) for line in table.split("\n")]
    names = [cell.split(" ")[-1] for cell in head]
    _require(set(names) <= columns, f"unknown columns: {', '.join(sorted(set(names) - columns))}")
    _require(rows and all(re.fullmatch(r":?-+:?", cell) for cell in rows[0]), "no line of dashes under the columns")
    _require(all(len(row) == len(names) for row in rows), "a row with more or fewer cells than there are columns")
    return tuple(dict(zip(names, row, strict=True)) for row in rows[1:])


def _cells(line: str) -> list[str]:
    """`\\|` is a bar inside a cell; backticks around a whole cell are for the reader's eye."""
    cells = re.split(r"(?<!\\)\|", line.strip()[1:-1])
    return [re.sub(r"^`(.*)`$", r"\1", cell.strip().replace("\\|", "|")) for cell in cells]


def _make(match: re.Match[str]) -> str:
    maker = MAKERS.get(match[1])
    _require(maker, f"nothing makes {match[0]!r}")
    assert maker is not None
    return maker(match[2])


def rrn(stem: str) -> str:
    """A resident registration number with a valid check digit from `YYMMDD-S`: an invented region and serial."""
    digits = stem.replace("-", "") + "99999"
    return f"{digits[:6]}-{digits[6:]}{_check_digit(digits)}"


def rrn_without_checksum(stem: str) -> str:
    """One as issued since October 2020: the last six digits are arbitrary, here so that the old check fails."""
    digits = stem.replace("-", "") + "99999"
    return f"{digits[:6]}-{digits[6:]}{(_check_digit(digits) + 5) % 10}"


def _check_digit(digits: str) -> int:
    """(11 - sum of weighted digits mod 11) mod 10."""
    return (11 - sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11) % 10


MAKERS: Mapping[str, Callable[[str], str]] = {
    "rrn": rrn,
    "rrn2020": rrn_without_checksum,
    "rrnbare": lambda stem: rrn(stem).replace("-", ""),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "quoted": lambda text: quote(text, safe=""),
    "join": lambda parts: parts.replace("+", ""),  # a key in pieces, so that no scanner takes this file for a leak
}
