"""How long a decision takes for a transfer with 5 sightings: 200 rules in a tree of units, and the ready policies.

    PYTHONPATH=src python -m bench.policy

Prints microseconds of CPU time per decision, the best of a hundred rounds and their median.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

from gwanmun.knowledge.vocabulary import CATEGORIES, KINDS
from gwanmun.policy.decide import Policy
from gwanmun.policy.document import load
from gwanmun.policy.pseudonym import Pseudonyms
from gwanmun.policy.rule import Conditions, Document, Exemption, Rule, Sought, Unit, Words
from gwanmun.transfer import ACTIONS, Endpoint, Fact, Origin, Provenance, Recipient, Sighting, Transfer

ROUNDS, CALLS = 100, 1_000
COUNTRIES = ("CN", "US", "SG", "JP", "DE", "RU")


def group(count: int) -> Policy:
    """A group of companies: 40 units in a tree; every rule is for a unit, a kind and a category or country."""
    units = tuple(Unit(f"u{n}", f"u{(n - 1) // 3}" if n else "", (f"person{n}",), "") for n in range(40))
    exemption = Exemption("e", "r0", Conditions((("user", frozenset({"person39"})),)), "", "", "", 4e9, "")
    return Policy(Document("bench", "bench@1", tuple(rule(n, n) for n in range(count)), (exemption,) * 20, units))


def flat(count: int) -> Policy:
    """The worst of it: every rule for everybody and for contacts among other kinds, so that many match."""
    return Policy(Document("bench", "bench@1", tuple(rule(n, None) for n in range(count))))


def rule(number: int, unit: int | None) -> Rule:
    by_category = ("recipient.category", frozenset({CATEGORIES[number % 6]}))
    by_country = ("recipient.operator_country", frozenset({COUNTRIES[number // 6 % 6]}))
    facets = [by_category] if number % 2 else [by_category, by_country]
    facets += [] if unit is None else [("unit", frozenset({f"u{unit % 40}"}))]
    kinds = (KINDS[number * 7 % len(KINDS)], "contact.*" if unit is None or number % 4 else "finance.*")
    conditions = Conditions(tuple(facets), Sought(kinds, min_confidence=0.5))
    return Rule(f"r{number}", Words(), Words(), ACTIONS[number % 5], False, conditions, (), "")


def transfer(country: str = "US") -> Transfer:
    kinds = ("person.name", "contact.phone", "contact.email", "kr.pccc", "content.prompt")
    seen = tuple(Sighting(kind, "request.body", "json:$", 0, 9, 0.9, (), "***", kind) for kind in kinds)
    fact = Fact(country, "bench", "2025-11-21", 0.9)
    to = Recipient("chatgpt.com", None, fact, "ai", fact, fact, server_country=fact)
    origin = Origin(user="person30", unit="u30")
    head = (Endpoint("chatgpt.com", 443), Provenance("gate", "n"), "POST", "/backend-api/conversation", 900)
    return Transfer("t", 1.76e9, origin, *head, to, seen, (), "full")


def microseconds(policy: Policy, subject: Transfer) -> list[float]:
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            policy.decide(subject, "k")
        rounds.append((time.process_time() - start) / CALLS * 1e6)
    return rounds


def main() -> None:
    print(f"{'policy':<12} {'rules':>5} {'matched':>7} {'best µs':>8} {'median µs':>9}")
    for name, policy in [(f"{make.__name__} {n}", make(n)) for make in (group, flat) for n in (20, 200, 2000)] + [
        (name, load(name)) for name in ("observe", "default", "strict")
    ]:
        rounds = microseconds(policy, transfer())
        matched = len(policy.decide(transfer(), "k").weighed)
        print(f"{name:<12} {len(policy.rules):>5} {matched:>7} {min(rounds):>8.1f} {statistics.median(rounds):>9.1f}")
    pseudonyms, verdict = Pseudonyms(b"bench"), load("observe").decide(transfer(), "k")
    start = time.process_time()
    for number in range(CALLS):
        pseudonyms.token("contact.phone", f"010-1234-{number}")
    print(f"a pseudonym: {(time.process_time() - start) / CALLS * 1e6:.1f} µs")
    start = time.process_time()
    for _ in range(CALLS):
        replace(verdict, rule="")
    print(f"for scale, dataclasses.replace of a verdict: {(time.process_time() - start) / CALLS * 1e6:.1f} µs")


if __name__ == "__main__":
    main()
