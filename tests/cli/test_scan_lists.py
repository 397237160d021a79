"""A whole customer list is read: the last of twenty thousand rows is found by `gwanmun scan`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.files import CUSTOMERS, lists
from tests.cli_runner import Shell

LISTS = dict(lists())


@pytest.mark.parametrize("name", ["customers.csv", "customers.json"])
def test_every_customer_of_a_list_is_found(shell: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(LISTS[name])
    ran = shell("scan", tmp_path / name, "--format", "jsonl", "--state", tmp_path)
    rows = map(json.loads, ran.out.splitlines())
    assert len({row["path"] for row in rows if row["kind"] == "contact.phone"}) == CUSTOMERS
    assert "not weighed" not in ran.err
