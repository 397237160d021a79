"""Rules of law as data: `law/<country>/<statute>/<id>.toml`, each with its text version, the days it is in force and
examples inside the file that are its tests.

A rule says what a statute asks for, in words of our own where the statute is not quoted; what a program concludes
from it is a flag with evidence. What the source research could not verify stands in `doubt`, and `unverified` keeps it
from weighing anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, get_args

from gwanmun.errors import Problem
from gwanmun.knowledge.compiled import rows
from gwanmun.transfer import Severity, Status

EVIDENCE = ("flow", "policy", "consent", "walk", "contract", "register", "attestation")
"""What a rule rests on: observed flows, the privacy policy, consent screens, a walk through the user interface,
contracts, the organisation's registers and logs, what somebody attests."""

Told = Mapping[str, str]
"""A text by language: `ko` and `en` always, `draft` beside them for a sentence a policy could take over (Korean)."""


@dataclass(frozen=True, slots=True)
class InForce:
    """Both days belong to it; None is open."""

    since: date | None
    until: date | None = None

    def on(self, day: date) -> bool:
        return self.since is not None and self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Example:
    """A small world and the statuses that this rule must give in it (none: the rule must stay silent)."""

    name: str
    as_of: date | None
    expect: tuple[Status, ...]
    world: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `article` is how it is cited, `text_version` the day of the text that was read, `status` what it comes
    to when it does not hold, `sanction` a key of the rulebook (`S-FINE3`). `says` words single statuses, with places
    for what was found. `check` are tests of supplied facts, none where code decides. `params` are dated numbers and
    lists of the article. A `proposed` rule is no law and never gives a finding."""

    id: str
    jurisdiction: str
    statute: str
    article: Told
    text_version: str
    title: Told
    text: Told
    in_force: InForce
    needs: tuple[str, ...]
    status: Status
    severity: Severity
    sanction: str
    remedy: Told
    clears: Told
    sources: tuple[str, ...]
    says: Mapping[str, Told]
    check: tuple[Mapping[str, Any], ...]
    params: Mapping[str, Any]
    examples: tuple[Example, ...]
    doubt: str = ""
    unverified: bool = False
    proposed: bool = False

    def cite(self, lang: str) -> str:
        """The article and the version of its text, as a finding carries it."""
        words = "{article} ({version} 시행 문언)" if lang == "ko" else "{article} (text in force on {version})"
        return words.format(article=self.article.get(lang) or self.article["en"], version=self.text_version)


@lru_cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the bundled knowledge, in order of country, statute and id."""
    return tuple(rule(name, data) for name, data in rows("law"))


def in_force(day: date, jurisdictions: Collection[str] = ("kr",)) -> dict[str, Rule]:
    """The rules that are law there on that day, by id."""
    law = (each for each in rules() if each.jurisdiction in jurisdictions and not each.proposed)
    return {each.id: each for each in law if each.in_force.on(day)}


def rule(name: str, data: Mapping[str, Any]) -> Rule:
    """Build a rule from its table; a missing or wrong entry becomes a `Problem` that names file and entry."""
    try:
        return _rule(name, data)
    except (KeyError, TypeError, ValueError) as error:
        raise Problem(f"law/…/{name}.toml: missing or wrong entry: {error}", "compare it with X-01.toml") from error


def _rule(name: str, data: Mapping[str, Any]) -> Rule:
    if data["id"] != name:
        raise ValueError(f"id is {data['id']!r}")
    return Rule(
        id=name,
        jurisdiction=data["jurisdiction"],
        statute=data["statute"],
        article=_told(data["article"]),
        text_version=str(data["text_version"]),
        title=_told(data["title"]),
        text=_told(data["text"]),
        in_force=InForce(_day(data["in_force"].get("from")), _day(data["in_force"].get("to"))),
        needs=tuple(_one_of(need, EVIDENCE) for need in data["needs"]),
        status=_one_of(data["status"], get_args(Status)),
        severity=_one_of(data["severity"], get_args(Severity)),
        sanction=data["sanction"],
        remedy=_told(data["remedy"]),
        clears=_told(data["clears"]),
        sources=tuple(data["sources"]),
        says={_one_of(status, get_args(Status)): _told(text) for status, text in data.get("says", {}).items()},
        check=tuple(data.get("check", ())),
        params=data.get("params", {}),
        examples=tuple(_example(each) for each in data["example"]),
        doubt=data.get("doubt", ""),
        unverified=data.get("unverified", False),
        proposed=data.get("proposed", False),
    )


def _one_of(value: Any, choices: tuple[Any, ...]) -> Any:
    if value not in choices:
        raise ValueError(f"{value!r} is none of {', '.join(choices)}")
    return value


def _told(table: Mapping[str, str]) -> Told:
    return {"ko": table["ko"], "en": table["en"], **table}


def _day(value: Any) -> date | None:
    return None if value in (None, "") else date.fromisoformat(str(value))


def _example(data: Mapping[str, Any]) -> Example:
    world = {key: value for key, value in data.items() if key not in {"name", "as_of", "expect"}}
    expect = tuple(_one_of(status, get_args(Status)) for status in data["expect"])
    return Example(data["name"], _day(data.get("as_of")), expect, world)
