from __future__ import annotations

from dataclasses import replace

import pytest

from gwanmun.detect.engine import Engine
from gwanmun.detect.plan import looked_for, routes
from gwanmun.detect.rules import Rule, rules_of
from gwanmun.knowledge.kinds import load_kinds

KINDS = load_kinds()
RULES = rules_of(KINDS)
CUT = [rule for rule in RULES if rule.grouped and not rule.form.seed and looked_for(rule) != rule.form.pattern]


def with_pattern(pattern: str) -> Rule:
    return replace(RULES[0], form=replace(RULES[0].form, pattern=pattern, seed=""), grouped=True)


def test_a_value_without_an_end_is_looked_for_by_the_words_before_it() -> None:
    assert looked_for(with_pattern(r"\bapi[_-]key(?:=|: )(?P<v>\w{8,})")) == r"\bapi[_-]key(?:=|: )"
    assert {rule.form.name for rule in CUT} >= {"assigned", "bearer", "said"}


@pytest.mark.parametrize(
    "pattern",
    [
        r"군번 (?P<v>\d{7,10})\b",
        r"(?P<v>[A-Z]+) ?님",
        r"\d: (?P<v>\w+)",
        r"(?:key=|(?P<v>\w+) is key)",
        r"api_key=(?P<v>\w+)|token",
    ],
)
def test_any_other_is_looked_for_whole(pattern: str) -> None:
    assert looked_for(with_pattern(pattern)) == pattern


def test_kinds_that_share_a_pattern_share_its_place() -> None:
    plan = routes(KINDS, RULES)
    texts = [route for route in plan if route.reader == "text"]
    assert len({route.pattern for route in texts}) == len(texts)
    assert {rule.kind.id for route in texts for rule in route.rules if rule.form.name == "UUID"} == {
        "device.ad_id",
        "device.id",
    }


@pytest.mark.parametrize("rule", CUT, ids=lambda rule: f"{rule.kind.id}: {rule.form.name}")
def test_wherever_the_whole_matches_its_beginning_is_hit(rule: Rule) -> None:
    engine = Engine([looked_for(rule)], None)
    texts = [example.text for kind in KINDS for example in (*kind.matches, *kind.no_matches)]
    for text in texts:
        wanted = {len(text[: match.start()].encode()) for match in rule.regex.finditer(text)}
        assert wanted <= {start for start, _, _ in engine.find(text.encode())}
