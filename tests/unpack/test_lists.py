"""Lists as offices upload them are read to their last row, whatever the format."""

from __future__ import annotations

import pytest

from bench.files import CUSTOMERS, LAST, lists
from gwanmun.unpack.message import open_text

LISTS = dict(lists())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_20000_customers_is_read_whole(name: str) -> None:
    opened = open_text(LISTS[name])
    (last,) = [leaf for leaf in opened.leaves if leaf.text == LAST]
    row = CUSTOMERS - (name == "customers.json")
    assert last.path.endswith(f'[{row}]["연락처"]')
    assert last.key == "연락처"
    assert not opened.unreadable
