"""The fast JSON reader gives what the exact one gives, and hides nothing that a body holds."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.unpack import body, encoded
from gwanmun.unpack.json_body import read
from gwanmun.unpack.json_exact import read_exactly
from gwanmun.unpack.media import Media
from gwanmun.unpack.parts import LIMITS, Leaf, Limits
from gwanmun.unpack.sink import Sink


def sink(limits: Limits = LIMITS) -> Sink:
    return Sink("text", limits, limits.decoded, body.read, encoded.read)


def fast(text: str) -> list[Leaf]:
    found = sink()
    assert read(text.encode(), (), found)
    return found.leaves


def exact(text: str) -> list[Leaf]:
    found = sink()
    assert read_exactly(text, (), found) == ""
    return found.leaves


KEYS = st.text(string.ascii_letters + '0123456789@" :\\가김', max_size=10)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**66), 2**66)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('a:"\\{[%&', max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(KEYS, VALUES, max_size=5),
    st.booleans(),
    st.sampled_from([None, 0, 2]),
    st.sampled_from([(",", ":"), (" , ", " : ")]),
)
def test_fast_and_exact_reader_agree(
    value: Any, ascii_only: bool, indent: int | None, separators: tuple[str, str]
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators)
    assert fast(text) == exact(text)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab:"), st.text('x":\\ ', min_size=1, max_size=6), st.sampled_from([":", " :", "\n : "])
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_key_written_twice_hides_nothing(members: list[tuple[str, str, str]]) -> None:
    text = "{" + ",".join(json.dumps(key) + colon + json.dumps("v" + value) for key, value, colon in members) + "}"
    assert sorted(leaf.text for leaf in fast(text)) == sorted("v" + value for _, value, _ in members)
    assert len({leaf.path for leaf in fast(text)}) == len(members)


@pytest.mark.parametrize(
    "number",
    [
        "1.50",
        "1e5",
        "1E400",
        "-0.0",
        "010",
        "123456789012345678901234567890",
        "18446744073709551616",
        "0.1000000000000000055511151231257827",
        "1e16",
    ],
)
def test_numbers_are_as_written(number: str) -> None:
    for text in (f'{{"n":{number}}}', f'{{ "n" : {number}, "s": "\\u0041" }}'):
        found = sink()
        body.read(text.encode(), Media("application/json"), (), found)
        assert found.leaves[0] == Leaf("text", ("json:", "n"), number, True)


def test_lone_surrogates_and_nan_are_read() -> None:
    found = sink()
    body.read(b'{"a":"x\\ud800y","b":NaN,"c":"\\ud83d\\ude00","d":-Infinity}', Media(), (), found)
    assert [leaf.text for leaf in found.leaves] == ["x\ufffdy", "NaN", "😀", "-Infinity"]


@pytest.mark.parametrize(
    ("data", "texts", "why"),
    [
        (b'{"a":"hello","b":[1,{"c":"wor', ["hello", "1", "wor"], "ends early"),
        (b'{"a":"x"} trailing \\u0041', ['{"a":"x"} trailing A'], "not JSON"),
        (b'{"a":"x",,}', ['{"a":"x",,}'], "not JSON"),
        (b'{"a":"\xea\xb9"}', ["\ufffd\ufffd"], ""),
        (b'\xef\xbb\xbf{"a":"x"}', ["x"], ""),
        ('{"이름":"김가람"}'.encode("cp949"), ["김가람"], ""),
        ('{"a":"김가람"}'.encode("utf-16"), ["김가람"], ""),
        ('{"a":"plain ascii"}'.encode("utf-16-le"), ["plain ascii"], ""),
        (b"[" * 100_000, ["[" * 100_000], "more work than the limit"),
        (b'"\\u0041"', ["A"], ""),
        (b"callback({})", ["callback({})"], "not JSON"),
    ],
)
def test_broken_and_odd_json(data: bytes, texts: list[str], why: str) -> None:
    found = sink()
    body.read(data, Media("application/json"), (), found)
    assert [leaf.text for leaf in found.leaves] == texts
    assert [each.why for each in found.unreadable if why not in each.why or not why] == []
    assert bool(found.unreadable) == bool(why)


def test_text_that_only_looks_like_json_is_text() -> None:
    found = sink()
    body.read("[긴급] 회의 자료".encode(), Media("text/plain"), (), found)
    assert [leaf.text for leaf in found.leaves] == ["[긴급] 회의 자료"]
    assert found.unreadable == []


def test_names_that_hold_data_are_leaves() -> None:
    found = fast('{"010-1234-5678":{"memo":"x"},"phone_1":"y","a@example.com":1}')
    assert [(leaf.path, leaf.text, leaf.key) for leaf in found] == [
        ("json:${0}|key:", "010-1234-5678", ""),
        ("json:${0}.memo", "x", "memo"),
        ("json:$.phone_1", "y", "phone_1"),
        ("json:${2}|key:", "a@example.com", ""),
        ("json:${2}", "1", "a@example.com"),
    ]


def test_json_in_a_string_is_opened() -> None:
    inner = json.dumps({"tel": "010-1234-5678", "more": json.dumps(["x"])})
    assert [(leaf.path, leaf.text) for leaf in fast(json.dumps({"p": inner}))] == [
        ("json:$.p|json:$.tel", "010-1234-5678"),
        ("json:$.p|json:$.more|json:$[0]", "x"),
    ]


def test_values_times_depth_are_bounded() -> None:
    found = sink(Limits(steps=50))
    body.read(json.dumps([[1] * 100]).encode(), Media("application/json"), (), found)
    assert [leaf.path for leaf in found.leaves] == [""]
    assert "read as text" in found.unreadable[0].why


def test_order_is_that_of_the_document() -> None:
    assert [leaf.text for leaf in fast('{"b":["1",{"z":"2","y":["3"]},"4"],"a":"5"}')] == ["1", "2", "3", "4", "5"]
