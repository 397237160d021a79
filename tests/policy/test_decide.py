"""Decisions: the strictest rule wins, a locked rule never weakens, dispositions stand beside their sightings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.policy.decide import Policy
from gwanmun.policy.rule import Conditions, Document, Exemption, Rule, Sought, Unit, Words
from gwanmun.transfer import ACTIONS, Transfer, Verdict, strictness
from tests.policy.transfers import (
    ALIEXPRESS,
    CHATGPT,
    CLOVA,
    DEEPSEEK,
    NOON,
    SHADOW_AI,
    TUYA,
    people,
    sighting,
    transfer,
)

FOREVER = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
KINDS = ("kr.rrn", "kr.pccc", "contact.phone", "contact.email", "content.prompt", "seed", "x.unheard_of")


ALWAYS = Conditions()


def rule(name: str, action: str = "block", when: Conditions = ALWAYS, **more: object) -> Rule:
    chosen = next(each for each in ACTIONS if each == action)
    made = Rule(name, Words(name, name), Words(), chosen, False, when, (), f"test.toml:{name}")
    return replace(made, **more)  # type: ignore[arg-type]


def asks(sought: Sought | None = None, **facets: str) -> Conditions:
    """Conditions: `recipient_category="ai shop"` asks for either."""
    named = ((key.replace("recipient_", "recipient."), frozenset(wanted.split())) for key, wanted in facets.items())
    return Conditions(tuple(named), sought)


def exemption(of: str, until: float = FOREVER, **who: str) -> Exemption:
    return Exemption(f"{of}/1", of, asks(None, **who), "audit", "cpo", "2099-12-31", until, "test.toml:9")


def policy(*rules: Rule, exemptions: tuple[Exemption, ...] = (), units: tuple[Unit, ...] = ()) -> Policy:
    return Policy(Document("test", "test@1", rules, exemptions, units))


def decide(rules: Policy, subject: Transfer) -> Verdict:
    return rules.decide(subject, "knowledge-1")


sought = st.builds(
    Sought,
    st.lists(st.sampled_from((*KINDS, "kr.*", "contact.*", "x.*", "*")), min_size=1, max_size=3).map(tuple),
    st.sampled_from(((), ("request.body",), ("request.header", "request.target"))),
    st.sampled_from((0.0, 0.5, 0.9)),
    st.integers(1, 3),
    st.integers(1, 3),
)
conditions = st.builds(
    Conditions,
    st.dictionaries(
        st.sampled_from(("recipient.category", "recipient.seat", "user", "unit", "along_with", "abroad", "seen")),
        st.frozensets(
            st.sampled_from(
                ("ai", "shop", "CN", "US", "unknown", "kim", "sales", "group", "contact.*", "true", "full")
            ),
            min_size=1,
        ),
        max_size=2,
    ).map(lambda facets: tuple(facets.items())),
    st.none() | sought,
)
numbers = count()
rules = st.lists(
    st.builds(
        lambda number, action, when, unless, locked: rule(
            f"r{number}", action, when, unless=tuple(unless), locked=locked
        ),
        st.builds(lambda: next(numbers)),
        st.sampled_from(ACTIONS),
        conditions,
        st.lists(conditions, max_size=2),
        st.booleans(),
    ),
    max_size=6,
)
sightings = st.lists(
    st.builds(
        sighting,
        st.sampled_from(KINDS),
        st.sampled_from("1234"),
        st.sampled_from((0.2, 0.5, 0.95)),
        st.sampled_from(("request.body", "request.target", "request.header:cookie")),
    ),
    max_size=6,
)
transfers = st.builds(
    lambda to, seen, user, unit: transfer(to, *seen, user=user, unit=unit),
    st.sampled_from((DEEPSEEK, CHATGPT, CLOVA, TUYA, ALIEXPRESS, SHADOW_AI)),
    sightings,
    st.sampled_from((None, "kim", "Lee")),
    st.sampled_from((None, "sales", "elsewhere")),
)
UNITS = (Unit("group", "", (), "u"), Unit("sales", "group", ("kim",), "u"))


@given(rules, transfers)
def test_the_strictest_matching_rule_wins_and_the_first_among_equals(made: list[Rule], subject: Transfer) -> None:
    verdict = decide(policy(*made, units=UNITS), subject)
    ranks = [strictness(each.action) for each in verdict.weighed]
    assert verdict.action == ACTIONS[max(ranks, default=0)]
    assert verdict.rule == (verdict.weighed[ranks.index(max(ranks))].rule if ranks else "")
    names = [each.id for each in made]
    order = [names.index(each.rule) for each in verdict.weighed]
    assert order == sorted(set(order))


@given(rules, transfers)
def test_dispositions_stand_beside_the_sightings_and_never_exceed_the_verdict(
    made: list[Rule], subject: Transfer
) -> None:
    verdict = decide(policy(*made, units=UNITS), subject)
    assert len(verdict.dispositions) == len(subject.sightings)
    assert all(strictness(each) <= strictness(verdict.action) for each in verdict.dispositions)
    if verdict.action in {"pseudonymise", "redact"} and all(each.when.sought for each in made):
        assert verdict.action in verdict.dispositions


@given(rules, transfers)
def test_the_index_finds_what_the_plain_way_finds(made: list[Rule], subject: Transfer) -> None:
    compiled = policy(*made, units=UNITS)
    verdict, considered = decide(compiled, subject), compiled.explain(subject)
    assert [each.rule for each in considered] == [each.id for each in made]
    matched = [each for each in considered if each.matched]
    assert [each.rule for each in matched] == [each.rule for each in verdict.weighed]
    plain = ["allow"] * len(subject.sightings)
    for each in matched:
        whole = each.action == "block" and made[considered.index(each)].when.sought is None
        for number in range(len(plain)) if whole else each.sightings:
            plain[number] = max(plain[number], each.action, key=ACTIONS.index)
    assert tuple(plain) == verdict.dispositions


@given(rules, transfers, st.lists(st.sampled_from(("kim", "lee", "unknown")), min_size=1))
def test_no_exception_weakens_a_locked_rule(made: list[Rule], subject: Transfer, users: list[str]) -> None:
    exemptions = tuple(exemption(each.id, user=" ".join(users)) for each in made)
    before = decide(policy(*made, units=UNITS), subject)
    after = decide(policy(*made, exemptions=exemptions, units=UNITS), subject)
    locked = max((strictness(each.action) for each in before.weighed if each.locked), default=0)
    assert strictness(after.action) >= locked
    assert not any(each.locked and each.excepted for each in after.weighed)
    assert [each.rule for each in after.weighed] == [each.rule for each in before.weighed]


@given(rules, rules, transfers)
def test_adding_rules_never_weakens_a_verdict(first: list[Rule], more: list[Rule], subject: Transfer) -> None:
    before = decide(policy(*first, units=UNITS), subject)
    after = decide(policy(*first, *more, units=UNITS), subject)
    assert strictness(after.action) >= strictness(before.action)
    assert all(
        strictness(then) >= strictness(now) for now, then in zip(before.dispositions, after.dispositions, strict=True)
    )


def test_without_a_rule_everything_is_allowed() -> None:
    verdict = decide(policy(), transfer(DEEPSEEK, sighting("kr.rrn")))
    assert verdict == Verdict("allow", "", (), ("allow",), "test@1", "knowledge-1")


def test_each_sighting_gets_the_strictest_action_of_the_rules_about_it() -> None:
    made = policy(
        rule("swap", "pseudonymise", asks(Sought(("contact.*",)))),
        rule("cut", "redact", asks(Sought(("contact.email",)))),
        rule("tell", "warn", asks(recipient_category="ai")),
    )
    verdict = decide(
        made, transfer(CHATGPT, sighting("contact.phone"), sighting("contact.email"), sighting("person.name"))
    )
    assert (verdict.action, verdict.rule) == ("redact", "cut")
    assert verdict.dispositions == ("pseudonymise", "redact", "allow")
    assert [each.rule for each in verdict.weighed] == ["swap", "cut", "tell"]


def test_a_block_that_asks_for_no_sighting_stops_them_all() -> None:
    verdict = decide(policy(rule("closed", when=asks(recipient_seat="CN"))), transfer(DEEPSEEK, *people(2, "seed")))
    assert verdict.dispositions == ("block", "block")


def test_distinct_values_are_counted_and_not_sightings() -> None:
    made = policy(rule("many", when=asks(Sought(("contact.*",), min_count=3))))
    same = [sighting("contact.phone", "1") for _ in range(5)]
    assert decide(made, transfer(CHATGPT, *same)).action == "allow"
    assert decide(made, transfer(CHATGPT, *people(2, "contact.phone"), sighting("contact.email"))).action == "block"


def test_one_customer_with_many_details_is_not_a_list_of_people() -> None:
    made = policy(rule("list", when=asks(Sought(("contact.*", "person.*"), min_people=3))))
    one = people(1, "contact.phone", "contact.email", "contact.address", "person.name", "person.birth_date")
    assert decide(made, transfer(CHATGPT, *one)).action == "allow"
    assert decide(made, transfer(CHATGPT, *people(3, "contact.phone"))).action == "block"


def test_low_confidence_and_other_places_do_not_count() -> None:
    made = policy(rule("body", when=asks(Sought(("secret.*",), ("request.body",), 0.5))))
    assert decide(made, transfer(CHATGPT, sighting("secret.key", confidence=0.4))).action == "allow"
    assert (
        decide(made, transfer(CHATGPT, sighting("secret.key", part="request.header:authorization"))).action == "allow"
    )
    assert decide(made, transfer(CHATGPT, sighting("secret.key"))).action == "block"


def test_a_header_lies_in_the_headers() -> None:
    made = policy(rule("headers", when=asks(Sought(("secret.*",), ("request.header",)))))
    assert decide(made, transfer(CHATGPT, sighting("secret.key", part="request.header:cookie"))).action == "block"
    assert decide(made, transfer(CHATGPT, sighting("secret.key", part="request.headers"))).action == "allow"


def test_unless_without_a_kind_sets_the_rule_aside() -> None:
    made = policy(
        rule("shut", when=asks(recipient_category="ai"), unless=(asks(user="kim"), asks(recipient_seat="KR")))
    )
    assert decide(made, transfer(CHATGPT, user="lee")).action == "block"
    assert decide(made, transfer(CHATGPT, user="Kim")).action == "allow"
    assert decide(made, transfer(CLOVA, user="lee")).action == "allow"


def test_unless_with_a_kind_carves_those_sightings_out() -> None:
    carve = asks(Sought(("contact.email",)), recipient_host="openai.com")
    made = policy(rule("swap", "pseudonymise", asks(Sought(("contact.*",))), unless=(carve,)))
    to = replace(CHATGPT, host="auth.openai.com")
    assert decide(made, transfer(to, sighting("contact.email"))).action == "allow"
    both = decide(made, transfer(to, sighting("contact.email"), sighting("contact.phone")))
    assert both.dispositions == ("allow", "pseudonymise")
    assert decide(made, transfer(CHATGPT, sighting("contact.email"))).action == "pseudonymise"


def test_a_rule_for_a_unit_reaches_all_below_it() -> None:
    units = (
        Unit("group", "", (), ""),
        Unit("bank", "group", (), ""),
        Unit("loans", "bank", ("kim",), ""),
        Unit("plant", "group", ("lee",), ""),
    )
    made = policy(rule("bank", when=asks(unit="bank")), units=units)
    assert decide(made, transfer(CHATGPT, user="kim")).action == "block"
    assert decide(made, transfer(CHATGPT, unit="LOANS")).action == "block"
    assert decide(made, transfer(CHATGPT, user="lee")).action == "allow"
    assert decide(made, transfer(CHATGPT, user="lee", unit="loans")).action == "block", "no way out by being listed"
    assert decide(made, transfer(CHATGPT)).action == "allow"


def test_an_exception_is_recorded_and_lapses_by_itself() -> None:
    expires = datetime(2025, 11, 21, 15, 0, tzinfo=UTC).timestamp()
    made = policy(
        rule("shut", when=asks(recipient_category="ai")),
        rule("tell", "warn", asks(recipient_category="ai")),
        exemptions=(exemption("shut", expires, user="kim"),),
    )
    verdict = decide(made, transfer(CHATGPT, user="kim", at=NOON))
    assert (verdict.action, verdict.rule) == ("warn", "tell")
    assert [(each.rule, each.action, each.excepted) for each in verdict.weighed] == [
        ("shut", "block", "shut/1"),
        ("tell", "warn", ""),
    ]
    assert decide(made, transfer(CHATGPT, user="kim", at=expires)).action == "block"
    assert decide(made, transfer(CHATGPT, user="lee", at=NOON)).action == "block"


def test_a_verdict_carries_the_versions_it_rests_on() -> None:
    verdict = decide(policy(rule("r")), transfer(CHATGPT))
    assert (verdict.policy_version, verdict.knowledge_version) == ("test@1", "knowledge-1")
