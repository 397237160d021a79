"""The user's own MMDB databases (GeoLite2, DB-IP, IPinfo, ip-location-db shapes): country, network, anycast flag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import maxminddb

from gwanmun.errors import Problem
from gwanmun.recipient.name import Address
from gwanmun.transfer import Fact

CONFIDENCE = 0.85
"""A geolocation database is an estimate: better than a registry's country, not as good as the provider's own word."""


@dataclass(frozen=True, slots=True)
class Located:
    """What a user's databases say of an address, nothing where they say nothing; every country, in their order."""

    countries: tuple[Fact, ...] = ()
    registered: Fact | None = None
    network: Fact | None = None
    anycast: bool = False


class Databases:
    """Databases in the order given; the first that has an answer counts, the others' countries are kept beside it."""

    def __init__(self, paths: Sequence[Path] = ()) -> None:
        self._readers = [(_open(path), path.name) for path in paths]

    def __bool__(self) -> bool:
        return bool(self._readers)

    def locate(self, address: Address) -> Located:
        found = [_read(row, *stamp) for row, stamp in self._rows(address)]
        return Located(
            tuple(fact for one in found for fact in one.countries),
            _first(one.registered for one in found),
            _first(one.network for one in found),
            any(one.anycast for one in found),
        )

    def _rows(self, address: Address) -> Iterable[tuple[Mapping[str, Any], tuple[str, str]]]:
        for reader, name in self._readers:
            if address.version == 6 and reader.metadata().ip_version == 4:
                continue
            row = _get(reader, address)
            if isinstance(row, dict):
                yield row, (f"{reader.metadata().database_type} (user's database {name})", _built(reader))


def _get(reader: maxminddb.Reader, address: Address) -> Any:
    """One row; a damaged database answers nothing for an address it cannot follow."""
    try:
        return reader.get(address)
    except (maxminddb.InvalidDatabaseError, ValueError):
        return None


def _open(path: Path) -> maxminddb.Reader:
    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise Problem(f"{path}: not a readable MMDB database", "give a .mmdb file, or leave --mmdb out") from error


def _built(reader: maxminddb.Reader) -> str:
    return datetime.fromtimestamp(reader.metadata().build_epoch, UTC).date().isoformat()


def _first(facts: Iterable[Fact | None]) -> Fact | None:
    return next((fact for fact in facts if fact), None)


def _read(row: Mapping[str, Any], source: str, date: str) -> Located:
    def fact(value: str) -> Fact | None:
        return Fact(value, source, date, CONFIDENCE) if value else None

    country = row.get("country_code") or _code(row.get("country"))
    traits = row.get("traits") if isinstance(row.get("traits"), dict) else {}
    anycast = bool(row.get("is_anycast") or (traits or {}).get("is_anycast"))
    placed = fact(_iso(country))
    return Located(
        (placed,) if placed else (), fact(_iso(_code(row.get("registered_country")))), fact(_network(row)), anycast
    )


def _code(value: Any) -> Any:
    """GeoLite2 and DB-IP nest the code, IPinfo's older files give it bare."""
    return value.get("iso_code") if isinstance(value, dict) else value


def _iso(value: Any) -> str:
    return value.upper() if isinstance(value, str) and len(value) == 2 and value.isalpha() else ""


def _network(row: Mapping[str, Any]) -> str:
    """`AS16509 Amazon.com, Inc.` from either shape; "" when the database names no network."""
    number = row.get("autonomous_system_number") or row.get("asn") or ""
    name = row.get("autonomous_system_organization") or row.get("as_name") or ""
    prefix = f"AS{number}" if isinstance(number, int) else str(number)
    return f"{prefix} {name}".strip()
