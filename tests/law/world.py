"""Small worlds to judge: what an example in a rule file, or a case, says in a few words -> records, policies, facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from gwanmun.law.facts import Facts, stated
from gwanmun.law.findings import findings
from gwanmun.law.registers import register
from gwanmun.ledger.recipients import recipient_entry
from gwanmun.recipient.directory import Directory
from gwanmun.transfer import Finding, Promise, Quote

TODAY = date(2026, 11, 22)
LISTS = ("countries", "items")


@dataclass(frozen=True)
class Written:
    """A policy made by hand: what the reader of `promise` gives."""

    document: str = "d" * 64
    name: str = "policy.html"
    language: str = "ko"
    languages: tuple[str, ...] = ("ko",)
    readable: bool = True
    why: str = ""
    promises: tuple[Promise, ...] = ()
    effective: str = ""
    text: str = "개인정보 처리방침"


@cache
def directory() -> Directory:
    return Directory.bundled()


def records(flows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Ledger entries in the shape of `gwanmun.record/1`: one for each time a flow happened."""
    return [
        _record(f"r{number}-{time}", flow) for number, flow in enumerate(flows) for time in range(flow.get("times", 1))
    ]


def _record(entry: str, flow: Mapping[str, Any]) -> dict[str, Any]:
    recipient = recipient_entry(directory().resolve(flow["host"], flow.get("ip")))
    if "server" in flow:
        country, sure = flow["server"]
        recipient["server_country"] = country
        recipient["sources"].append({"field": "server_country", "value": country, "confidence": sure})
    kinds = list(flow["kinds"])
    reasons = ["form: sha256"] if flow.get("hashed") else []
    return {
        "schema": "gwanmun.record/1",
        "id": entry,
        "at": flow.get("at", "2026-11-02T01:00:00.000Z"),
        "origin": {},
        "endpoint": {"host": flow["host"], "port": 443, "scheme": flow.get("scheme", "https"), "ip": flow.get("ip")},
        "method": "POST",
        "path": "/",
        "size": 100,
        "recipient": recipient,
        "kinds": dict.fromkeys(kinds, 1),
        "sightings": [{"kind": kind, "reasons": reasons} for kind in kinds],
        "dispositions": flow.get("dispositions", ["allow"] * len(kinds)),
        "unreadable": [],
        "seen": flow.get("seen", "full"),
        "opaque": "",
        "volume": {"up": flow.get("up", 0), "down": 0},
        "done": flow.get("done", "read"),
        "evidence": {"source": "capture", "name": "c" * 64, "entry": entry},
    }


def promise(row: Mapping[str, Any], document: str, at: int = 0) -> Promise:
    values: dict[str, Any] = {key: tuple(row[key]) if key in LISTS else row[key] for key in row if key != "quote"}
    text = row.get("quote") or " ".join(map(str, values.values()))
    return Promise(quote=Quote(document, text, at, at + len(text)), **values)


def policy(given: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Written:
    document = hashlib.sha256(repr((given, rows)).encode()).hexdigest()
    values = {key: value for key, value in given.items() if key != "promises"}
    language = values.pop("language", "") or next(iter(values.get("languages", ("ko",))))
    languages = tuple(values.pop("languages", (language,)))
    promises = tuple(promise(row, document, 40 * at) for at, row in enumerate(rows))
    text = values.pop("text", "개인정보 처리방침 " + " ".join(each.quote.text for each in promises))
    return Written(document=document, language=language, languages=languages, promises=promises, text=text, **values)


def policies(world: Mapping[str, Any]) -> list[Written]:
    made = [policy(other, other.get("promises", ())) for other in world.get("others", ())]
    if "promises" in world or "policy" in world:
        made.append(policy(world.get("policy", {}), world.get("promises", ())))
    return made


def facts(world: Mapping[str, Any]) -> Facts:
    given = stated(world.get("facts", {}))
    lists = (
        register([each["head"], *each["rows"]], "register.csv", f"{number:064d}")
        for number, each in enumerate(world.get("registers", ()))
    )
    previous = (policy(world.get("previous_policy", {}), world["previous"]),) if "previous" in world else ()
    return Facts(given.tables, tuple(lists), previous)


def found(world: Mapping[str, Any], as_of: date | None = None, lang: str = "ko") -> tuple[Finding, ...]:
    """Everything that the law says of a world."""
    return findings(records(world.get("flows", ())), policies(world), facts(world), as_of or TODAY, lang)
