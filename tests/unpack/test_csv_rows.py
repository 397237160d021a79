"""Rows read a line at a time are the rows that the exact reader gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.unpack.csv_rows import field_start, fields, rows, value

PIECES = st.lists(st.sampled_from(['"', '""', ",", "\n", "\r\n", "\r", "a", "b ", '"a"', '","']), max_size=20)


@given(PIECES)
def test_both_readers_agree(pieces: list[str]) -> None:
    text = "".join(pieces)
    exact: list[tuple[int, list[str]]] = []
    for field in fields(text, ","):
        if field.column == 0:
            exact.append((field_start(text, field), []))
        exact[-1][1].append(value(text, field))
    assert list(rows(text, ",")) == exact
