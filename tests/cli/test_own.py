"""An organisation registers its customers and its plans, and from then on scan, audit and gate know them."""

from __future__ import annotations

import csv
import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gwanmun.cli.main import run
from tests.cli.test_gate import Running, step
from tests.cli_runner import Shell
from tests.unpack.office import docx, hwp, hwp_text, inline, ole, paragraph, xlsx, zipped
from tests.world.origin import world

ROWS = 100_000
HEAD = ["고객명", "휴대전화", "이메일", "고객번호", "가입일"]
PLAN = (
    "제3분기 해외 물류 거점 이전 계획은 다음과 같다. 평택 창고의 임차 계약은 내년 삼월에 끝나며, 갱신하지 않고 "
    "천안 신축 센터로 옮긴다. 이전 비용은 모두 사십이억 원으로 추산하고 그 가운데 설비 이설비가 절반을 넘는다. "
    "협력사 두 곳에는 계약 종료 여섯 달 전에 서면으로 알리며, 그때까지 외부에 공개하지 않는다."
)


def customer(number: int) -> list[str]:
    """Row `number`: a telephone number in a range that nobody has, and a customer number."""
    phone = f"010-0{number % 1000:03d}-{number // 1000 % 10_000:04d}"
    return ["김가람", phone, f"user{number}@example.com", f"GW-{number:08d}", "2024-01-15"]


@pytest.fixture(scope="module")
def customers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crm") / "customers.csv"
    with path.open("w", newline="", encoding="cp949") as file:
        csv.writer(file).writerows([HEAD, *map(customer, range(ROWS))])
    return path


