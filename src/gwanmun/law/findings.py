"""Records and promises -> findings: what recorded transfers and a privacy policy come to under the law of a day.

Pure: the same records, policies and facts always give the same findings, in the same order. A finding is a flag with
evidence; a negative is only said within what was captured and read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from gwanmun.knowledge.law import in_force
from gwanmun.knowledge.words import load_words
from gwanmun.law import (
    answers,
    breach,
    changes,
    collection,
    countries,
    duties,
    five_items,
    identifiers,
    lists,
    safety,
    statements,
    transfers,
    vagueness,
)
from gwanmun.law.case import LawCase
from gwanmun.law.controller import controller, own
from gwanmun.law.declared import declared
from gwanmun.law.facts import NONE, Facts
from gwanmun.law.flows import Flow, gathered
from gwanmun.law.names import entities
from gwanmun.law.policies import PolicyLike, policies
from gwanmun.transfer import Finding, Severity, Status

CHECKS: tuple[Callable[[LawCase], Iterator[Finding]], ...] = (
    transfers.check,
    five_items.check,
    countries.check,
    statements.check,
    identifiers.check,
    collection.check,
    vagueness.check,
    safety.check,
    duties.check,
    lists.check,
    breach.check,
    changes.check,
    answers.check,
)
"""Every part of the law, in the order of the rulebook; a new one is a module and a line."""

HOME = ("kr",)
"""Jurisdictions that apply unless the facts say otherwise (`controller.jurisdictions`)."""

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
FLAGS: tuple[Status, ...] = ("CONTRADICTED", "UNDECLARED", "GAP", "OVERDECLARED", "VAGUE", "REVIEW", "OK", "N/A")
"""The order in which a person reads them: contradictions first, what holds last."""


def findings(
    records: Sequence[Mapping[str, Any]],
    policies: Sequence[PolicyLike],
    facts: Facts,
    as_of: date,
    lang: str = "ko",
) -> tuple[Finding, ...]:
    """Findings over ledger entries (`gwanmun.record/1`) and policies, the gravest first, in Korean or English."""
    return concluded(gathered(records), policies, facts, as_of, lang)


def concluded(
    flows: tuple[Flow, ...], given: Sequence[PolicyLike], facts: Facts = NONE, as_of: date = date.max, lang: str = "ko"
) -> tuple[Finding, ...]:
    """The same of flows that were gathered while entries passed."""
    case = law_case(flows, given, facts, as_of, lang)
    found = (finding for check in CHECKS for finding in check(case))
    return tuple(sorted(dict.fromkeys(found), key=_order))


def law_case(
    flows: tuple[Flow, ...], given: Sequence[PolicyLike], facts: Facts, as_of: date, lang: str = "ko"
) -> LawCase:
    """Flows, policies and facts joined, with the rules that are in force on that day."""
    known, read = entities(), policies(given)
    who = controller(read, flows, facts, known)
    mine = own(read, flows, who) if read.given or who else frozenset()
    law = in_force(as_of, facts.get("controller", "jurisdictions") or HOME)
    return LawCase(flows, read, declared(read, known), facts, law, as_of, load_words(lang), known, who, mine)


def _order(finding: Finding) -> tuple[int, int, str, str, str]:
    grave = -SEVERITIES.index(finding.severity)
    return (grave, FLAGS.index(finding.status), finding.rule, finding.recipient, finding.title)
