from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli_runner import Shell
from tests.discover.made import uses, write


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path, "squid", uses(200))


def test_json_has_the_schema_and_the_register_decides(shell: Shell, log: Path, tmp_path: Path) -> None:
    register = tmp_path / "approved.csv"
    register.write_text("서비스,도메인,승인\n챗GPT,chatgpt.com,승인\n딥시크,deepseek.com,미승인\n", "utf-8")
    ran = shell("discover", log, "--register", register, "--format", "json", "--state", tmp_path)
    told = json.loads(ran.out)
    assert (ran.code, told["schema"]) == (0, "gwanmun.discover/1")
    rows = {row["id"]: row for row in told["services"]}
    assert rows["chatgpt"]["approval"] == "approved"
    assert (rows["deepseek"]["approval"], rows["deepseek"]["approved_by"]) == ("denied", "approved.csv:3")
    assert (rows["naver"]["approval"], rows["naver"]["foreign"]) == ("unlisted", False)
    assert rows["deepseek"]["operator_country"] == "CN"
    assert rows["deepseek"]["people"] == 12
    assert "user1" not in ran.out, "people are counted, not named"
    unknown = {row["id"]: row["looks_like"] for row in told["unknown"]}
    assert unknown == {"deepseek-login.com": "deepseek", "example.net": None}


def test_filters(shell: Shell, log: Path, tmp_path: Path) -> None:
    ran = shell("discover", log, "--category", "ai", "--foreign", "--format", "jsonl", "--state", tmp_path)
    assert {json.loads(line)["id"] for line in ran.out.splitlines()} == {"chatgpt", "deepseek"}
    none = shell("discover", log, "--to", "2001-01-01", "--format", "jsonl", "--state", tmp_path)
    assert (none.code, none.out) == (0, "")


@pytest.mark.parametrize(("lang", "said"), [("ko", "아직 이름이 없는 곳"), ("en", "Nobody has named these yet")])
def test_text_and_page_in_both_languages(shell: Shell, log: Path, tmp_path: Path, lang: str, said: str) -> None:
    text = shell("discover", log, "--lang", lang, "--state", tmp_path)
    page = shell("discover", log, "--lang", lang, "--format", "html", "--state", tmp_path)
    for ran in (text, page):
        assert ran.code == 0
        assert said in ran.out
        assert "deepseek-login.com" in ran.out
    assert "default-src 'none'" in page.out
    assert "<script" not in page.out


def test_csv_opens_in_a_spreadsheet(shell: Shell, log: Path, tmp_path: Path) -> None:
    ran = shell("discover", log, "--format", "csv", "--state", tmp_path)
    rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
    assert {row["id"] for row in rows} >= {"chatgpt", "deepseek", "example.net"}


def test_a_name_given_counts_from_then_on(shell: Shell, log: Path, tmp_path: Path) -> None:
    added = shell(
        "knowledge", "add", "unheard-of.example.net", "--service", "Unheard", "--operator", "Unheard Ltd.",
        "--country", "sg", "--category", "ai", "--source", "contract of 2026-11-01", "--state", tmp_path,
    )  # fmt: skip
    assert added.code == 0
    ran = shell("discover", log, "--format", "json", "--state", tmp_path)
    rows = {row["id"]: row for row in json.loads(ran.out)["services"]}
    assert (rows["unheard"]["operator_country"], rows["unheard"]["category"]) == ("SG", "ai")


@pytest.mark.parametrize("date", ["yesterday", "2026-13-01"])
def test_a_wrong_date_is_said(shell: Shell, log: Path, date: str) -> None:
    ran = shell("discover", log, "--from", date)
    assert (ran.code, "is no date" in ran.err) == (2, True)


def test_nothing_readable_is_exit_code_3(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "junk.log"
    path.write_bytes(b"\x00\x01\x02" * 100)
    ran = shell("discover", path, "--state", tmp_path)
    assert ran.code == 3
    assert "could be read" in ran.err
