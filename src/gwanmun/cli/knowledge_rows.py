"""What `gwanmun knowledge list` and `show` tell: one row a service, company, kind, country or policy, and all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gwanmun.knowledge.entities import line
from gwanmun.knowledge.files import ROOT, tables
from gwanmun.knowledge.kinds import Kind, load_kinds
from gwanmun.knowledge.vocabulary import COUNTRIES
from gwanmun.knowledge.words import load_words
from gwanmun.recipient.directory import Directory


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: what it is, its id, name, country or category, and whatever else it can be found by."""

    what: str
    id: str
    name: str
    country: str
    category: str
    note: str
    words: str


def services(known: Directory, lang: str) -> Iterator[Row]:
    for each in known.services.values():
        operator = known.entities.get(each.operator)
        country = operator.country if operator else ""
        names = dict(each.names)
        shown = dict(operator.names).get(lang, each.operator) if operator else each.operator
        words = " ".join((*names.values(), *each.hosts, shown))
        yield Row("service", each.id, names.get(lang, each.id), country, each.category, shown, words)


def entities(known: Directory, lang: str) -> Iterator[Row]:
    for each in known.entities.values():
        names = dict(each.names)
        parent = known.entities.get(each.parent)
        note = dict(parent.names).get(lang, each.parent) if parent else ""
        yield Row("entity", each.id, names.get(lang, each.id), each.country, "", note, " ".join(names.values()))


def kinds(_: Directory, lang: str) -> Iterator[Row]:
    for each in load_kinds():
        words = " ".join((*each.names.values(), *each.labels))
        yield Row("kind", each.id, each.names.get(lang, each.id), "", each.category, each.article, words)


def countries(_: Directory, lang: str) -> Iterator[Row]:
    words = load_words(lang)
    for code in sorted(COUNTRIES):
        yield Row("country", code, words.country(code), code, "", "", words.country(code))


def policies(_: Directory, lang: str) -> Iterator[Row]:
    for name, table in tables("policies"):
        yield Row("policy", name, str(table.get("name", name)), "", "", f"{len(table.get('rule', ()))} rules", name)


LISTS: Mapping[str, Callable[[Directory, str], Iterator[Row]]] = {
    "services": services,
    "entities": entities,
    "kinds": kinds,
    "countries": countries,
    "policies": policies,
}


def whole(name: str, known: Directory) -> Iterator[dict[str, Any]]:
    """Everything that is known under an id: a service and a company may have the same one."""
    if service := known.services.get(name):
        yield {"what": "service", **_plain(asdict(service)), "operator_line": list(_line(service.operator, known))}
    if entity := known.entities.get(name):
        operates = sorted(each.id for each in known.services.values() if each.operator == name)
        yield {
            "what": "entity",
            **_plain(asdict(entity)),
            "parents": list(_line(name, known))[1:],
            "services": operates,
        }
    for kind in load_kinds():
        if kind.id == name:
            yield {"what": "kind", **_kind(kind)}
    if name in COUNTRIES:
        yield {"what": "country", "id": name, "names": {lang: load_words(lang).country(name) for lang in ("ko", "en")}}
    if (path := ROOT / "policies" / f"{name}.toml").is_file():
        yield {"what": "policy", "id": name, "text": path.read_text("utf-8")}


def _line(entity: str, known: Directory) -> Iterator[dict[str, Any]]:
    """The company and those above it, with the proof for each."""
    first = known.entities.get(entity)
    for each in (first, *line(first, known.entities)) if first else ():
        yield {
            "id": each.id,
            "names": dict(each.names),
            "country": each.country,
            "source": each.source,
            "date": each.date,
            "confidence": each.confidence,
        }


def _plain(table: dict[str, Any]) -> dict[str, Any]:
    table["names"] = dict(table["names"])
    return {key: value for key, value in table.items() if value not in ((), "", False, None)}


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "names": dict(kind.names),
        "class": kind.category,
        "article": kind.article,
        "source": kind.source,
        "date": kind.date,
        "labels": list(kind.labels),
        "matches": [{"text": each.text, "value": each.value, "key": each.key} for each in kind.matches],
        "no_matches": [each.text for each in kind.no_matches],
    }
