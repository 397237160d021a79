"""Every rule's own examples, and what is asked of a rule file."""

from __future__ import annotations

from datetime import date

import pytest

from gwanmun.errors import Problem
from gwanmun.knowledge import law
from gwanmun.knowledge.law import Example, Rule
from tests.law.world import found

RULES = law.rules()
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.id}: {each.name}" for rule, each in EXAMPLES])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_examples_give_what_they_say(rule: Rule, example: Example, lang: str) -> None:
    given = sorted({each.status for each in found(example.world, example.as_of, lang) if each.rule == rule.id})
    assert given == sorted(example.expect)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.id}: {each.name}" for rule, each in EXAMPLES])
def test_every_finding_can_be_stood_behind(rule: Rule, example: Example) -> None:
    for lang in ("ko", "en"):
        for finding in found(example.world, example.as_of, lang):
            assert finding.evidence, finding
            assert finding.clears
            assert finding.remedy or finding.status in {"OK", "N/A"}
            assert 0 < finding.confidence < 1
            assert "{" not in finding.title
            assert "illegal" not in finding.title
            assert "불법" not in finding.title


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_one_example_that_gives_a_finding_and_one_that_does_not_flag(rule: Rule) -> None:
    flagged = [each for each in rule.examples if set(each.expect) - {"OK"}]
    assert flagged or rule.proposed or rule.id == "X-07"  # a basis: it only ever clears
    assert any(not set(each.expect) - {"OK", "N/A"} or rule.check for each in rule.examples)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_nothing_is_found_before_a_rule_is_in_force(rule: Rule) -> None:
    since = rule.in_force.since
    for example in rule.examples:
        day = date(since.year - 1, since.month, min(since.day, 28)) if since else date(2030, 1, 1)
        assert not [each for each in found(example.world, day) if each.rule == rule.id]


def test_proposed_rules_are_never_law() -> None:
    assert [rule.id for rule in RULES if rule.proposed] == ["D-11"]
    assert "D-11" not in law.in_force(date(2040, 1, 1))


def test_the_ai_exception_is_law_from_its_day() -> None:
    assert "D-12" not in law.in_force(date(2027, 3, 8))
    assert "D-12" in law.in_force(date(2027, 3, 9))


def test_unverified_rules_weigh_nothing() -> None:
    unverified = [rule for rule in RULES if rule.unverified]
    assert {"F-06", "F-07"} <= {rule.id for rule in unverified}
    for rule in unverified:
        assert rule.doubt
        for example in rule.examples:
            assert {each.severity for each in found(example.world) if each.rule == rule.id} <= {"info"}


def test_ids_are_their_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES) > 100


def test_a_wrong_file_names_itself() -> None:
    with pytest.raises(Problem, match=r"X-99\.toml"):
        law.rule("X-99", {"id": "X-99"})
