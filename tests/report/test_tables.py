"""Rows say what was stopped and why, what was not read, and each transfer with masks only."""

from __future__ import annotations

from gwanmun.knowledge.words import load_words
from gwanmun.report import tables
from gwanmun.report.labels import Labels
from gwanmun.report.tally import build_case
from tests.report import sample

KO = Labels(load_words("ko"), sample.KIND_NAMES["ko"], sample.RULE_TITLES["ko"])
CASE = build_case(sample.working_day())


def test_reasons_are_titles_strictest_first() -> None:
    rows = tables.stop_rows(CASE, KO)
    assert rows[0].rule == "승인하지 않은 국외 인공지능 서비스에 개인정보를 보내지 않습니다"
    assert [row.key for row in rows] == ["block"] * 4 + ["redact", "pseudonymise", "warn"]
    assert sum(row.n for row in rows) == sum(entry["action"] != "allow" for entry in sample.working_day())


def test_an_exception_is_named() -> None:
    (row,) = tables.exception_rows(CASE, KO)
    assert (row.exception, row.parties, row.n) == ("월말 정산 2026-11 (승인: 한지민, 2026-11-30까지)", "네이버", 1)


def test_gaps_name_scope_reason_and_peers() -> None:
    first = tables.gap_rows(CASE, KO)[0]
    assert (first.where, first.n, first.parties) == ("통신", 2, f"{sample.ADS['host']}, 투야 스마트")
    assert first.why == "앱이나 기기가 관문의 인증서를 받아들이지 않음"
    assert first.wording == "client refused our certificate"


def test_a_reason_without_better_words_stands_as_it_is() -> None:
    odd = sample.entry(0, {}, sample.BARE, {}, unreadable=(("request.body", "odd reason"),))
    head = sample.entry(1, {}, sample.BARE, {}, seen="head")
    told = {(row.why, row.wording) for row in tables.gap_rows(build_case([odd, head]), KO)}
    assert told == {("odd reason", ""), ("요청 머리만", "")}


def test_a_long_row_of_names_says_how_many_more() -> None:
    kinds = dict.fromkeys(("kr.rrn", "kr.pccc", "kr.brn", "person.name", "net.ip", "net.wifi"), 1)
    (row,) = tables.stop_rows(build_case([sample.entry(0, {}, sample.TUYA, kinds, "block", "r", "refused")]), KO)
    assert row.kinds.endswith(" 외 2")
    assert row.kinds.count(",") == 3


def test_a_transfer_shows_some_masks_and_counts_all() -> None:
    row = tables.rows(CASE.rows, CASE, KO)[0]
    assert (row.clock, row.origin, row.unit, row.party, row.country) == (
        "09:00:00",
        "lee.doyoon",
        "영업1팀",
        "딥시크",
        "중국",
    )
    phones = next(found for found in row.found if found.name == "전화번호")
    assert (phones.n, phones.masks, phones.more) == (12, ("010-****-1000", "010-****-1001", "010-****-1002"), 9)
    assert row.where == "POST chat.deepseek.com/v1/messages"


def test_others_state_how_much_was_read() -> None:
    (row,) = tables.other_rows(CASE, KO)
    assert (row.name, row.operator, row.country, row.exchanges, row.seen) == (
        "예시 포털",
        "주식회사 예시",
        "대한민국",
        9,
        "전체 9건",
    )
