from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture import tnetstring
from gwanmun.capture.tnetstring import Frames, value
from tests.capture.flows import dump

ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.binary() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def frames(*chunks: bytes, limit: int = tnetstring.MAX_VALUE) -> tuple[list[bytes | None], str]:
    reader = Frames(limit)
    return [frame for chunk in chunks for frame in reader.feed(chunk)], reader.loss()


@given(st.lists(ANY, max_size=4), st.integers(1, 30))
def test_values_come_back_however_the_stream_is_cut(values: list[Any], size: int) -> None:
    stream = b"".join(map(dump, values))
    found, loss = frames(*(stream[at : at + size] for at in range(0, len(stream), size)))
    assert loss == ""
    assert [value(frame) for frame in found if frame is not None] == values


def test_keys_of_bytes_become_text() -> None:
    assert value(dump({b"a": b"b", "c": 1})[3:]) == {"a": b"b", "c": 1}


def test_a_value_that_is_too_large_is_passed_over_and_the_next_is_read() -> None:
    stream = dump(b"x" * 100) + dump([1])
    for size in (1, 7, 1000):
        found, loss = frames(*(stream[at : at + size] for at in range(0, len(stream), size)), limit=50)
        assert (found, loss) == ([None, b"1:1#]"], "")


@pytest.mark.parametrize(
    ("stream", "read", "loss"),
    [
        (dump([1]) + b"7:abc", 1, "the file is cut off inside a flow"),
        (dump([1]) + b"999999999999:x", 2, "the file is cut off inside a flow"),
        (dump([1]) + b"12", 1, "the file is cut off inside a flow"),
        (dump([1]) + b"nonsense", 1, "what follows is no typed netstring: it was not read"),
        (dump([1]) + b"1" * 13, 1, "what follows is no typed netstring: it was not read"),
        (dump([1]) + b"-1:x,", 1, "what follows is no typed netstring: it was not read"),
    ],
)
def test_a_stream_that_ends_or_breaks(stream: bytes, read: int, loss: str) -> None:
    found, why = frames(stream)
    assert (len(found), why) == (read, loss)


@pytest.mark.parametrize(
    "frame",
    [b"3:abc]", b"9:a,]", b"1:a,}", b"1:1#1:2#}", b"x?", b"no!", b"x~", b"", b"1:1#", b"1e5#", b"1" * 40 + b"#", b"a^"],
)
def test_a_frame_that_is_not_well_formed_is_a_value_error(frame: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        value(frame)


def test_nesting_and_number_of_values_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: Any = []
    for _ in range(tnetstring.MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        value(dump(deep).partition(b":")[2])
    monkeypatch.setattr(tnetstring, "MAX_PARTS", 9)
    with pytest.raises(ValueError, match="too many"):
        value(b"0:~" * 10 + b"]")
