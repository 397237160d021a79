"""Writes what a person found out about a host as knowledge files of the organisation, never over what is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gwanmun.discover.days import KST
from gwanmun.discover.known import user_folder
from gwanmun.errors import Problem
from gwanmun.knowledge.entities import Entity
from gwanmun.knowledge.services import Service
from gwanmun.knowledge.vocabulary import COUNTRIES
from gwanmun.recipient import name
from gwanmun.recipient.directory import Directory
from gwanmun.recipient.registrable import registrable


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of some hosts. `operator` is a known company's id or name, or a new company's name."""

    hosts: tuple[str, ...]
    service: str
    service_ko: str
    operator: str
    operator_ko: str
    country: str
    parent: str
    category: str
    role: str
    source: str
    confidence: float


def files(answer: Answer, known: Directory, state: Path) -> list[tuple[Path, str]]:
    """The files to write (path, text): a service, and its operator when that is not known yet."""
    folder = user_folder(state)
    hosts = [_host(text) for text in answer.hosts]
    if not answer.source.strip():
        raise Problem("a source is needed", "give --source with the page, contract or letter that says so")
    operator = _company(answer.operator, known.entities)
    written = []
    if operator is None:
        identity = _id(answer.operator, hosts[0], known.entities)
        written.append((folder / "entities" / f"{identity}.toml", _entity(answer, known)))
    else:
        identity = operator.id
        _agrees(answer, operator)
    service = _id(answer.service, hosts[0], known.services)
    written.append((folder / "services" / f"{service}.toml", _service(answer, hosts, identity)))
    return written


def write(written: list[tuple[Path, str]]) -> None:
    """Write all of them; a file that is there already is somebody's answer, and stays."""
    for path, _ in written:
        if path.exists():
            raise Problem(f"{path} is there already", "correct that file, then run 'gwanmun knowledge lint'")
    for path, text in written:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        except OSError as error:
            raise Problem(f"cannot write {path}: {error.strerror}", "choose another folder with --state") from error


def _host(text: str) -> str:
    host = name.hostname(text).removeprefix("*.").removeprefix("www.")
    if "." not in host or name.address(host) or not registrable(host):
        raise Problem(f"{text!r} is no host name that somebody registered", "give for example chat.example.com")
    return host


def _company(text: str, entities: Mapping[str, Entity]) -> Entity | None:
    wanted = text.casefold().strip()
    return entities.get(wanted) or next(
        (each for each in entities.values() if wanted in {spoken.casefold() for _, spoken in each.names}), None
    )


def _agrees(answer: Answer, operator: Entity) -> None:
    if answer.country and answer.country != operator.country:
        raise Problem(
            f"{operator.id} is known with its seat in {operator.country}, not {answer.country}",
            f"leave --country out, or see 'gwanmun knowledge show {operator.id}'",
        )


def _entity(answer: Answer, known: Directory) -> str:
    if answer.country not in COUNTRIES:
        raise Problem(
            f"the company {answer.operator!r} is not known yet, and {answer.country!r} is no country code",
            "give --country with two letters (ISO 3166-1), such as CN",
        )
    parent = _company(answer.parent, known.entities) if answer.parent else None
    if answer.parent and parent is None:
        raise Problem(f"no company {answer.parent!r} is known", "leave --parent out, or add that company first")
    rows = {"name": _names(answer.operator_ko, answer.operator), "country": answer.country}
    return _toml({**rows, **({"parent": parent.id} if parent else {}), **_proof(answer)})


def _service(answer: Answer, hosts: list[str], operator: str) -> str:
    rows = {
        "name": _names(answer.service_ko, answer.service),
        "category": answer.category,
        "operator": operator,
        "role": answer.role,
        "hosts": hosts,
    }
    return _toml({**rows, **_proof(answer)})


def _names(korean: str, english: str) -> dict[str, str]:
    return {"ko": korean or english, "en": english}


def _proof(answer: Answer) -> dict[str, Any]:
    today = datetime.now(KST).date().isoformat()
    return {"source": answer.source, "date": today, "confidence": answer.confidence}


def _id(text: str, host: str, taken: Mapping[str, Service] | Mapping[str, Entity]) -> str:
    """Letters, digits and hyphens out of the name, or the host when the name has none; never the id of another."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or registrable(host).replace(".", "-")
    return plain if plain not in taken else f"{plain}-{registrable(host).replace('.', '-')}"


def _toml(table: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in _lines(table))


def _lines(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """TOML's basic strings escape as JSON's do (TOML 1.0, "String")."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield key, "{ " + ", ".join(f"{k} = {_text(v)}" for k, v in value.items()) + " }"
        elif isinstance(value, list):
            yield key, "[" + ", ".join(map(_text, value)) + "]"
        else:
            yield key, _text(value) if isinstance(value, str) else repr(value)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
