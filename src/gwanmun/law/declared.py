"""Recipients that a policy names, by legal entity, so that one seen on the wire is looked up and not searched for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gwanmun.law.flows import Flow
from gwanmun.law.names import Entities, keys
from gwanmun.law.policies import Policies
from gwanmun.law.wording import nobody
from gwanmun.recipient.registrable import registrable
from gwanmun.transfer import Promise, Promised

Namer = Callable[[Promise], Iterable[str]]
NAMING: tuple[Promised, ...] = ("transfer", "processor", "third-party")

Closeness = Literal["same", "group", "akin", "none"]
"""How a named recipient relates to the one seen: the legal entity itself, its parent or subsidiary, a similar name."""


@dataclass(frozen=True, slots=True)
class Match:
    closeness: Closeness
    promises: tuple[Promise, ...] = ()

    def of(self, *what: Promised) -> tuple[Promise, ...]:
        return tuple(promise for promise in self.promises if promise.what in what)


@dataclass(frozen=True, slots=True)
class Declared:
    """`classes` are promises whose recipient is nobody in particular."""

    by_entity: Mapping[str, tuple[Promise, ...]]
    by_key: Mapping[str, tuple[Promise, ...]]
    akin: Mapping[str, tuple[Promise, ...]]
    classes: tuple[Promise, ...]
    known: Entities

    def match(self, flow: Flow) -> Match:
        """What is promised about the recipient of a flow."""
        if same := self.by_entity.get(flow.operator) or self._by_host(flow):
            return Match("same", same)
        if group := self._group(flow):
            return Match("group", group)
        similar = self.akin.get(flow.operator, ()) if flow.known else self._by_label(flow)
        return Match("akin", similar) if similar else Match("none")

    def _by_host(self, flow: Flow) -> tuple[Promise, ...]:
        """A policy may name a recipient by its domain."""
        return tuple(each for host in flow.hosts for each in self.by_key.get("".join(registrable(host).split(".")), ()))

    def _group(self, flow: Flow) -> tuple[Promise, ...]:
        if not flow.known:
            return ()
        entities = (entity for entity in self.by_entity if self.known.related(entity, flow.operator))
        return tuple(promise for entity in entities for promise in self.by_entity[entity])

    def _by_label(self, flow: Flow) -> tuple[Promise, ...]:
        """`api.sendbird.com` of an unknown company, and a recipient that is called Sendbird."""
        labels = (registrable(host).partition(".")[0].replace("-", "") for host in flow.hosts)
        return tuple(each for label in labels if len(label) > 2 for each in self.by_key.get(label, ()))


def declared(policies: Policies, known: Entities) -> Declared:
    named = tuple(promise for promise in policies.of(*NAMING) if promise.recipient)
    classes = tuple(promise for promise in named if nobody(promise, known))
    unnamed = frozenset(classes)
    rest = tuple(promise for promise in named if promise not in unnamed)
    return Declared(
        _index(rest, lambda promise: known.named(promise.recipient)),
        _index(rest, lambda promise: set(keys(promise.recipient))),
        _index(rest, lambda promise: known.akin(promise.recipient)),
        classes,
        known,
    )


def _index(promises: Iterable[Promise], names: Namer) -> dict[str, tuple[Promise, ...]]:
    found: defaultdict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        for name in sorted(names(promise)):
            found[name].append(promise)
    return {name: tuple(listed) for name, listed in found.items()}
