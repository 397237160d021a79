"""The lines a terminal shows, word for word."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.knowledge.words import load_words
from gwanmun.report.clean import clean, columns
from gwanmun.report.labels import Labels
from gwanmun.report.summary import summary
from gwanmun.report.tally import build_case
from gwanmun.report.text import case_lines, transfer_lines, wants_colour
from gwanmun.transfer import ACTIONS
from tests.report import sample

KO, EN = (Labels(load_words(lang), sample.KIND_NAMES[lang], sample.RULE_TITLES[lang]) for lang in ("ko", "en"))


def blocked() -> dict[str, Any]:
    kinds = {"person.name": 12, "kr.rrn": 3}
    return sample.entry(0, sample.STAFF, sample.DEEPSEEK, kinds, "block", "rrn-abroad", "refused")


def test_a_blocked_transfer_in_two_lines() -> None:
    assert transfer_lines(blocked(), KO) == (
        "09:00:00  차단      lee.doyoon → 딥시크 (중국)  성명 ×12 · 주민등록번호 ×3\n"
        "                    이유: 주민등록번호는 국외로 보내지 않습니다 · 나가지 않음"
    )
    assert transfer_lines(blocked(), EN) == (
        "09:00:00  Blocked        lee.doyoon → DeepSeek (China)  Name ×12 · Resident registration number ×3\n"
        "                         reason: Resident registration numbers are not sent abroad · did not leave"
    )


def test_a_plain_transfer_in_one_line() -> None:
    entry = sample.entry(0, sample.PHONE, sample.TUYA, {"location.gps": 1})
    assert (
        transfer_lines(entry, KO) == "09:00:00  허용      업무용 휴대전화 12 → 투야 스마트 (미국, 모회사 중국)  위치 ×1"
    )


def test_what_was_not_read_is_said() -> None:
    entry = sample.entry(
        0, {}, sample.BARE, {}, seen="name", opaque="client refused our certificate", done="passed-through"
    )
    told = "읽은 범위는 상대 이름만: 앱이나 기기가 관문의 인증서를 받아들이지 않음"
    assert transfer_lines(entry, KO).splitlines()[1].strip() == told
    part = sample.entry(0, {}, sample.BARE, {}, unreadable=(("request.body", "encrypted"),))
    assert transfer_lines(part, EN).splitlines()[1].strip() == "not read request.body: encrypted"


def test_a_recorded_verdict_claims_no_stop() -> None:
    entry = sample.entry(0, {}, sample.DEEPSEEK, {"kr.rrn": 1}, "block", "rrn-abroad", "read")
    assert transfer_lines(entry, KO) == (
        "09:00:00  차단      → 딥시크 (중국)  주민등록번호 ×1\n"
        "                    이유: 주민등록번호는 국외로 보내지 않습니다"
    )


def test_what_follows_the_verdict_starts_in_one_column() -> None:
    for labels in (KO, EN):
        entries = [sample.entry(n, {"user": "USER"}, sample.BARE, {}, action) for n, action in enumerate(ACTIONS)]
        firsts = [transfer_lines(entry, labels).splitlines()[0] for entry in entries]
        assert len({columns(line[: line.index("USER")]) for line in firsts}) == 1


@given(st.text(min_size=1), st.text(min_size=1))
def test_nothing_from_outside_steers_the_terminal(host: str, user: str) -> None:
    entry = sample.entry(0, {"user": user}, sample.recipient(host), {"person.name": 1}, "warn", "r", note=host)
    lines = transfer_lines(entry, KO).split("\n")
    assert len(lines) == 2
    assert all(clean(line) == line for line in lines)


def test_colour_only_when_asked() -> None:
    case = build_case(sample.working_day())
    assert "\x1b" not in transfer_lines(blocked(), KO) + case_lines(case, KO)
    assert transfer_lines(blocked(), KO, colour=True).startswith("09:00:00  \x1b[31;1m차단    \x1b[0m  ")
    assert case_lines(case, KO, colour=True).startswith("\x1b[1m개인정보")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "choice", "expected"),
    [
        (Terminal(), {}, "auto", True),
        (Terminal(), {"NO_COLOR": "1"}, "auto", False),
        (Terminal(), {"NO_COLOR": ""}, "auto", True),
        (Terminal(), {"TERM": "dumb"}, "auto", False),
        (io.StringIO(), {}, "auto", False),
        (io.StringIO(), {"NO_COLOR": "1"}, "always", True),
        (Terminal(), {}, "never", False),
    ],
)
def test_when_colour_is_wanted(stream: io.StringIO, environ: dict[str, str], choice: str, expected: bool) -> None:
    assert wants_colour(stream, environ, choice) is expected


@pytest.mark.parametrize("labels", [KO, EN], ids=["ko", "en"])
def test_a_case_is_folded_with_its_topics_in_a_column(labels: Labels) -> None:
    case = build_case(sample.working_day())
    lines = case_lines(case, labels, wide=80).splitlines()
    topics = [labels.words(f"lede.{line.topic}") for line in summary(case, labels)]
    starts = [line for line in lines if any(line.startswith(f"  {topic}  ") for topic in topics)]
    assert all(columns(line) <= 80 for line in lines)
    assert len(starts) == len(topics)
    assert " ".join(" ".join(lines).split()) == " ".join(case_lines(case, labels, wide=10_000).split())
