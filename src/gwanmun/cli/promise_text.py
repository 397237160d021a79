"""Policies, changes and timelines as text for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from gwanmun.knowledge.words import Words, load_words
from gwanmun.promise.compare import Change
from gwanmun.promise.history import Stage
from gwanmun.promise.phrases import phrases
from gwanmun.promise.policy import Policy
from gwanmun.promise.statements import RULES
from gwanmun.transfer import Promise, Promised

_GROUPS: tuple[tuple[Promised, str], ...] = (
    ("transfer", "transfers"),
    ("processor", "processors"),
    ("third-party", "third_parties"),
    ("direct-collection", "direct"),
)
_FIELDS = ("purpose", "retention", "method", "refusal", "contact")
_WIDE = 96


@lru_cache
def words(lang: str) -> Words:
    """The words of this command beside those of all."""
    known = load_words(lang)
    return Words(known.lang, {**known.texts, **phrases("say")[lang]})


def policies(read: Sequence[Policy], lang: str) -> Iterator[str]:
    say = words(lang)
    for at, policy in enumerate(read):
        yield "\n" if at else ""
        yield from _policy(policy, say)


def _policy(policy: Policy, say: Words) -> Iterator[str]:
    date = policy.effective or say("no_date")
    yield say("head", name=policy.name, languages=" ".join(policy.languages), effective=date) + "\n"
    if not policy.readable:
        yield f"  {say('unreadable', why=policy.why)}\n  {say('unreadable_hint')}\n"
        return
    for kind, title in _GROUPS:
        told = list(policy.of(kind))
        yield f"\n{say(title)}: {len(told) or say('none')}\n"
        for promise in told:
            yield from _disclosure(promise, say)
    items = list(dict.fromkeys(item for promise in policy.of("items") for item in promise.items))
    yield f"\n{say('items')}: {len(items) or say('none')}\n"
    yield from (f"  {_cut(item)}\n" for item in items)
    yield f"\n{say('statements')}\n"
    for rule in RULES:
        found = policy.statement(rule)
        yield f"  {rule}  {say(found.status if found else 'missing')}{_quoted(found)}\n"


def _disclosure(promise: Promise, say: Words) -> Iterator[str]:
    places = ", ".join(say.country(code) for code in promise.countries) or say("not_stated")
    mark = f"  [{say('vague')}]" if promise.status == "vague" else ""
    yield f"  {promise.recipient or say('nameless')} — {places}{mark}\n"
    if promise.what == "direct-collection":
        return
    if promise.items:
        yield f"      {say('item')}: {_cut(', '.join(promise.items))}\n"
    for name in _FIELDS:
        value = getattr(promise, name)
        if value:
            yield f"      {say(name)}: {_cut(value)}\n"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDE else flat[: _WIDE - 1] + "…"


def _quoted(found: Promise | None) -> str:
    return f"  “{_cut(found.quote.text)}”" if found else ""


def changes(found: Sequence[Change], lang: str) -> Iterator[str]:
    say = words(lang)
    if not found:
        yield say("no_changes") + "\n"
    yield from _changes(found, say, "")


def _changes(found: Iterable[Change], say: Words, indent: str) -> Iterator[str]:
    for each in found:
        whom = f" {each.recipient}" if each.recipient and each.what != "recipient" else ""
        value = " → ".join(_cut(text) for text in (each.before, each.after) if text)
        yield f"{indent}{say(each.change)} · {say(each.what)}{whom}: {value}\n"


def timeline(found: Sequence[Stage], lang: str) -> Iterator[str]:
    say = words(lang)
    for stage in found:
        declared = say("declared", date=stage.policy.effective) if stage.policy.effective else say("no_date")
        note = f"  ({say('upgrade')})" if stage.upgrade else ""
        yield f"{stage.date}  {declared}{note}\n"
        if not stage.policy.readable:
            yield f"    {say('unreadable', why=stage.policy.why)}\n"
        yield from _changes(stage.changes, say, "    ")
        if stage.same_date:
            yield f"    {say('same_date')}\n"
