"""Reads a case of law (`tests/cases`, numbers from 60): what was seen, what was promised, and what follows.

The form is that of `tests/casebook.py`, with other tables. Given: any number of `http` blocks (through the real
pipeline), a `toml` block of stated facts, and the tables `flows` (exchanges by name only), `policy` and `promises` (as
the reader of policies gives them), `before` (an earlier version), `register` (columns as a file would have), `law`
(the day). Expected: `findings` (at least these), `unfounded` (none of these: `-` or a pattern stands for any).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gwanmun.transfer import Request
from tests import casebook
from tests.casebook import CaseError, Row

TABLES = frozenset({"flows", "policy", "promises", "before", "register", "law", "findings", "unfounded", "verdict"})
LISTED = frozenset({"countries", "items", "kinds", "languages"})
NUMBERS = frozenset({"up", "times"})
_FACTS = re.compile(r"^```toml\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_POLICY = re.compile(r"^```gate\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class LawCase:
    """`world` is in the shape that `tests/law/world.py` judges; `gate` is a policy of the gate, "" for none."""

    name: str
    requests: tuple[Request, ...]
    world: Mapping[str, Any]
    as_of: date | None
    gate: str
    expected: tuple[Row, ...]
    unfounded: tuple[Row, ...]
    verdicts: tuple[Row, ...]


def parse(text: str, name: str) -> LawCase:
    """The case in `text`; `CaseError` says what is wrong with it."""
    made = casebook._MADE.sub(casebook._make, text)
    requests = tuple(map(casebook._request, casebook._HTTP.findall(made)))
    facts, gates = _FACTS.findall(made), _POLICY.findall(made)
    prose = _POLICY.sub("", _FACTS.sub("", casebook._HTTP.sub("", made)))
    tables = _tables(prose, name)
    casebook._first(r"^# (.+)$", prose, "title")
    casebook._english(prose)
    if not tables.get("findings") and not tables.get("verdict"):
        raise CaseError(f"{name}: nothing is expected")
    return LawCase(
        name=name,
        requests=requests,
        world=_world(tables, tomllib.loads(facts[0]) if facts else {}),
        as_of=date.fromisoformat(tables["law"][0]["as_of"]) if "law" in tables else None,
        gate=gates[0] if gates else "",
        expected=tables.get("findings", ()),
        unfounded=tables.get("unfounded", ()),
        verdicts=tables.get("verdict", ()),
    )


def _tables(prose: str, name: str) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for table in casebook._TABLE.finditer(prose):
        heading = casebook._HEADING.findall(prose[: table.start()])
        if not heading or heading[-1] not in TABLES or heading[-1] in found:
            raise CaseError(f"{name}: a table with no heading of its own that is known: {heading[-1:]}")
        found[heading[-1]] = _rows(table[0], heading[-1] == "register")
    return found


def _rows(table: str, whole: bool) -> tuple[Row, ...]:
    """The rows under the last words of the headings, or under the whole headings (a register is as a file would be)."""
    head, *rows = [casebook._cells(line) for line in table.split("\n")]
    names = head if whole else [cell.split(" ")[-1] for cell in head]
    return tuple(dict(zip(names, row, strict=True)) for row in rows[1:])


def _world(tables: Mapping[str, tuple[Row, ...]], facts: Mapping[str, Any]) -> dict[str, Any]:
    world: dict[str, Any] = {"facts": facts, "flows": [_valued(row) for row in tables.get("flows", ())]}
    if "policy" in tables or "promises" in tables:
        world["promises"] = [_valued(row) for row in tables.get("promises", ())]
        world["policy"] = _valued(tables["policy"][0]) if "policy" in tables else {}
    if "before" in tables:
        world["previous"] = [_valued(row) for row in tables["before"]]
    if rows := tables.get("register"):
        world["registers"] = [{"head": list(rows[0]), "rows": [list(row.values()) for row in rows]}]
    return world


def _valued(row: Row) -> dict[str, Any]:
    """Cells as the fields they stand for; `-` and an empty cell mean nothing."""
    return {name: _value(name, cell) for name, cell in row.items() if cell and (cell != "-" or name == "kinds")}


def _value(name: str, cell: str) -> Any:
    if name in LISTED:
        return [each.strip() for each in cell.split(",") if each.strip() not in {"", "-"}]
    if name in NUMBERS:
        return int(cell.replace(",", ""))
    if name == "server":
        country, sure = cell.split(" ")
        return [country, float(sure)]
    return cell == "yes" if name == "readable" else cell
