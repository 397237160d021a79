"""The casebook of law: every case from number 60 through the real pipeline and the rules of its day."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.judge import Judge
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.law.findings import findings
from gwanmun.ledger.entry import entry
from gwanmun.policy.document import load
from gwanmun.recipient.directory import Directory
from gwanmun.transfer import Endpoint, Exchange, Finding, Origin, Provenance, Record, Request
from tests.casebook import CaseError, Row
from tests.law import world
from tests.lawbook import LawCase, parse

FOLDER = Path(__file__).parent / "cases"
FIRST = "60"
CASES = tuple(parse(p.read_text("utf-8"), p.stem) for p in sorted(FOLDER.glob("*.md")) if p.stem >= FIRST)
AT = 1_793_000_000.0


@cache
def judge() -> Judge:
    return Judge(Scanner(load_kinds(), b"k" * 32), Directory.bundled(), load("observe"))


def exchange(name: str, request: Request) -> Exchange:
    host = request.header("host")
    return Exchange(name, AT, Origin(), Endpoint(host, 443, "https"), Provenance("capture", "c" * 64, name), request)


def records(case: LawCase) -> list[dict[str, Any]]:
    judged = [entry(Record(judge()(exchange(f"http-{n}", request)))) for n, request in enumerate(case.requests)]
    return [*judged, *world.records(case.world["flows"])]


@cache
def found(name: str, lang: str = "ko") -> tuple[Finding, ...]:
    case = next(each for each in CASES if each.name == name)
    given = world.policies(case.world)
    return findings(records(case), given, world.facts(case.world), case.as_of or world.TODAY, lang)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_must_be_found(case: LawCase) -> None:
    for row in case.expected:
        told = sorted({(each.rule, each.status, each.recipient) for each in found(case.name)})
        assert any(_is(row, finding) for finding in found(case.name)), f"{row} among {told}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_must_not_be_found(case: LawCase) -> None:
    for row in case.unfounded:
        assert [each for each in found(case.name) if _is(row, each)] == []


def _is(row: Row, finding: Finding) -> bool:
    return (
        fnmatchcase(finding.rule, row["rule"])
        and row.get("status", "-") in ("-", finding.status)
        and row.get("severity", "-") in ("-", finding.severity)
        and _cell(row, "recipient") in finding.recipient
        and _cell(row, "says") in finding.title
        and {each.strip() for each in row.get("kinds", "").split(",")} - {"", "-"} <= set(finding.kinds)
    )


def _cell(row: Row, name: str) -> str:
    return "" if row.get(name, "-") == "-" else row[name]


@pytest.mark.parametrize("case", [case for case in CASES if case.verdicts], ids=lambda case: case.name)
def test_what_the_gate_decides(case: LawCase, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(case.gate, "utf-8")
    decide = Judge(Scanner(load_kinds(), b"k" * 32), Directory.bundled(), load(str(file)))
    verdicts = [decide(exchange(case.name, request)).verdict for request in case.requests]
    for row in case.verdicts:
        verdict = verdicts[int(row["request"]) - 1]
        assert row["action"] == verdict.action, verdict.weighed
        assert row.get("rule", "-") in ("-", verdict.rule)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_finding_leads_somewhere(case: LawCase) -> None:
    known = {record["id"] for record in records(case)}
    for finding in found(case.name):
        assert finding.evidence
        assert {each for each in finding.evidence if ":" not in each} <= known
        assert all(f"{quote.document}:{quote.start}-{quote.end}" in finding.evidence for quote in finding.quotes)


def test_both_languages_find_the_same() -> None:
    for case in CASES:
        korean = sorted((each.rule, each.status, each.evidence) for each in found(case.name))
        assert korean == sorted((each.rule, each.status, each.evidence) for each in found(case.name, "en"))


def test_a_case_that_expects_nothing_is_refused() -> None:
    with pytest.raises(CaseError, match="nothing is expected"):
        parse("# 제목\n\n*A line.*\n", "bad")


def test_a_table_of_no_known_name_is_refused() -> None:
    with pytest.raises(CaseError, match="no heading of its own"):
        parse("# 제목\n\n*A line.*\n\n## 표 · tables\n\n| a |\n|---|\n| b |\n", "bad")


def test_there_are_cases() -> None:
    assert len(CASES) >= 20
