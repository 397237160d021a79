"""Whatever is put on top of a policy, its locked rules hold for everybody they held for."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gwanmun.errors import Problem
from gwanmun.policy.decide import Policy
from gwanmun.policy.merge import merge
from gwanmun.policy.rule import Conditions, Document, Exemption, Rule, Unit, Words
from gwanmun.policy.source import Source
from gwanmun.transfer import ACTIONS, Transfer, strictness
from tests.policy.transfers import CHATGPT, DEEPSEEK, transfer

SOURCE = Source("ours.toml", Path("ours.toml"), "", {})
USERS, UNITS = ("kim", "lee"), ("group", "sales", "audit", "team")

who = st.one_of(
    st.builds(lambda user: Conditions((("user", frozenset({user})),)), st.sampled_from(USERS)),
    st.builds(lambda unit: Conditions((("unit", frozenset({unit})),)), st.sampled_from(UNITS)),
    st.just(Conditions((("recipient.category", frozenset({"ai"})),))),
)


def rules(names: str, locked: bool) -> st.SearchStrategy[tuple[Rule, ...]]:
    made = st.builds(
        lambda name, action, when, unless: Rule(name, Words(), Words(), action, locked, when, unless, "place"),
        st.sampled_from(names),
        st.sampled_from(ACTIONS),
        who,
        st.lists(who, max_size=1).map(tuple),
    )
    return st.lists(made, min_size=1, max_size=3, unique_by=lambda rule: rule.id).map(tuple)


TREE = (Unit("group", "", (), "p"), Unit("sales", "group", ("kim",), "p"), Unit("audit", "group", (), "p"))
bases = st.builds(
    Document, st.just("d"), st.just("d@1"), rules("abc", True), st.just(()), st.sampled_from(((), TREE[:2], TREE))
)
exemptions = st.builds(
    lambda rule, each: Exemption("e", rule, each, "reason", "cpo", "2100-01-01", 4e9, "place"),
    st.sampled_from("cde"),
    who,
)
added = st.builds(
    Unit,
    st.sampled_from(UNITS),
    st.sampled_from(("", *UNITS)),
    st.lists(st.sampled_from(USERS), max_size=1).map(tuple),
    st.just("p"),
)
owns = st.builds(
    Document,
    st.just("d"),
    st.just("d@1"),
    rules("cde", False),
    st.lists(exemptions, max_size=1).map(tuple),
    st.lists(added, max_size=2).map(tuple),
)
transfers = st.builds(
    lambda to, user, unit: transfer(to, user=user, unit=unit),
    st.sampled_from((CHATGPT, DEEPSEEK)),
    st.sampled_from((None, *USERS)),
    st.sampled_from((None, *UNITS)),
)


def merged(base: Document, own: Document) -> Document | None:
    """What comes of it; None where it is refused."""
    try:
        return merge(base, own, SOURCE)
    except Problem:
        return None


@given(bases, owns, transfers)
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_a_locked_rule_holds_under_whatever_extends_it(below: Document, own: Document, subject: Transfer) -> None:
    base = merged(Document("", ""), below)
    assume(base is not None)
    both = merged(base, own) if base else None
    assume(both is not None)
    assert base is not None
    assert both is not None
    before, after = (Policy(each).decide(subject, "k") for each in (base, both))
    assert all(each in after.weighed for each in before.weighed)
    assert strictness(after.action) >= strictness(before.action)
