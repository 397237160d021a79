"""`gwanmun promise`, `promise diff`, `promise history`: output, exit codes, snapshots."""

from __future__ import annotations

import hashlib
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.cli_runner import Shell

POLICY = """# 개인정보 처리방침

시행일: 2026년 1월 1일. 정보주체의 개인정보를 수집하고 처리합니다.

## 국외 이전

| 이전받는 자 | 이전 국가 | 이전 항목 |
|---|---|---|
| Aspen Cloud Inc. | 미국 | 이메일 |
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.md"
    path.write_text(POLICY, "utf-8")
    return path


def test_json_has_the_fields_that_programs_rely_on(shell: Shell, file: Path) -> None:
    row = json.loads(shell("promise", file, "--format", "json").out)
    assert row["schema"] == "gwanmun.promise/1"
    assert row["language"] == "ko"
    assert row["documents"][0]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert row["transfers"][0]["recipient"] == "Aspen Cloud Inc."
    assert row["transfers"][0]["country"] == ["US"]
    assert row["transfers"][0]["quote"]["text"].startswith("Aspen Cloud Inc.")
    assert [section["topics"] for section in row["sections"]] == [[], ["overseas"]]
    assert row["statements"]["P-12"]["status"] == "present"
    assert row["statements"]["P-05"] == {"status": "missing", "quote": None}
    assert list(row["statements"]) == [f"P-{number:02}" for number in range(1, 28)]


@pytest.mark.parametrize(("lang", "words"), [("ko", "국외 이전: 1"), ("en", "Transfers abroad: 1")])
def test_text_in_both_languages(shell: Shell, file: Path, lang: str, words: str) -> None:
    assert words in shell("promise", file, "--lang", lang).out


def test_nothing_readable_is_exit_3_and_unknown_not_missing(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"<html></html>")
    ran = shell("promise", tmp_path / "empty.html", "--format", "json")
    assert ran.code == 3
    assert json.loads(ran.out)["statements"]["P-05"]["status"] == "unknown"
    assert "no text" in ran.err


def test_two_languages_of_one_policy_are_read_together(shell: Shell, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "en.md"
    other.write_text(
        "# Privacy Policy\n\nWe collect personal information.\n\n## Destruction\n\nFiles are shredded.\n", "utf-8"
    )
    row = json.loads(shell("promise", file, other, "--format", "json").out)
    assert row["languages"] == ["ko", "en"]
    assert (row["statements"]["P-05"]["status"], row["statements"]["P-12"]["status"]) == ("present", "present")


def test_diff(shell: Shell, file: Path, tmp_path: Path) -> None:
    newer = tmp_path / "new.md"
    newer.write_text(POLICY.replace("미국", "중국"), "utf-8")
    row = json.loads(shell("promise", "diff", file, newer, "--format", "json").out)
    (change,) = row["changes"]
    quote = change.pop("quote")
    assert quote["text"].startswith("Aspen Cloud Inc.\t중국")
    assert change == {
        "change": "changed",
        "what": "country",
        "recipient": "Aspen Cloud Inc.",
        "before": "US",
        "after": "CN",
    }
    assert json.loads(shell("promise", "diff", file, file, "--format", "json").out)["changes"] == []
    assert shell("promise", "diff", file, file, "--lang", "en").out == "No promise changed.\n"


def test_history_of_dated_files(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "2026-01-05.md").write_text(POLICY, "utf-8")
    (tmp_path / "20260207_x.md").write_text(POLICY.replace("| Aspen Cloud Inc. | 미국 | 이메일 |\n", ""), "utf-8")
    out = shell("promise", "history", tmp_path, "--lang", "en").out
    assert "2026-02-07  declared 2026-01-01\n    not in this captured copy · recipient: Aspen Cloud Inc." in out
    assert "without a new date" in out
    assert "deleted" not in out


def test_history_of_a_folder_in_git(shell: Shell, tmp_path: Path) -> None:
    def git(*arguments: str, date: str = "2026-01-05T00:00:00Z") -> None:
        person = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        subprocess.run(["git", *person, "-C", str(tmp_path), *arguments], check=True, capture_output=True, env=dates)

    git("init")
    for date, text in (("2026-01-05T00:00:00Z", POLICY), ("2026-03-01T00:00:00Z", POLICY.replace("이메일", "이름"))):
        (tmp_path / "Privacy Policy.md").write_text(text, "utf-8")
        git("add", ".")
        git("commit", "-m", "Apply technical or declaration upgrade", date=date)
    row = json.loads(shell("promise", "history", tmp_path, "--format", "json").out)
    assert [stage["date"] for stage in row["stages"]] == ["2026-01-05", "2026-03-01"]
    assert {change["what"] for change in row["stages"][1]["changes"]} == {"item"}
    assert row["stages"][1]["archive_upgrade"]


def test_a_folder_without_dates_is_a_problem(shell: Shell, tmp_path: Path) -> None:
    ran = shell("promise", "history", tmp_path)
    assert ran.code == 2
    assert "no dated copies" in ran.err


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = POLICY.encode("cp949")
        self.send_response(200 if self.path == "/privacy" else 404)
        self.send_header("Content-Type", "text/markdown; charset=euc-kr")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_fetched_when_asked_for_and_stored_with_its_headers(shell: Shell, site: str, tmp_path: Path) -> None:
    ran = shell("promise", f"{site}/privacy", "--snapshot", tmp_path / "kept", "--format", "json")
    assert json.loads(ran.out)["transfers"][0]["country"] == ["US"]
    (body,) = (tmp_path / "kept").glob("*.body")
    (record,) = (tmp_path / "kept").glob("*.json")
    told = json.loads(record.read_text("utf-8"))
    assert told["sha256"] == hashlib.sha256(body.read_bytes()).hexdigest() == body.name[:64]
    assert ["Content-Type", "text/markdown; charset=euc-kr"] in told["headers"]
    assert told["at"].endswith("+00:00")


def test_a_page_that_is_not_there_is_a_problem(shell: Shell, site: str) -> None:
    ran = shell("promise", f"{site}/other")
    assert ran.code == 2
    assert "404" in ran.err
