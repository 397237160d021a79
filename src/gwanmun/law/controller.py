"""Whose policy it is (step T3): the company that a policy names first among those that were seen to receive data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gwanmun.law.facts import Facts
from gwanmun.law.flows import Flow
from gwanmun.law.names import Entities, services
from gwanmun.law.policies import Policies
from gwanmun.recipient.registrable import registrable

OPENING = 8_000
"""Characters at the beginning of a policy in which it says whose it is."""

_MAIL = re.compile(r"[\w.+-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE | re.ASCII)


def controller(policies: Policies, flows: tuple[Flow, ...], facts: Facts, known: Entities) -> str:
    """The entity id; stated facts decide, then the policy's own opening. "" when neither tells."""
    if stated := facts.get("controller", "entity"):
        return str(stated) if stated in known.by_id else next(iter(sorted(known.named(str(stated)))), "")
    listed = {entity for promise in policies.promises if promise.recipient for entity in known.named(promise.recipient)}
    placed = sorted(_placed(policies, [flow for flow in flows if flow.operator not in listed]))
    return placed[0][1] if placed else ""


def _placed(policies: Policies, flows: list[Flow]) -> Iterator[tuple[int, str]]:
    """(where a policy names it first, entity) for each company seen that decides itself what data is for."""
    for policy in policies.read:
        opening = f"{policy.name}\n{policy.text[:OPENING]}".casefold()
        for flow in flows:
            if flow.known and "first-party" in flow.roles:
                places = [at for name in _names(flow) if (at := _word(name.casefold(), opening)) >= 0]
                if places:
                    yield min(places), flow.operator


def _names(flow: Flow) -> set[str]:
    """The company's and its services' names, in every language."""
    known = services()
    own = {text for key, text in flow.names.items() if not key.startswith("parent.")}
    return own | {text for service in flow.services if service in known for _, text in known[service].names}


def _word(name: str, text: str) -> int:
    """Where a name stands as words of its own; Korean particles may follow it."""
    found = re.search(rf"(?<![^\W_]){re.escape(name)}(?![a-z0-9])", text)
    return found.start() if found else -1


def own(policies: Policies, flows: tuple[Flow, ...], entity: str) -> frozenset[str]:
    """Keys of the flows that go to the controller itself: by company, else by the domain of its e-mail addresses."""
    domains = {registrable(domain.casefold()) for domain in _MAIL.findall(policies.text)}
    return frozenset(
        flow.key
        for flow in flows
        if (flow.operator == entity if flow.known else registrable(flow.host) in domains - {""})
        and (entity or not flow.known)
    )
