"""Filters, counts and exports."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import orjson
import pytest

from gwanmun.errors import Problem
from gwanmun.ledger.entry import encode
from gwanmun.ledger.query import COUNTED, CSV_COLUMNS, Filter, count, counts, entries, export, rows
from gwanmun.ledger.store import Ledger

DAY = 86_400.0
RECORDS = (
    {"number": 1, "at": 0.0, "user": "이도윤", "kinds": ("kr.rrn", "contact.phone")},
    {"number": 2, "at": DAY, "user": "김가람", "kinds": ()},
    {"number": 3, "at": 2 * DAY, "user": "김가람", "kinds": ("contact.phone",)},
    {"number": 4, "at": 2 * DAY + 1, "user": "=cmd", "kinds": ("contact.phone_extra",)},
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, record: Any) -> Path:
    folder = tmp_path_factory.mktemp("query")
    with Ledger.open(folder, "gate-1") as ledger:
        for values in RECORDS:
            ledger.append(record(**values))
    return folder


def found(folder: Path, **wanted: Any) -> list[int]:
    return [int(entry["id"][7:]) for entry in entries(folder, Filter(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"user": "김가람"}, [2, 3]),
        ({"action": "block"}, [1, 3, 4]),
        ({"action": "block", "user": "김가람"}, [3]),
        ({"service": "deepseek"}, [1, 2, 4]),
        ({"operator_country": "CN", "server_country": "SG"}, [1, 2, 4]),
        ({"host": "203.0.113.9"}, [3]),
        ({"kind": "contact.phone"}, [1, 3]),
        ({"kind": "kr.rrn"}, [1]),
        ({"since": "1970-01-02"}, [2, 3, 4]),
        ({"since": "1970-01-02", "until": "1970-01-03"}, [2]),
        ({"after": 2}, [3, 4]),
        ({"limit": 2}, [1, 2]),
        ({"limit": 2, "newest": True}, [4, 3]),
        ({"id": "record-3"}, [3]),
        ({"unit": "nobody"}, []),
        ({"user": "' OR 1=1 --"}, []),
    ],
)
def test_filters(ledger: Path, wanted: dict[str, Any], numbers: list[int]) -> None:
    assert found(ledger, **wanted) == numbers
    if not {"limit", "newest"} & set(wanted):
        assert count(ledger, Filter(**wanted)) == len(numbers)


def test_counts(ledger: Path) -> None:
    assert counts(ledger, "action") == {"block": 3, "allow": 1}
    assert counts(ledger, "operator_country") == {"CN": 3, "": 1}
    assert counts(ledger, "kind") == {"contact.phone": 2, "contact.phone_extra": 1, "kr.rrn": 1}
    assert counts(ledger, "day", Filter(action="block")) == {"1970-01-03": 2, "1970-01-01": 1}
    for by in COUNTED:
        assert counts(ledger, by)


def test_what_cannot_be_counted(ledger: Path) -> None:
    with pytest.raises(Problem, match="cannot be counted"):
        counts(ledger, "entry; DROP TABLE records")


def test_jsonl_gives_the_bytes_that_were_hashed(ledger: Path, record: Any) -> None:
    lines = list(export(ledger, "jsonl"))
    assert [line.encode() for line in lines] == [encode(record(**values)) + b"\n" for values in RECORDS]
    assert [entry for _, entry in rows(ledger)] == [line.encode().rstrip(b"\n") for line in lines]
    assert orjson.loads(lines[0])["origin"]["user"] == "이도윤"


def test_csv_has_a_header_and_no_formula(ledger: Path) -> None:
    table = list(csv.DictReader(io.StringIO("".join(export(ledger, "csv")))))
    assert tuple(table[0]) == CSV_COLUMNS
    assert [line["seq"] for line in table] == ["1", "2", "3", "4"]
    assert table[0]["kinds"] == "contact.phone 1; kr.rrn 1"
    assert table[0]["operator_country"] == "CN"
    assert table[3]["user"] == "'=cmd"
    assert list(export(ledger, "csv", Filter(id="none"))) == [",".join(CSV_COLUMNS) + "\r\n"]


def test_an_unknown_format(ledger: Path) -> None:
    with pytest.raises(Problem, match="exported"):
        export(ledger, "xml")  # type: ignore[arg-type]


def test_where_there_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no ledger"):
        list(entries(tmp_path))


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"rubbish" * 1000)
    with pytest.raises(Problem, match="not a ledger database"):
        count(tmp_path)


def test_the_newest_day_first_uses_no_scan_of_the_entries(ledger: Path) -> None:
    """Counting reads the narrow table alone: a page of the console must not read gigabytes of entries."""
    from gwanmun.ledger.database import DATABASE, open_reader

    database = open_reader(ledger / DATABASE)
    plan = " ".join(row[3].decode() for row in database.execute("EXPLAIN QUERY PLAN SELECT count(*) FROM facets"))
    database.close()
    assert "records" not in plan
