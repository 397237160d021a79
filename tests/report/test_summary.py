"""The headline and the sentences say what happened and no more."""

from __future__ import annotations

from typing import Any

import pytest

from gwanmun.knowledge.words import load_words
from gwanmun.report.labels import Labels
from gwanmun.report.summary import headline, summary
from gwanmun.report.tally import build_case
from tests.report import sample

KO = Labels(load_words("ko"), sample.KIND_NAMES["ko"], sample.RULE_TITLES["ko"])
EN = Labels(load_words("en"), sample.KIND_NAMES["en"], sample.RULE_TITLES["en"])
NAME = {"person.name": 1}


def sent(
    action: str, done: str, kinds: dict[str, int] | None = None, to: dict[str, Any] = sample.CHATGPT, n: int = 0
) -> Any:
    entry = sample.entry(n, sample.STAFF, to, NAME if kinds is None else kinds, action, "r", done)
    return entry | {"evidence": {"source": "capture", "name": "ab12", "entry": str(n)}} if done == "read" else entry


def said(entries: list[Any], labels: Labels = KO) -> dict[str, str]:
    return dict(summary(build_case(entries), labels))


@pytest.mark.parametrize(
    ("outcomes", "ko", "en"),
    [
        ([], "살펴본 통신이 없습니다.", "No exchanges were examined."),
        (
            [("block", "refused"), ("allow", "forwarded"), ("redact", "rewritten")],
            "개인정보·기밀정보를 내보내려 한 3건 가운데 1건을 막고, 1건은 값을 바꿔 내보냈습니다.",
            "3 attempts to send personal or confidential information: 1 stopped, 1 sent on with values replaced.",
        ),
        (
            [("block", "refused")],
            "개인정보·기밀정보를 내보내려 한 1건 가운데 1건을 막았습니다.",
            "1 attempt to send personal or confidential information: 1 stopped.",
        ),
        (
            [("redact", "rewritten"), ("allow", "forwarded")],
            "개인정보·기밀정보를 내보내려 한 2건 가운데 1건은 값을 바꿔 내보냈습니다.",
            "2 attempts to send personal or confidential information: 1 sent on with values replaced.",
        ),
        (
            [("allow", "forwarded"), ("block", "forwarded")],
            "개인정보·기밀정보를 내보내려 한 것이 2건 있었고, 막거나 값을 바꾼 것은 없습니다.",
            "2 attempts to send personal or confidential information: none stopped or changed.",
        ),
        (
            [("block", "read")],
            "살펴본 통신 1건 가운데 1건에 개인정보·기밀정보가 담겨 있었고, 1곳으로 향했습니다.",
            "1 of 1 exchanges examined carried personal or confidential information, to one recipient.",
        ),
    ],
)
def test_headlines(outcomes: list[tuple[str, str]], ko: str, en: str) -> None:
    case = build_case([sent(*outcome, n=n) for n, outcome in enumerate(outcomes)])
    assert (headline(case, KO), headline(case, EN)) == (ko, en)


def test_nothing_found_is_said_within_what_was_read() -> None:
    read = [sent("allow", "forwarded", {})]
    assert headline(build_case(read), KO) == "살펴본 통신 1건에서 개인정보·기밀정보를 찾지 못했습니다."
    hidden = [*read, sample.entry(1, {}, sample.TUYA, {}, seen="name", opaque="pinned", done="passed-through")]
    assert headline(build_case(hidden), KO).startswith("읽을 수 있었던 범위에서")
    assert said(hidden)["unread"].startswith("통신 2건 가운데 1건은 일부나 전부를 읽지 못했습니다.")


def test_a_capture_is_never_said_to_have_been_stopped() -> None:
    lines = said([sent("block", "read"), sent("redact", "read", n=1), sent("allow", "read", n=2)])
    assert "stopped" not in lines
    assert lines["would"].startswith("이 정책을 적용했다면 1건을 차단하고 1건을 마스킹했을 것입니다.")
    assert lines["left"].startswith("3건은 있는 그대로 나갔습니다.")


def test_a_gate_says_what_it_stopped_and_what_was_in_it() -> None:
    lines = said(sample.working_day())
    assert lines["stopped"].startswith("딥시크 4건을 막았습니다. 그 안의 정보는 성명 14개,")
    assert lines["stopped"].endswith("막은 통신이 1건 있습니다.")
    assert "딥시크" not in lines["to"]
    assert "중국 4건" not in lines["countries"]


def test_countries_are_those_reached_with_unknown_last_and_parents_named() -> None:
    countries = said(sample.working_day())["countries"]
    assert countries.startswith("미국 27건, 싱가포르 5건, 대한민국 4건, 확인되지 않음 7건.")
    assert countries.endswith("모회사의 국가가 다른 곳은 투야 스마트(중국), 알리익스프레스(중국)입니다.")


def test_only_blocked_data_means_nothing_left() -> None:
    lines = said([sent("block", "refused")])
    assert lines["left"] == "나간 것은 없습니다."
    assert "to" not in lines
    assert "countries" not in lines


def test_one_kind_is_no_ranking_and_all_unknown_is_all() -> None:
    lines = said([sent("allow", "forwarded", to=sample.BARE), sent("block", "refused", n=1)])
    assert lines["left"].endswith("있는 그대로 나간 정보는 성명 1개입니다.")
    assert lines["stopped"].endswith("그 안의 정보는 성명 1개입니다.")
    assert lines["to"] == "203.0.113.77 1건입니다. 모두 운영자가 확인되지 않았습니다."


def test_every_line_is_whole_in_both_languages() -> None:
    for labels in (KO, EN):
        lines = said(sample.working_day(), labels)
        assert set(lines) == {"left", "to", "countries", "stopped", "slipped", "unread"}
        assert not any("{" in text or "  " in text for text in lines.values())
