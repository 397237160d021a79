"""The organisation's own lists: headings in two languages, a real size, and what is no register."""

from __future__ import annotations

import time

import pytest

from gwanmun.errors import Problem
from gwanmun.law.facts import Facts, facts
from gwanmun.law.findings import findings
from gwanmun.law.registers import register
from tests.law import world

SHA = "0" * 64


@pytest.mark.parametrize(
    ("head", "kind", "columns"),
    [
        (["번호", "수탁자", "위탁 업무", "국가"], "processors", {"processor", "purpose", "country"}),
        (["Processor", "Sub-processor", "Country"], "processors", {"processor", "subprocessor", "country"}),
        (["이전받는 자(법인명)", "국가", "이전 항목"], "recipients", {"recipient", "country", "items"}),
        (["Seller ID", "Country"], "recipients", {"recipient", "country"}),
        (["고객번호", "동의 여부"], "consents", {"subject", "consented"}),
        (["처리 항목", "이용 목적"], "data", {"items", "purpose"}),
    ],
)
def test_headings_tell_what_it_is(head: list[str], kind: str, columns: set[str]) -> None:
    read = register([["관리 대장"], head, ["1"] * len(head)], "r.csv", SHA)
    assert (read.kind, set(read.columns), len(read)) == (kind, columns, 1)
    assert read.place(0) == f"{SHA}:row 3"


def test_what_has_no_heading_is_no_register() -> None:
    with pytest.raises(Problem, match="no heading"):
        register([["a", "b"], ["1", "2"]], "r.csv", SHA)


def test_short_and_empty_rows_are_read_as_far_as_they_go() -> None:
    read = register([["수탁자", "국가"], ["가람물류"], [], ["", ""], ["도윤창고", "CN", "x"]], "r.csv", SHA)
    assert read.columns == {"processor": ("가람물류", "도윤창고"), "country": ("", "CN")}
    assert read.lines == (2, 5)


def test_eighteen_times_the_sellers_that_are_disclosed_take_seconds() -> None:
    """180,000 recipients against 8,000 declared; the bound is wide, for a machine that does other things too."""
    names = [f"Seller Trading Co., Ltd. {n}" for n in range(180_000)]
    given = world.policies({"promises": [{"what": "transfer", "recipient": name} for name in names[:8_000]]})
    started = time.process_time()
    read = register([["seller", "country"], *([name, "CN"] for name in names)], "r.csv", SHA)
    found = findings([], given, Facts({}, (read,)), world.TODAY)
    assert time.process_time() - started < 12
    told = next(each for each in found if each.rule == "X-18")
    assert told.status == "CONTRADICTED"
    assert "172,000" in told.title


def test_no_name_of_a_register_stands_in_a_finding() -> None:
    read = register([["판매자", "국가"], ["김가람", "CN"]], "r.csv", SHA)
    given = world.policies({"promises": [{"what": "items", "items": ["성명"]}]})
    found = findings([], given, Facts({}, (read,)), world.TODAY)
    assert any(each.rule == "X-01" for each in found)
    assert "김가람" not in repr(found)


def test_facts_are_joined_and_lead_to_their_row() -> None:
    read = facts([b'[[walk]]\nname = "a"\n', b"[[walk]]\nsignup_steps = 2\n[safety]\nshared_accounts = true\n"])
    assert [row.values.get("name") for row in read.rows("walk")] == ["a", None]
    assert read.get("safety", "shared_accounts") is True
    assert read.get("safety", "other") is None
    assert read.rows("walk")[0].place.endswith(":walk[0]")


@pytest.mark.parametrize("data", [b"[[walks]]\nname = 'a'", b"walk = 3", b"[walk", b"\xff"])
def test_wrong_facts_are_told(data: bytes) -> None:
    with pytest.raises(Problem):
        facts([data])
