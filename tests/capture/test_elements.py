"""Elements of an array in a large JSON document: same as parsing it whole, at any chunking, and honest when cut."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture.elements import Elements

PATH = (b"log", b"entries")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def split(document: bytes, size: int, limit: int = 1 << 20) -> tuple[list[bytes], str]:
    elements = Elements(PATH, limit)
    found = [e for at in range(0, len(document), size) for e in elements.feed(document[at : at + size])]
    found += elements.close()
    return found, elements.loss()


@given(st.lists(VALUES, max_size=6), st.integers(1, 40), st.sampled_from([None, 1]), st.booleans())
def test_gives_what_a_whole_parse_gives(entries: list[Any], size: int, indent: int | None, ascii_only: bool) -> None:
    log = {"pages": [{"entries": [9], "log": "entries"}], "creator": {"entries": [1]}, "entries": entries, "end": [2]}
    document = json.dumps({"comment": 'a "log": {', "log": log}, indent=indent, ensure_ascii=ascii_only)
    found, loss = split(document.encode(), size)
    assert [json.loads(e) for e in found] == entries
    assert loss == ""


def test_a_file_cut_off_gives_the_entries_before_the_cut_and_says_so() -> None:
    document = b'{"log": {"entries": [{"a": 1}, {"b": "]}"}, {"c": "'
    for size in (1, 7, 100):
        assert split(document, size) == (
            [b'{"a": 1}', b'{"b": "]}"}'],
            "the file is cut off inside its list of entries",
        )


@pytest.mark.parametrize(
    "document", [b"{}", b'{"log": {}}', b'{"log": {"pages": [{"entries": [1]}]}}', b'{"log": [', b"]}"]
)
def test_no_list_of_entries(document: bytes) -> None:
    assert split(document, 3) == ([], "no list of entries was found")


def test_an_entry_over_the_limit_ends_the_reading_and_is_reported() -> None:
    document = b'{"log": {"entries": [{"a": 1}, {"b": "' + b"x" * 5000 + b'"}, {"c": 1}]}}'
    found, loss = split(document, 100, limit=1000)
    assert found == [b'{"a": 1}']
    assert loss.startswith("an entry is larger than 1000 bytes")


def test_a_long_string_that_comes_in_small_chunks_is_not_read_again_for_each_chunk() -> None:
    """Linear work: a 4 MiB string in 1 KiB chunks would take minutes when it were scanned from its start each time."""
    document = b'{"log": {"entries": [{"a": "' + b'\\"x' * (1 << 20) + b'"}]}}'
    found, loss = split(document, 1 << 10, limit=1 << 23)
    assert (len(found), loss) == (1, "")


@given(st.binary(max_size=200), st.integers(1, 30))
def test_any_bytes_are_read_without_an_exception(garbage: bytes, size: int) -> None:
    found, _ = split(b'{"log":{"entries":[' + garbage, size)
    assert all(found)
