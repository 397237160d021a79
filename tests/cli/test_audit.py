from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_runner import Shell

FIXTURES = Path(__file__).parents[1] / "fixtures"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "har"
TRANSFER = {"id", "at", "origin", "recipient", "kinds", "seen", "action", "rule", "evidence"}


def test_json_has_the_fixed_fields(shell: Shell) -> None:
    ran = shell("audit", FIXTURES / "day.jsonl", "--format", "json")
    document = json.loads(ran.out)
    assert ran.code == 1
    assert list(document) == ["schema", "captures", "transfers", "findings", "coverage"]
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


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of real captures is not there")
def test_real_captures_are_read(shell: Shell) -> None:
    for path in sorted(SAMPLES.glob("*.har")):
        ran = shell("audit", path, "--format", "json")
        assert ran.code in {0, 1}, path.name
        assert json.loads(ran.out)["coverage"]["exchanges"] > 0
