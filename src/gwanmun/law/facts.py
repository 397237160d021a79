"""What a capture cannot show and somebody states: consent screens, walks through the user interface, contracts,
answers on safety, breaches, registers. Facts are a TOML file of tables; a table that is not given is not judged.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gwanmun.errors import Problem
from gwanmun.law.policies import PolicyLike
from gwanmun.law.registers import Register

TABLES = (
    *("controller", "consent", "walk", "contract", "safety", "breach", "device", "sharing", "security", "rights"),
    *("officer", "agent", "assessment", "ai", "basis", "camera", "pseudonymised", "portability", "finance", "public"),
)
"""Tables that rules ask for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One table as stated, and where: `<sha256>:consent[0]`."""

    values: Mapping[str, Any]
    place: str
    table: str


@dataclass(frozen=True, slots=True)
class Facts:
    """`previous` are earlier versions of the policies, for what changed."""

    tables: Mapping[str, tuple[Row, ...]]
    registers: tuple[Register, ...] = ()
    previous: tuple[PolicyLike, ...] = ()

    def rows(self, table: str) -> tuple[Row, ...]:
        return self.tables.get(table, ())

    def get(self, table: str, field: str) -> Any:
        """The first value stated, None when nobody stated it."""
        return next((row.values[field] for row in self.rows(table) if field in row.values), None)

    def places(self, table: str) -> tuple[str, ...]:
        return tuple(row.place for row in self.rows(table))


NONE = Facts({})


def facts(data: Iterable[bytes], registers: Sequence[Register] = (), previous: Sequence[PolicyLike] = ()) -> Facts:
    """Facts of TOML files, their tables joined; an unknown table is a `Problem` that names it."""
    found: dict[str, list[Row]] = {}
    for content in data:
        digest = hashlib.sha256(content).hexdigest()
        for name, rows in _tables(content).items():
            have = found.setdefault(name, [])
            have.extend(Row(row, f"{digest}:{name}[{index}]", name) for index, row in enumerate(rows))
    return Facts({name: tuple(rows) for name, rows in found.items()}, tuple(registers), tuple(previous))


def stated(tables: Mapping[str, Any], source: str = "facts") -> Facts:
    """Facts that a program holds already, in the shape of the file."""
    shaped = {name: _rows(name, value) for name, value in tables.items()}
    places = {
        name: tuple(Row(row, f"{source}:{name}[{index}]", name) for index, row in enumerate(rows))
        for name, rows in shaped.items()
    }
    return Facts(places)


def _tables(content: bytes) -> dict[str, list[Mapping[str, Any]]]:
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"facts: not valid TOML: {error}", "correct that line, then try again") from error
    return {name: _rows(name, value) for name, value in data.items()}


def _rows(name: str, value: Any) -> list[Mapping[str, Any]]:
    rows = value if isinstance(value, list) else [value]
    if name not in TABLES or not all(isinstance(row, Mapping) for row in rows):
        raise Problem(f"facts: no table {name!r} is known", f"the tables are: {', '.join(TABLES)}")
    return rows
