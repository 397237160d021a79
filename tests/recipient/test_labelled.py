"""The labelled tables of real hosts and addresses: nobody is named wrongly, and almost all are named."""

from __future__ import annotations

import pytest

from tests.recipient.labelled import TABLES, Row, count, mark, rows


@pytest.mark.parametrize("row", [row for table in TABLES for row in rows(table)], ids=lambda row: row["target"][:60])
def test_nothing_wrong_is_said(row: Row) -> None:
    verdict, off = mark(row)
    assert verdict != "wrong", f"{off} ({row['why']})"


@pytest.mark.parametrize("table", TABLES)
def test_right_is_the_rule_and_silence_the_exception(table: str) -> None:
    counted = count(mark(row)[0] for row in rows(table))
    assert counted.total() >= 200
    assert counted["right"] >= 0.95 * counted.total()


def test_a_wrong_answer_is_seen_as_one() -> None:
    right: Row = {"target": "chat.deepseek.com", "company": "DeepSeek", "country": "CN", "parent": "-", "server": ""}
    assert mark(right)[0] == "right"
    assert mark({**right, "company": "unknown"})[0] == "wrong"
    assert mark({**right, "country": "US"})[0] == "wrong"
    assert mark({**right, "server": "CN"})[0] == "unknown"
    assert mark({**right, "target": "deepseek-login.com"})[0] == "unknown"
    assert mark({**right, "target": "10.0.0.1", "company": "Amazon"})[0] == "unknown"
