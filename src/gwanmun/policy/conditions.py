"""TOML -> conditions: what `when`, `unless` and an exception's `when` may say, checked against what is known."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from gwanmun.knowledge.vocabulary import CATEGORIES, COUNTRIES, UNKNOWN, kinds, stems
from gwanmun.policy.rule import Conditions, Sought
from gwanmun.policy.source import nearest
from gwanmun.policy.table import Table

Facets = list[tuple[str, frozenset[str]]]

SIGHTING_KEYS = ("kind", "part", "min_confidence", "min_count", "min_people")
FLAGS = ("abroad", "unreadable")
NAMES = ("user", "unit", "device", "app", "method")
RECIPIENT_COUNTRIES = ("operator_country", "parent_country", "server_country", "seat")
RECIPIENT_KEYS = ("service", "operator", "category", *RECIPIENT_COUNTRIES, "known", "host")
KEYS = (*SIGHTING_KEYS, "along_with", *FLAGS, *NAMES, "path", "seen", "recipient")

_SEEN = ("full", "head", "name")
_PARTS = ("request.target", "request.header", "request.body", "response.header", "response.body", "text")


def conditions(table: Table) -> Conditions:
    """Everything that one table of conditions asks for."""
    table.only(*KEYS)
    return Conditions((*_own_facets(table), *_recipient_facets(table.table("recipient"))), _sought(table))


def _own_facets(table: Table) -> Facets:
    found = [(key, frozenset(map(str.casefold, table.texts(key)))) for key in NAMES]
    found += [(key, _flag(table, key)) for key in FLAGS]
    found.append(("path", frozenset(_path(table, path) for path in table.texts("path"))))
    found.append(("seen", frozenset(table.chosen("seen", _SEEN, "value of seen"))))
    found.append(("along_with", frozenset(table.chosen("along_with", _kind_names(), "kind"))))
    return [(key, wanted) for key, wanted in found if wanted]


def _recipient_facets(table: Table) -> Facets:
    table.only(*RECIPIENT_KEYS)
    found = [(key, _country(table, key)) for key in RECIPIENT_COUNTRIES]
    found.append(("category", frozenset(table.chosen("category", (*CATEGORIES, UNKNOWN), "category"))))
    found.append(("service", _catalogued(table, "service", "services")))
    found.append(("operator", _catalogued(table, "operator", "entities")))
    found.append(("known", _flag(table, "known")))
    found.append(("host", frozenset(_host(name) for name in table.texts("host"))))
    return [(f"recipient.{key}", wanted) for key, wanted in found if wanted]


def _flag(table: Table, key: str) -> frozenset[str]:
    value = table.flag(key)
    return frozenset() if value is None else frozenset({"true" if value else "false"})


def _country(table: Table, key: str) -> frozenset[str]:
    """Country codes; the nearest of them by letters would be some other country, so none is suggested."""
    for index, word in enumerate(found := table.texts(key)):
        if word not in COUNTRIES and word != UNKNOWN:
            upper = f'did you mean "{word.upper()}"?' if word.upper() in COUNTRIES else ""
            hint = upper or f'write the two letters of ISO 3166-1, as in ["KR", "CN", "US"], or "{UNKNOWN}"'
            raise table.source.problem((*table.at, key, index), f'unknown country code "{word}"', hint)
    return frozenset(found)


def _catalogued(table: Table, key: str, folder: str) -> frozenset[str]:
    """Ids of the catalogue: one that is not in it would never match."""
    known = stems(folder)
    return frozenset(table.chosen(key, known | {UNKNOWN}, key) if known else table.texts(key))


def _path(table: Table, path: str) -> str:
    if not path.startswith("/"):
        raise table.problem("path", f'path "{path}" does not begin with "/"', f'write path = "/{path}"')
    return path.casefold().rstrip("/") or "/"


def _host(name: str) -> str:
    return name.casefold().removeprefix("*").strip(".")


def _sought(table: Table) -> Sought | None:
    if not any(key in table for key in SIGHTING_KEYS):
        return None
    return Sought(
        table.chosen("kind", _kind_names(), "kind") or ("*",),
        _parts(table),
        table.share("min_confidence") or 0.0,
        table.count("min_count") or 1,
        table.count("min_people") or 1,
    )


def _parts(table: Table) -> tuple[str, ...]:
    """Places in a message; a header may be named (`request.header:cookie`)."""
    for index, part in enumerate(found := table.texts("part")):
        if part.partition(":")[0] not in _PARTS:
            raise table.source.problem((*table.at, "part", index), f'unknown part "{part}"', nearest(part, _PARTS))
    return tuple(part.casefold() for part in found)


@lru_cache
def _kind_names() -> Collection[str]:
    """Every kind, every group of kinds, and `*` for all of them."""
    known = kinds()
    groups = {f"{kind.partition('.')[0]}.*" for kind in known if "." in kind}
    return frozenset({*known, *groups, "*"})
