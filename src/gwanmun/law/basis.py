"""Which of the five bases of PIPA art. 28-8(1) somebody can show for a recipient (step T6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gwanmun.law.case import LawCase
from gwanmun.law.flows import Flow

OVERSEAS = "overseas"


class Basis(NamedTuple):
    """The rule that carries it and the evidence."""

    rule: str
    evidence: tuple[str, ...]


def basis(case: LawCase, flow: Flow) -> Basis | None:
    """The first basis that is shown, in the order of the article; None when none is."""
    return next(_bases(case, flow), None)


def _bases(case: LawCase, flow: Flow) -> Iterator[Basis]:
    for row in case.facts.rows("consent"):
        if row.values.get("purpose") == OVERSEAS and _is_for(case, flow, row.values.get("recipients", ())):
            yield Basis("X-02", (row.place,))
    for row in case.facts.rows("basis"):
        rule = BY_NUMBER.get(row.values.get("item", 0))
        if rule and _is_for(case, flow, (row.values.get("recipient", ""),)):
            yield Basis(rule, (row.place,))
    if equivalent(case, flow):
        yield Basis("X-07", flow.evidence())


BY_NUMBER = {1: "X-02", 2: "X-03", 3: "X-05", 4: "X-06"}
"""Item of art. 28-8(1) -> rule, as the facts table `basis` gives it; item 5 follows from the country."""


def _is_for(case: LawCase, flow: Flow, names: tuple[str, ...]) -> bool:
    """Whether a screen or paper names this recipient: by legal entity, or as it was written on the host."""
    entities = {entity for name in names for entity in case.entities.named(name)}
    return flow.operator in entities if flow.known else flow.host in names


def equivalent(case: LawCase, flow: Flow) -> bool:
    """Item 5: every country it goes to is recognised, and nothing that the recognition leaves out goes with it."""
    rule = case.rules.get("X-07")
    if rule is None or not flow.country:
        return False
    recognised, excepted = set(rule.params["countries"]), set(rule.params["excepted"])
    abroad = {country for country, sure in flow.servers.items() if sure >= rule.params["sure"]} | {flow.country}
    credit = bool(case.facts.get("finance", "credit_information"))
    return abroad - {"KR"} <= recognised and not excepted & set(flow.kinds) and not credit
