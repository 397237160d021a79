"""Findings as a table and as lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gwanmun.knowledge.words import load_words
from gwanmun.report.findings import LINES, MOST, finding_lines, finding_table
from gwanmun.report.labels import Labels
from gwanmun.transfer import Finding, Quote

QUOTE = Quote("d" * 64, "이전받는 자: 인터콤", 10, 21)
GAP = Finding(
    "X-04",
    "GAP",
    "high",
    0.85,
    "제28조의8",
    "빠짐: 거부 방법",
    "인터콤",
    (),
    ("r1", f"{'d' * 64}:10-21"),
    (QUOTE,),
    "다른 곳",
    "적는다",
)
HOLDS = replace(GAP, rule="X-01", status="OK", severity="info", remedy="")


@pytest.fixture(params=["ko", "en"])
def labels(request: pytest.FixtureRequest) -> Labels:
    return Labels(load_words(request.param))


def test_what_is_flagged_stands_apart_from_what_holds(labels: Labels) -> None:
    table = finding_table([GAP, HOLDS], "2026-11-22", labels)
    assert [row.rule for row in table.flagged] == ["X-04"]
    assert [row.rule for row in table.holding] == ["X-01"]
    assert sum(n for _, _, n in table.counts) == 2


def test_a_row_leads_to_records_and_sentences(labels: Labels) -> None:
    (row,) = finding_table([GAP], "2026-11-22", labels).flagged
    assert row.records == "r1"
    assert row.quotes[0].place == "dddddddddddd:10-21"
    assert "85" in row.confidence


def test_long_lists_say_how_many_more_there_are(labels: Labels) -> None:
    many = [replace(GAP, recipient=f"회사 {n}") for n in range(MOST + 5)]
    assert finding_table(many, "2026-11-22", labels).more == 5
    assert str(MOST + 5 - LINES) in finding_lines(many, "2026-11-22", labels)


def test_nothing_to_flag_is_said(labels: Labels) -> None:
    assert labels.words("finding.none") in finding_lines([HOLDS], "2026-11-22", labels)


def test_foreign_text_cannot_steer_the_terminal(labels: Labels) -> None:
    evil = replace(GAP, title="\x1b[31m끝", quotes=(replace(QUOTE, text="\x1b]0;x\x07"),))
    assert "\x1b" not in finding_lines([evil], "2026-11-22", labels)
    assert "\x1b[31m" in finding_lines([GAP], "2026-11-22", labels, colour=True)