@pytest.fixture(scope="module")
def registered(customers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh state folder in which a hundred thousand customers are registered: once for all tests."""
    folder = tmp_path_factory.mktemp("state") / "gwanmun"
    with pytest.raises(SystemExit) as ended:
        run(["own", "add", str(customers), "--name", "고객명부", "--state", str(folder), "--lang", "ko"])
    assert not ended.value.code
    return folder


def found(ran_out: str, kind: str = "own.record") -> list[dict[str, Any]]:
    return [row for row in map(json.loads, filter(None, ran_out.splitlines())) if row["kind"] == kind]


def test_a_text_that_quotes_three_customers(shell: Shell, registered: Path, tmp_path: Path) -> None:
    text = (
        f"문의 목록: {customer(5)[1].replace('-', '')}님 재연락, {customer(777)[2].upper()}로 회신, "
        f"고객번호 {customer(99_999)[3]}는 환불. "
        "010-0999-9999와 GW-00100000, user100000@example.com은 우리 고객이 아님."
    )
    (tmp_path / "note.txt").write_text(text, "utf-8")
    ran = shell("scan", tmp_path / "note.txt", "--state", registered, "--format", "jsonl")
    rows = found(ran.out)
    assert [text[row["start"] : row["end"]] for row in rows] == [
        customer(5)[1].replace("-", ""), customer(777)[2].upper(), customer(99_999)[3],
    ]  # fmt: skip
    assert rows[0]["reasons"] == ["form: phone", "table: 고객명부", "column: 휴대전화"]
    assert customer(99_999)[3] not in ran.out


def test_without_the_state_folder_nobody_knows_them(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(f"고객번호 {customer(99_999)[3]}", "utf-8")
    ran = shell("scan", tmp_path / "note.txt", "--state", tmp_path / "empty", "--format", "jsonl")
    assert found(ran.out) == []
    assert not (tmp_path / "empty").exists()


def har(url: str, body: str) -> str:
    request = {
        "method": "POST", "url": url, "httpVersion": "HTTP/1.1", "headers": [], "queryString": [], "cookies": [],
        "headersSize": -1, "bodySize": len(body), "postData": {"mimeType": "application/json", "text": body},
    }  # fmt: skip
    response = {
        "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [], "cookies": [], "redirectURL": "",
        "headersSize": -1, "bodySize": 0, "content": {"size": 0, "mimeType": "text/plain", "text": ""},
    }  # fmt: skip
    entry = {
        "startedDateTime": "2026-03-02T09:00:00+09:00", "time": 1, "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0}, "request": request, "response": response,
    }  # fmt: skip
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": [entry]}})


def test_an_upload_of_one_row_is_judged_by_what_is_registered(shell: Shell, registered: Path, tmp_path: Path) -> None:
    body = json.dumps({"messages": [{"role": "user", "content": f"{customer(4321)[3]} 고객의 등급을 정해 줘"}]})
    (tmp_path / "day.har").write_text(har("https://chat.deepseek.com/api/v0/chat/completion", body), "utf-8")
    ran = shell("audit", tmp_path / "day.har", "--state", registered, "--format", "json")
    (transfer,) = json.loads(ran.out)["transfers"]
    assert ran.code == 1
    assert transfer["kinds"]["own.record"] == 1
    assert (transfer["action"], transfer["rule"]) == ("block", "own-record-to-ai-abroad")
    assert customer(4321)[3] not in ran.out


def test_what_is_kept_holds_no_value_and_is_the_owners_alone(registered: Path) -> None:
    (kept,) = (registered / "own").iterdir()
    data = kept.read_bytes()
    for value in ("김가람", "user77", "GW-0000", "GW0000", "01000", "example.com"):
        assert value.encode() not in data
        assert value.encode("utf-16-le") not in data
    assert kept.stat().st_mode & 0o077 == 0
    assert (registered / "own").stat().st_mode & 0o077 == 0
    assert (registered / "organisation.key").read_bytes() not in data


def test_the_list_names_tables_and_columns(shell: Shell, registered: Path) -> None:
    ran = shell("own", "list", "--state", registered, "--lang", "ko")
    assert "고객명부  행 100,000개" in ran.out
    assert "휴대전화, 이메일, 고객번호" in ran.out
    (row,) = json.loads(shell("own", "list", "--state", registered, "--format", "json").out)["registered"]
    assert (row["kind"], row["count"], row["values"], row["files"]) == (
        "own.record", ROWS, 3 * ROWS, ["customers.csv"],
    )  # fmt: skip


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_name_again_replaces_and_remove_forgets(shell: Shell, tmp_path: Path) -> None:
    state, note = tmp_path / "state", write(tmp_path / "note.txt", "010-1234-5678 또는 010-0456-7890")
    for phone in ("010-1234-5678", "010-0456-7890"):
        table = write(tmp_path / "staff.csv", "이름,연락처", f"이도윤,{phone}")
        assert shell("own", "add", table, "--state", state, "--lang", "en").code == 0
        rows = found(shell("scan", note, "--state", state, "--format", "jsonl").out)
        assert [note.read_text("utf-8")[row["start"] : row["end"]] for row in rows] == [phone]
    assert shell("own", "remove", "staff", "--state", state, "--lang", "en").out == "Removed staff.\n"
    assert found(shell("scan", note, "--state", state, "--format", "jsonl").out) == []
    ran = shell("own", "remove", "staff", "--state", state)
    assert (ran.code, ran.out) == (2, "")
    assert "nothing is registered as staff" in ran.err


def test_only_the_columns_asked_for(shell: Shell, tmp_path: Path) -> None:
    table = write(tmp_path / "c.csv", "이름,연락처,이메일", "김가람,010-1234-5678,garam@example.com")
    state = tmp_path / "state"
    assert "(이메일)" in shell("own", "add", table, "--column", "이메일", "--state", state, "--lang", "ko").out
    ran = shell("own", "add", table, "--column", "주소", "--state", state)
    assert ran.code == 2
    assert "no column '주소'" in ran.err
    assert "이름, 연락처, 이메일" in ran.err


def test_several_tables_are_searched_together(shell: Shell, tmp_path: Path) -> None:
    state, note = tmp_path / "state", write(tmp_path / "note.txt", "010-1234-5678, EMP-2024-0007, 010-0000-0001")
    shell("own", "add", write(tmp_path / "a.csv", "연락처", "010-1234-5678"), "--state", state)
    shell("own", "add", write(tmp_path / "b.csv", "사번", "EMP-2024-0007"), "--name", "직원", "--state", state)
    rows = found(shell("scan", note, "--state", state, "--format", "jsonl").out)
    assert [row["reasons"][1] for row in rows] == ["table: a", "table: 직원"]


def test_a_workbook_with_a_title_a_cover_and_a_number_that_lost_its_zero(shell: Shell, tmp_path: Path) -> None:
    strings = ["2026년 고객 명부", "성명", "전화번호", "이메일", "김가람", "garam@example.com"]
    s = [f'<c r="{{}}" t="s"><v>{number}</v></c>' for number in range(len(strings))]
    rows = (
        f'<row r="1">{s[0].format("A1")}</row>'
        f'<row r="3">{s[1].format("A3")}{s[2].format("B3")}{s[3].format("D3")}</row>'
        f'<row r="4">{s[4].format("A4")}<c r="B4"><v>1012345678</v></c>{s[5].format("D4")}</row>'
    )
    cover = f'<worksheet><sheetData><row r="1">{inline("A1", "표지")}</row></sheetData></worksheet>'
    path = tmp_path / "명부.xlsx"
    path.write_bytes(xlsx(rows, strings, {"xl/worksheets/sheet2.xml": cover}))
    ran = shell("own", "add", path, "--state", tmp_path / "state", "--lang", "ko")
    assert "행 1개, 값 2개 (전화번호, 이메일)" in ran.out
    note = write(tmp_path / "note.txt", "010-1234-5678과 garam@example.com, 김가람")
    rows_found = found(shell("scan", note, "--state", tmp_path / "state", "--format", "jsonl").out)
    assert [note.read_text("utf-8")[row["start"] : row["end"]] for row in rows_found] == [
        "010-1234-5678", "garam@example.com", "김가람",
    ]  # fmt: skip


def test_documents_of_an_office(shell: Shell, tmp_path: Path) -> None:
    folder, state = tmp_path / "plans", tmp_path / "state"
    folder.mkdir()
    (folder / "plan.docx").write_bytes(docx(paragraph(PLAN)))
    (folder / "plan.hwp").write_bytes(hwp([hwp_text(PLAN[::-1])]))
    (folder / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (folder / ".hidden.txt").write_text(PLAN, "utf-8")
    ran = shell("own", "add-document", folder, "--name", "계획", "--state", state, "--lang", "ko")
    assert (ran.code, "문서 2개" in ran.out) == (0, True)
    assert "scan.png" in ran.err
    assert ".hidden" not in ran.err
    note = write(tmp_path / "note.txt", "다음을 요약해 줘.", PLAN[40:170].replace(" ", "\n"))
    (row,) = found(shell("scan", note, "--state", state, "--format", "jsonl").out, "own.document")
    assert row["reasons"][0] == "document: plan.docx"
    assert PLAN[60:80] not in json.dumps(row, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("gone.csv", None, "cannot read the table"),
        ("empty.csv", b"", "is empty"),
        ("head.csv", "이름,연락처\n".encode(), "identifies anybody"),
        ("values.csv", "김가람,010-1234-5678\n".encode(), "not headings"),
        ("noise.csv", bytes(range(256)) * 20, "damaged, or in a charset"),
        ("old.xls", ole({"Workbook": b"x" * 5000}), "old or an encrypted Excel file"),
        ("cut.xlsx", xlsx("<row/>")[:-40], "damaged or encrypted"),
        ("word.xlsx", docx(paragraph("안녕")), "no Excel workbook"),
        ("dtd.xlsx", zipped({"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "damaged"),
    ],
)
def test_a_table_that_cannot_be_used_is_a_problem(
    shell: Shell, tmp_path: Path, name: str, data: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    ran = shell("own", "add", path, "--state", tmp_path / "state")
    assert ran.code == 2
    assert says in ran.err
    assert "1234-5678" not in ran.err
    assert "Traceback" not in ran.err
    assert list((tmp_path / "state" / "own").iterdir()) == []


def test_documents_without_text_are_a_problem(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    ran = shell("own", "add-document", tmp_path / "scan.png", "--state", tmp_path / "state")
    assert ran.code == 2
    assert "no text could be read" in ran.err
    assert "scan.png: " in ran.err


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", " ", "x" * 100, "a\x00b"])
def test_a_name_that_cannot_be_one(shell: Shell, tmp_path: Path, name: str) -> None:
    table = write(tmp_path / "c.csv", "연락처", "010-1234-5678")
    ran = shell("own", "add", table, "--name", name, "--state", tmp_path / "state")
    assert (ran.code, "cannot be a name" in ran.err) == (2, True)


def test_a_damaged_registration_is_said_and_nothing_is_judged_without_it(shell: Shell, tmp_path: Path) -> None:
    state, note = tmp_path / "state", write(tmp_path / "note.txt", "안녕")
    shell("own", "add", write(tmp_path / "c.csv", "연락처", "010-1234-5678"), "--state", state)
    kept = state / "own" / "c.records.own"
    for size in (kept.stat().st_size - 1, 700, 3, 0):
        kept.write_bytes(kept.read_bytes()[:size])
        assert shell("scan", note, "--state", state).code == 2
    ran = shell("own", "list", "--state", state, "--lang", "en")
    assert ran.code == 2
    assert "c: cannot be used" in ran.out


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Running]:
    with world() as services:
        running = Running(tmp_path, services, "default")
        yield running
        running.kill()


def test_a_running_gate_knows_them_after_sighup(gate: Running, shell: Shell, tmp_path: Path) -> None:
    asked = step("customer-list")
    body = json.dumps({"prompt": "EMP-2024-0007의 평가를 써 줘"}, ensure_ascii=False).encode()
    question = replace(asked, body=body)
    assert gate.client.send(question).status == 200
    assert "own.record" not in gate.line()["kinds"]
    shell("own", "add", write(tmp_path / "b.csv", "사번", "EMP-2024-0007"), "--name", "직원", "--state", gate.state)
    gate.process.send_signal(signal.SIGHUP)
    gate.said("policy read again")
    assert gate.client.send(question).status == 403
    record = gate.line()
    assert (record["rule"], record["kinds"]["own.record"]) == ("own-record-to-ai-abroad", 1)
    assert gate.stop() == 0
    assert (gate.state / "ledger.key").stat().st_mode & 0o777 == 0o600
    assert not (gate.state / "ledger" / "ledger.key").exists()
