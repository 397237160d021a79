"""Hostile input: every shape ends, says what it left out, and costs no more work than a message has.

What is asserted is counted work and what was said, never time: `bench/unpack.py --hostile` has the times.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from gwanmun.transfer import Request
from gwanmun.unpack import body, encoded
from gwanmun.unpack.media import media
from gwanmun.unpack.message import open_request, open_text
from gwanmun.unpack.parts import FILE_ROLE, LIMITS, Opened
from gwanmun.unpack.sink import NOTES, Sink
from tests.unpack.hostile import shapes

SHAPES = shapes()
MOST_LEAVES = 200_000


def opened(name: str) -> Opened:
    data, declared = SHAPES[name]
    return open_text(data, declared)


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_read_within_bounds_and_never_lost_in_silence(name: str) -> None:
    found = opened(name)
    assert len(found.leaves) <= MOST_LEAVES
    assert len(found.unreadable) <= NOTES + 10
    read = any(leaf.role != FILE_ROLE for leaf in found.leaves)
    assert read or found.unreadable or name in WITHOUT_TEXT


WITHOUT_TEXT = {"docx of nothing that is read", "hwp of controls"}
"""Whole documents in which nothing is written."""


@pytest.mark.parametrize("name", SHAPES)
def test_no_shape_gets_more_work_than_a_message_may_have(name: str) -> None:
    data, declared = SHAPES[name]
    sink = Sink("text", LIMITS, LIMITS.decoded, body.read, encoded.read)
    sink.begin(len(data))
    body.read(data, media(declared), (), sink)
    assert sink.granted <= sink.ceiling <= LIMITS.work_most
    assert sink.work >= -sink.granted / 10


@pytest.mark.parametrize("name", ["NDJSON of records", "CSV of rows", "xlsx of cells", "JSON: many percent strings"])
def test_the_same_bytes_are_always_read_alike(name: str) -> None:
    first, second = opened(name), opened(name)
    assert first.unreadable == second.unreadable
    assert first.leaves == second.leaves


def test_a_limit_of_work_is_said_and_the_rest_is_read_as_text() -> None:
    small = replace(LIMITS, work=300, work_per_kib=0)
    rows = b"name,phone\n" + b"a,010-1234-5678\n" * 100
    found = open_request(Request("POST", "/", (("content-type", "text/csv"),), rows), small)
    assert sum(leaf.text.count("010-1234-5678") for leaf in found.leaves) == 100
    assert ["work" in each.why for each in found.unreadable] == [True]


@pytest.mark.parametrize("target", ["/" + "/" * 500_000, "/?" + "a=1&" * 250_000, "/?a=" + "%25" * 300_000])
def test_long_targets_are_bounded(target: str) -> None:
    found = open_request(Request("GET", target, ()))
    assert len(found.leaves) <= MOST_LEAVES


@pytest.mark.parametrize("value", ["a=1; " * 200_000, "a" * 1_000_000, "%41" * 300_000, ";" * 1_000_000])
def test_a_cookie_of_a_megabyte_is_bounded(value: str) -> None:
    found = open_request(Request("GET", "/", (("cookie", value),)))
    assert len(found.leaves) <= 30_000
    assert found.leaves or found.unreadable


def test_a_megabyte_of_header_fields_is_bounded() -> None:
    found = open_request(Request("GET", "/", tuple((f"x-{n}", "1") for n in range(50_000))))
    assert len(found.leaves) <= 50_000
