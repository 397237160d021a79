"""Names for ids: the reader's language first, then English, then the id; countries from facts only."""

from __future__ import annotations

from datetime import UTC

import pytest

from gwanmun.knowledge.words import load_words
from gwanmun.report.labels import Labels, level
from gwanmun.report.party import Party
from gwanmun.report.tally import build_case
from tests.report import sample

KO, EN = (Labels(load_words(lang)) for lang in ("ko", "en"))


def party(recipient: dict[str, object]) -> Party:
    return next(iter(build_case([sample.entry(0, {}, recipient, {"person.name": 1})]).parties.values()))


def test_service_and_operator_names_follow_the_language() -> None:
    tuya = party(sample.TUYA)
    assert (KO.party(tuya), EN.party(tuya)) == ("투야 스마트", "Tuya Smart")
    assert (KO.fact(tuya, "parent"), EN.fact(tuya, "parent")) == ("투야", "Tuya Inc.")
    assert KO.fact(party(sample.CHATGPT), "operator") == "OpenAI OpCo, LLC"


def test_without_names_the_id_stands() -> None:
    bare = party(sample.recipient("x.example.net", "some-service", operator="some-company", country="JP"))
    assert (KO.party(bare), KO.fact(bare, "operator")) == ("some-service", "some-company")
    assert KO.party(party(sample.BARE)) == "203.0.113.77"
    assert KO.fact(party(sample.BARE), "operator") == ""


def test_a_parent_abroad_is_told() -> None:
    assert KO.countries(party(sample.TUYA)) == "미국, 모회사 중국"
    assert KO.countries(party(sample.CHATGPT)) == "미국"
    assert KO.countries(party(sample.BARE)) == "확인되지 않음"


def test_unknown_kinds_and_rules_stand_for_themselves() -> None:
    assert (KO.kind("seed"), KO.rule("r1"), KO.rule("")) == ("seed", "r1", "일치한 규칙 없음")


def test_times_are_korean_unless_asked_otherwise() -> None:
    at = "2026-11-20T15:30:05.120Z"
    assert (KO.date(at), KO.clock(at)) == ("2026-11-21", "00:30:05")
    assert Labels(load_words("ko"), zone=UTC).clock(at) == "15:30:05"


@pytest.mark.parametrize(
    ("confidence", "expected"), [(1.0, "high"), (0.85, "high"), (0.6, "mid"), (0.3, "low"), (0, "none")]
)
def test_levels_of_evidence(confidence: float, expected: str) -> None:
    assert level(confidence) == expected
