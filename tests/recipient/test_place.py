"""Evidence of the server's place: the more confident country stands, the other is said."""

from __future__ import annotations

from gwanmun.recipient.mmdb import Located
from gwanmun.recipient.place import Placed, agree, by_address
from gwanmun.transfer import Fact


def fact(country: str, confidence: float) -> Fact:
    return Fact(country, "a source", "2026-01-01", confidence)


def test_agreement_keeps_the_better_founded_fact() -> None:
    assert agree(Placed(fact("KR", 0.9)), Placed(fact("KR", 0.95))) == Placed(fact("KR", 0.95))


def test_disagreement_is_shown_with_both_sides() -> None:
    placed = agree(Placed(fact("CN", 0.9), ("said",)), Placed(fact("US", 0.4)))
    assert placed.country == fact("CN", 0.9)
    assert placed.notes[0] == "said"
    assert "CN (0.90" in placed.notes[1]
    assert "US (0.40" in placed.notes[1]


def test_one_side_alone_stands() -> None:
    assert agree(Placed(), Placed(fact("US", 0.4))).country == fact("US", 0.4)
    assert agree(Placed(fact("CN", 0.9)), Placed()).country == fact("CN", 0.9)


def test_no_address_says_nothing() -> None:
    assert by_address(Located(), None, None) == Placed()
