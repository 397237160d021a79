"""Kinds of datum: one TOML file each under `kinds/`, with the forms a value takes, its context and its own examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from gwanmun.errors import Problem
from gwanmun.knowledge.compiled import rows

Via = Literal["digits", "text", "value", "anchor"]
"""How a form is looked for: inside a run of digits and separators, anywhere in a text, as the whole value of a
field whose key names the kind, or as the anchor from which a grammar (addresses) grows in both directions."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way a value is written.

    `pattern` compiles in Hyperscan (UTF-8, no UCP) and in `re` (ASCII) alike; a group `v` marks the value when the
    pattern has to see more, and `seed` is a cheap pattern inside the form that the scanner looks for instead. `base`
    is the confidence of the bare shape (0..1), `needs` names evidence of which one item must be present, `vetoes`
    overrides those of the kind.
    """

    name: str
    pattern: str
    via: Via
    base: float
    needs: tuple[str, ...]
    vetoes: tuple[str, ...]
    seed: str


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the exact value found in it ("" for none), the JSON key it stands under, and its siblings."""

    text: str
    value: str
    key: str
    beside: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of datum as policy, ledger and reports know it.

    `names` by language (ko, en, zh), `category` is PIPA's class of data and `article` its place in the statute,
    `fides` the Fideslang data category. `check` names a function of `detect/checks.py`, `weights` say how much each
    piece of evidence adds to (or takes from) a form's base confidence.
    """

    id: str
    names: Mapping[str, str]
    category: str
    article: str
    fides: str
    source: str
    date: str
    forms: tuple[Form, ...]
    labels: tuple[str, ...]
    keys: tuple[str, ...]
    check: str
    weights: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]
    matches: tuple[Example, ...]
    no_matches: tuple[Example, ...]


@lru_cache
def load_kinds() -> tuple[Kind, ...]:
    """Every kind of the bundled knowledge, in order of id."""
    return tuple(kind(name, data) for name, data in rows("kinds"))


@lru_cache
def load_words(name: str) -> Mapping[str, tuple[str, ...]]:
    """The word lists of `words/<name>.toml`, by list name."""
    return {key: tuple(value) for key, value in dict(rows("words"))[name].items() if isinstance(value, list)}


def kind(name: str, data: Mapping[str, Any]) -> Kind:
    """Build a kind from its TOML table; a missing or wrong entry becomes a `Problem` that names file and entry."""
    try:
        return _kind(name, data)
    except (KeyError, TypeError, ValueError) as error:
        raise Problem(
            f"kinds/{name}.toml: missing or wrong entry: {error}", "compare it with kinds/kr.rrn.toml"
        ) from error


def _kind(name: str, data: Mapping[str, Any]) -> Kind:
    if data["id"] != name:
        raise ValueError(f"id is {data['id']!r}")
    vetoes = tuple(data.get("vetoes", ()))
    return Kind(
        id=name,
        names=dict(data["names"]),
        category=data["class"],
        article=data["article"],
        fides=data["fides"],
        source=data["source"],
        date=str(data["date"]),
        forms=tuple(_form(form, vetoes) for form in data.get("form", ())),
        labels=tuple(data.get("labels", ())),
        keys=tuple(data.get("keys", ())),
        check=data.get("check", "anything"),
        weights=dict(data.get("weights", {})),
        words={key: tuple(value) for key, value in data.get("words", {}).items()},
        matches=tuple(_example(each) for each in data["match"]),
        no_matches=tuple(_example(each) for each in data["no_match"]),
    )


def _form(data: Mapping[str, Any], vetoes: tuple[str, ...]) -> Form:
    if data["via"] not in get_args(Via):
        raise ValueError(f"via = {data['via']!r}")
    return Form(
        name=data["name"],
        pattern=data["pattern"],
        via=data["via"],
        base=float(data["base"]),
        needs=tuple(data.get("needs", ())),
        vetoes=tuple(data.get("vetoes", vetoes)),
        seed=data.get("seed", ""),
    )


def _example(data: Mapping[str, Any]) -> Example:
    beside = tuple((str(key), str(value)) for key, value in data.get("beside", {}).items())
    return Example(data["text"], data.get("value", ""), data.get("key", ""), beside)
