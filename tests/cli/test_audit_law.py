"""`gwanmun audit --promise`: traffic against a policy, end to end; DeepSeek at its launch and after the fix."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runner import Shell

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "policies-history" / "deepseek-privacy"
POLICY = """# 개인정보 처리방침

항저우 딥시크 인공지능(이하 회사)의 개인정보 처리방침입니다.

## 처리하는 개인정보의 항목

- 이메일, 전화번호, 이름, 입력 내용

## 개인정보의 국외 이전

국외 이전의 근거: 개인정보 보호법 제28조의8제1항제3호

| 이전받는 자(연락처) | 국가 | 이전 시기 및 방법 | 이전 항목 | 이용 목적 | 보유 기간 | 거부 방법 |
|---|---|---|---|---|---|---|
| 인터콤 (privacy@example.com) | 미국 | 이용할 때 전송 | 이메일 | 고객 지원 | 탈퇴까지 | 이메일로 거부, 상담이 제한됨 |
"""
SENT = (
    ("chat.deepseek.com", "/api/v0/chat/completion", {"prompt": "김가람 고객 010-0123-4501"}),
    ("gator.volces.com", "/list", {"events": [{"params": "김가람 고객 010-0123-4501 garam.kim@example.com"}]}),
    ("api-iam.intercom.io", "/messenger/web/ping", {"email": "garam.kim@example.com"}),
)


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    entries = [_entry(f"https://{host}{path}", json.dumps(body, ensure_ascii=False)) for host, path, body in SENT]
    file = tmp_path / "capture.har"
    log = {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}
    file.write_text(json.dumps({"log": log}), "utf-8")
    return file


def _entry(url: str, body: str) -> dict[str, Any]:
    posted = {"mimeType": "application/json", "text": body}
    request = {"method": "POST", "url": url, "httpVersion": "HTTP/1.1", "headers": [], "queryString": [], "cookies": []}
    response = {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [], "cookies": []}
    return {
        "startedDateTime": "2025-05-01T10:00:00.000Z",
        "time": 1,
        "request": {**request, "postData": posted, "headersSize": -1, "bodySize": len(body)},
        "response": {
            **response,
            "content": {"size": 0, "mimeType": ""},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": 0,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0},
    }


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.md"
    file.write_text(POLICY, "utf-8")
    return file


def document(shell: Shell, *arguments: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(shell("audit", *arguments, "--format", "json", "--lang", "ko").out)
    return read


def statuses(read: dict[str, Any], rule: str) -> set[tuple[str, str]]:
    return {(each["status"], each["recipient"]) for each in read["findings"] if each["rule"] == rule}


def test_what_was_promised_holds_and_what_was_not_is_told(shell: Shell, capture: Path, policy: Path) -> None:
    read = document(shell, capture, "--promise", policy)
    assert statuses(read, "X-01") == {("UNDECLARED", "베이징 볼케이노 엔진 테크놀로지"), ("OK", "인터콤")}
    assert read["coverage"]["as_of"] == "2025-05-01"
    fields = {"rule", "status", "severity", "confidence", "cite", "recipient", "kinds", "title", "evidence", "remedy"}
    assert all(fields <= set(each) for each in read["findings"])


def test_evidence_leads_to_the_exchange_and_to_the_sentence(shell: Shell, capture: Path, policy: Path) -> None:
    read = document(shell, capture, "--promise", policy)
    known = {each["id"] for each in read["transfers"]}
    declared = next(each for each in read["findings"] if each["rule"] == "X-01" and each["status"] == "OK")
    quote = declared["quotes"][0]
    assert known & set(declared["evidence"])
    assert f"{quote['document']}:{quote['start']}-{quote['end']}" in declared["evidence"]
    assert "인터콤" in quote["text"]


def test_text_and_page_tell_the_findings_in_both_languages(shell: Shell, capture: Path, policy: Path) -> None:
    assert "X-01" in shell("audit", capture, "--promise", policy, "--lang", "ko").out
    assert "undeclared" in shell("audit", capture, "--promise", policy, "--lang", "en").out
    page = shell("audit", capture, "--promise", policy, "--format", "html", "--lang", "ko").out
    assert 'id="findings"' in page
    assert "제28조의8" in page
    assert "010-0123-4501" not in page


def test_without_a_policy_no_absence_is_told(shell: Shell, capture: Path) -> None:
    read = document(shell, capture)
    assert {each["rule"] for each in read["findings"]} <= {"I-01", "I-03", "I-05", "SF-06"}
    assert 'id="findings"' not in shell("audit", capture, "--format", "html").out


def test_an_unreadable_policy_draws_nothing(shell: Shell, capture: Path, tmp_path: Path) -> None:
    wall = tmp_path / "login.html"
    wall.write_text("<html><body><form>로그인 아이디 비밀번호</form></body></html>", "utf-8")
    read = document(shell, capture, "--promise", wall)
    assert statuses(read, "P-24")
    assert not {"GAP", "UNDECLARED", "VAGUE", "CONTRADICTED"} & {each["status"] for each in read["findings"]}


def test_registers_and_facts_are_evidence(shell: Shell, capture: Path, policy: Path, tmp_path: Path) -> None:
    register, stated = tmp_path / "processors.csv", tmp_path / "facts.toml"
    register.write_bytes("수탁자,국가,위탁업무\n가람물류,중국,배송\n".encode("cp949"))
    stated.write_text("[[walk]]\nsignup_steps = 2\nleave_steps = 7\n", "utf-8")
    read = document(shell, capture, "--promise", policy, "--register", register, "--register", stated)
    assert statuses(read, "O-02") == {("UNDECLARED", "")}
    assert statuses(read, "L-19") == {("GAP", "")}


def test_a_workbook_that_is_none_is_told(shell: Shell, capture: Path, tmp_path: Path) -> None:
    book = tmp_path / "list.xlsx"
    with zipfile.ZipFile(book, "w") as file:
        file.writestr("nothing.txt", "x")
    ran = shell("audit", capture, "--register", book)
    assert (ran.code, "no worksheet" in ran.err) == (2, True)


def test_the_law_of_another_day(shell: Shell, capture: Path, policy: Path) -> None:
    assert not statuses(document(shell, capture, "--promise", policy, "--as-of", "2023-09-14"), "X-01")
    assert shell("audit", capture, "--as-of", "yesterday").code == 2


def test_a_grave_finding_counts_against_fail_on(shell: Shell, capture: Path, policy: Path) -> None:
    arguments = ("audit", capture, "--policy", "observe", "--fail-on", "block")
    assert shell(*arguments).code == 0
    assert shell(*arguments, "--promise", policy).code == 1


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
def test_deepseek_at_launch_and_after_the_fix(shell: Shell, capture: Path) -> None:
    launch, fixed = (next(SAMPLES.glob(f"{day}*")) for day in ("2025-02-16", "2025-04-28"))
    before, after = (document(shell, capture, "--promise", each) for each in (launch, fixed))
    assert {status for status, _ in statuses(before, "X-01")} == {"UNDECLARED"}
    assert ("OK", "인터콤") in statuses(after, "X-01")
    assert ("OK", "베이징 볼케이노 엔진 테크놀로지") in statuses(after, "X-01")
    assert statuses(before, "P-Q2") == set() == statuses(after, "P-Q2")  # too little was read to say it
