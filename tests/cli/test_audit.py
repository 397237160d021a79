from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gwanmun.cli import audited
from gwanmun.cli.audit_csv import COLUMNS
from tests.cli_runner import Shell

FIXTURES = Path(__file__).parents[1] / "fixtures"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
REAL = [path for folder in ("har", "mitm", "logs") for path in sorted((SAMPLES / folder).glob("*"))]
DAY = FIXTURES / "day.jsonl"
TRANSFER = {"id", "at", "origin", "recipient", "kinds", "seen", "action", "rule", "evidence"}


def test_json_has_the_fixed_fields(shell: Shell) -> None:
    ran = shell("audit", FIXTURES / "day.jsonl", "--format", "json")
    document = json.loads(ran.out)
    assert ran.code == 1
    assert list(document) == ["schema", "captures", "transfers", "findings", "devices", "coverage"]
    assert document["schema"] == "gwanmun.audit/1"
    assert {"path", "sha256", "format", "exchanges", "unreadable", "seen"} == set(document["captures"][0])
    assert document["transfers"]
    assert all(set(transfer) >= TRANSFER for transfer in document["transfers"])


def test_html_is_one_page_and_text_names_the_recipients(shell: Shell) -> None:
    assert shell("audit", FIXTURES / "day.jsonl", "--format", "html").out.lower().startswith("<!doctype html>")
    assert "딥시크" in shell("audit", FIXTURES / "day.jsonl", "--lang", "ko").out


def test_fail_on_sets_the_exit_code(shell: Shell) -> None:
    day = FIXTURES / "day.jsonl"
    assert shell("audit", day, "--policy", "observe", "--fail-on", "warn").code == 0
    assert shell("audit", day, "--policy", "default", "--fail-on", "block").code == 1


def test_a_truncated_capture_is_read_up_to_the_cut_and_said(shell: Shell) -> None:
    ran = shell("audit", FIXTURES / "truncated.har")
    assert ran.code in {0, 1}
    assert "not read" in ran.err


def test_what_is_no_capture_exits_3(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    ran = shell("audit", file)
    assert ran.code == 3
    assert ran.err.startswith("gwanmun: error: ")


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_captures_are_read(shell: Shell, path: Path) -> None:
    ran = shell("audit", path, "--format", "json")
    assert ran.code in {0, 1}, path.name
    assert json.loads(ran.out)["coverage"]["exchanges"] > 0


def test_json_lines_are_the_transfers_of_the_document(shell: Shell) -> None:
    listed = [json.loads(line) for line in shell("audit", DAY, "--format", "jsonl").out.splitlines()]
    document = json.loads(shell("audit", DAY, "--format", "json").out)
    for entry in [*listed, *document["transfers"]]:
        for sighting in entry["sightings"]:
            del sighting["fingerprint"]  # keyed by this run
    assert listed == document["transfers"]
    assert document["coverage"]["exchanges"] == len(DAY.read_text().splitlines())


def test_csv_has_a_header_a_mark_for_spreadsheets_and_a_row_for_each_transfer(shell: Shell, tmp_path: Path) -> None:
    output = tmp_path / "audit.csv"
    assert shell("audit", DAY, "--format", "csv", "-o", output).code == 1
    assert output.read_bytes().startswith(b"\xef\xbb\xbfat,capture,")
    rows = list(csv.DictReader(io.StringIO(output.read_text("utf-8-sig"), newline="")))
    document = json.loads(shell("audit", DAY, "--format", "json").out)
    assert tuple(rows[0]) == COLUMNS
    assert [(row["id"], row["action"], row["host"]) for row in rows] == [
        (each["id"], each["action"], each["recipient"]["host"]) for each in document["transfers"]
    ]


def test_all_lists_exchanges_in_which_nothing_was_seen(shell: Shell) -> None:
    plain, everything = (shell("audit", DAY, "--format", "jsonl", *more).out for more in ((), ("--all",)))
    assert len(everything.splitlines()) == len(DAY.read_text().splitlines()) > len(plain.splitlines())


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_standard_input_has_its_hash_in_the_document(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, DAY.read_bytes())
    ran = shell("audit", "-", "--format", "json")
    document, digest = json.loads(ran.out), hashlib.sha256(DAY.read_bytes()).hexdigest()
    assert (ran.code, document["captures"][0]["path"], document["captures"][0]["sha256"]) == (1, "-", digest)
    assert {each["evidence"]["name"] for each in document["transfers"]} == {digest}
    stdin(monkeypatch, DAY.read_bytes())
    assert shell("audit", "-", "--format", "jsonl").err.splitlines()[-1] == f"standard input: sha256 {digest}"


def test_what_comes_through_a_pipe_is_told_at_once() -> None:
    lines = DAY.read_bytes().splitlines(keepends=True)
    command = [sys.executable, "-m", "gwanmun", "audit", "-", "--format", "jsonl", "--all"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number, line in enumerate(lines[:3]):
            running.stdin.write(line)
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == f"stdin-{number}"
        running.stdin.close()
        assert running.wait() in {0, 1}


def test_one_unknown_file_does_not_cost_the_others(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    ran = shell("audit", DAY, file, "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["captures"][1]["unreadable"] == [
        {"part": "file", "why": "not a capture in a format that is known"}
    ]
    assert f"{file}: not read: file: not a capture" in ran.err
    assert shell("audit", DAY, tmp_path / "none.har").code == 2


def test_a_log_with_lines_that_are_not_understood_says_which(shell: Shell, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("1763790000.250 1 10.0.0.5 TCP_TUNNEL/200 9 CONNECT chat.deepseek.com:443 - HIER_DIRECT/- -\n???\n")
    ran = shell("audit", log)
    assert (ran.code, ran.err) == (0, f"{log}: not read: lines: 1 of 2 lines not understood, first 2\n")


def test_losses_are_bounded(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audited, "LOSSES", 3)
    ran = shell("audit", FIXTURES / "broken.har", "--format", "json")
    losses = json.loads(ran.out)["captures"][0]["unreadable"]
    assert losses[3:] == [{"part": "", "why": f"{json.loads(ran.out)['coverage']['lost'] - 3} parts more"}]
    assert ran.err.splitlines()[-1].endswith("parts more")


def test_colour_is_written_only_when_asked_for(shell: Shell) -> None:
    assert "\033[" not in shell("audit", DAY).out
    assert "\033[31;1m" in shell("audit", DAY, "--colour", "always").out


def test_an_output_file_is_whole_or_not_there(shell: Shell, tmp_path: Path) -> None:
    file, output = tmp_path / "empty.har", tmp_path / "audit.html"
    file.write_text('{"log": {"entries": []}}')
    assert shell("audit", file, "--format", "html", "-o", output).code == 3
    assert list(tmp_path.iterdir()) == [file]
