"""Two states of one policy: what was added, removed, changed or weakened, as facts and not as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from gwanmun.promise.names import same
from gwanmun.promise.phrases import cue, plain
from gwanmun.promise.policy import Policy
from gwanmun.transfer import Promise, Promised, Quote

Kind = Literal["added", "removed", "changed", "weakened"]
What = Literal["recipient", "country", "item", "purpose", "retention", "method", "refusal", "statement", "language"]
DISCLOSED: tuple[Promised, ...] = ("transfer", "processor", "third-party", "direct-collection")
_DEFINITE = re.compile(
    r"\d+\s?(?:년|개월|일|주|years?|months?|days?|年|个月|天)|(?:one|two|three|five|six|twelve) (?:year|month)"
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `recipient` is whom it concerns ("" for the policy as a whole), `before` and `after` are the values
    as written, "" where there is none. `quote` stands in the new text, for what is removed in the old one."""

    change: Kind
    what: What
    recipient: str
    before: str
    after: str
    quote: Quote


def compare(old: Policy, new: Policy) -> tuple[Change, ...]:
    """The changes from one policy to the next; none when one of them could not be read, for then absence tells nothing.

    What is removed is no longer in this copy: why, the copy does not say.
    """
    if not (old.readable and new.readable):
        return ()
    return (
        *_recipients(old, new),
        *_items(_collected(old), _collected(new), ""),
        *_statements(old, new),
        *_languages(old, new),
    )


def _recipients(old: Policy, new: Policy) -> Iterator[Change]:
    """Kind by kind, a recipient is the same under the same name; several entries of one name are taken together."""
    for kind in DISCLOSED:
        before, after = _by_name(old.of(kind)), _by_name(new.of(kind))
        for key, told in before.items():
            if key not in after:
                yield Change("removed", _named(told), told[0].recipient, _shown(told), "", told[0].quote)
        for key, told in after.items():
            if key in before:
                yield from _fields(before[key], told)
            else:
                yield Change("added", _named(told), told[0].recipient, "", _shown(told), told[0].quote)


def _by_name(promises: Iterable[Promise]) -> dict[str, list[Promise]]:
    found: dict[str, list[Promise]] = {}
    for promise in promises:
        found.setdefault(same(promise.recipient) or ",".join(sorted(promise.countries)), []).append(promise)
    return found


def _named(told: list[Promise]) -> What:
    """A place that is told without a recipient is a country."""
    return "recipient" if told[0].recipient else "country"


def _shown(told: list[Promise]) -> str:
    return told[0].recipient or ", ".join(told[0].countries)


def _fields(before: list[Promise], after: list[Promise]) -> Iterator[Change]:
    name, quote = after[0].recipient, after[0].quote
    yield from _countries(before, after)
    yield from _items(_pairs(before), _pairs(after), name)
    for what in ("purpose", "retention", "method", "refusal"):
        was, now = _value(before, what), _value(after, what)
        if plain(was) != plain(now) and sorted(plain(was)) != sorted(plain(now)):
            yield Change(_kind(what, was, now), what, name, was, now, quote if now else before[0].quote)


def _value(told: Iterable[Promise], what: str) -> str:
    values = dict.fromkeys(" ".join(str(getattr(promise, what)).split()) for promise in told)
    return " / ".join(sorted(value for value in values if value))


def _kind(what: str, was: str, now: str) -> Kind:
    """A definite period that becomes an open one, and a way to refuse that is gone, are weaker promises."""
    if not was:
        return "added"
    if not now:
        return "weakened" if what == "refusal" else "removed"
    if what == "retention" and _DEFINITE.search(was) and not _DEFINITE.search(now):
        return "weakened"
    if what == "purpose" and cue("vague_words").search(now) and not cue("vague_words").search(was):
        return "weakened"
    return "changed"


def _countries(before: list[Promise], after: list[Promise]) -> Iterator[Change]:
    was = sorted({code for promise in before for code in promise.countries})
    now = sorted({code for promise in after for code in promise.countries})
    name, opened = after[0].recipient, _is_open(after) and not _is_open(before)
    if was == now and not (opened and was):
        return
    kind: Kind = "weakened" if opened else "added" if not was else "removed" if not now else "changed"
    told = (after if now else before)[0]
    yield Change(kind, "country", name, ", ".join(was), ", ".join(now), told.quote)


def _is_open(told: Iterable[Promise]) -> bool:
    return any(promise.status == "vague" for promise in told)


Pairs = dict[str, tuple[str, Quote]]


def _pairs(told: Iterable[Promise]) -> Pairs:
    return {plain(item): (item, promise.quote) for promise in told for item in promise.items if plain(item)}


def _collected(policy: Policy) -> Pairs:
    return _pairs(policy.of("items"))


def _items(before: Pairs, after: Pairs, name: str) -> Iterator[Change]:
    for key, (item, quote) in before.items():
        if key not in after:
            yield Change("removed", "item", name, item, "", quote)
    for key, (item, quote) in after.items():
        if key not in before:
            yield Change("added", "item", name, "", item, quote)


def _statements(old: Policy, new: Policy) -> Iterator[Change]:
    was = {each.rule: each for each in old.of("statement")}
    now = {each.rule: each for each in new.of("statement")}
    for rule in sorted(was.keys() | now.keys()):
        before, after = was.get(rule), now.get(rule)
        if before and not after:
            yield Change("removed", "statement", "", f"{rule} {before.status}", "", before.quote)
        elif after and not before:
            yield Change("added", "statement", "", "", f"{rule} {after.status}", after.quote)
        elif before and after and before.status != after.status:
            kind: Kind = "weakened" if after.status == "vague" else "changed"
            yield Change(kind, "statement", "", f"{rule} {before.status}", f"{rule} {after.status}", after.quote)


def _languages(old: Policy, new: Policy) -> Iterator[Change]:
    for language in old.languages:
        if language not in new.languages:
            yield Change("removed", "language", "", language, "", Quote(old.document, "", 0, 0))
    for language in new.languages:
        if language not in old.languages:
            yield Change("added", "language", "", "", language, Quote(new.document, "", 0, 0))
