"""`gwanmun ledger`: lists and exports by filter, checks before it exports, and writes CSV that Excel reads."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from gwanmun.ledger.store import Ledger
from tests.cli_runner import Shell
from tests.ledger.conftest import make_record


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    with Ledger.open(folder / "ledger", "gate-1", key=folder / "ledger.key") as ledger:
        for number in range(1, 7):
            user, kinds = ("김가람", ("contact.phone",)) if number % 2 else ("이도윤", ())
            ledger.append(make_record(number, at=1_780_000_000 + 86_400 * number, user=user, kinds=kinds))
    return folder


def ids(text: str) -> list[str]:
    return [json.loads(line)["id"] for line in text.splitlines()]


def test_export_checks_first_and_gives_the_bytes_that_were_hashed(shell: Shell, state: Path) -> None:
    ran = shell("ledger", "export", "--state", state)
    assert ran.code == 0
    assert "ledger ok: 6 records" in ran.err
    assert ids(ran.out) == [f"record-{number}" for number in range(1, 7)]


def test_export_of_a_ledger_that_was_changed_says_so_and_exits_1(shell: Shell, state: Path) -> None:
    file = state / "ledger" / "ledger.db"
    data = file.read_bytes()
    at = data.rindex(b'"id":"record-3"')
    file.write_bytes(data[: at + 12] + b"9" + data[at + 13 :])
    ran = shell("ledger", "export", "--state", state)
    assert ran.code == 1
    assert "NOT as it was written" in ran.err
    assert len(ran.out.splitlines()) == 6


def test_csv_opens_in_a_korean_excel(shell: Shell, state: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert shell("ledger", "export", "--state", state, "--format", "csv", "-o", target).code == 0
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfseq,")
    assert data.count(b"\xef\xbb\xbf") == 1
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["user"] for row in rows] == ["김가람", "이도윤"] * 3


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--kind", "contact.phone"), [1, 3, 5]),
        (("--action", "allow"), [2, 4, 6]),
        (("--user", "이도윤"), [2, 4, 6]),
        (("--host", "chat.deepseek.example", "--action", "block"), [1, 5]),
        (("--host", "nobody.example"), []),
        (("--since", "2026-06-01T00:00", "--until", "2026-06-03"), [4, 5]),
    ],
)
def test_the_filters(shell: Shell, state: Path, options: tuple[str, ...], expected: list[int]) -> None:
    wanted = [f"record-{number}" for number in expected]
    assert ids(shell("ledger", "export", "--state", state, *options).out) == wanted
    assert ids(shell("ledger", "list", "--all", "--format", "jsonl", "--state", state, *options).out) == wanted


def test_a_time_that_is_none_and_a_folder_without_ledger_are_problems(
    shell: Shell, state: Path, tmp_path: Path
) -> None:
    ran = shell("ledger", "list", "--state", state, "--since", "yesterday")
    assert (ran.code, "not a time" in ran.err) == (2, True)
    for what in ("list", "export", "verify"):
        ran = shell("ledger", what, "--state", tmp_path)
        assert (ran.code, "there is no ledger" in ran.err) == (2, True)
