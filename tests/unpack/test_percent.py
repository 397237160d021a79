"""Percent-encoding: the fast decoder is the standard one, and writing puts a change in its place alone."""

from __future__ import annotations

import urllib.parse

from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.unpack.percent import Encoding, unquote


@settings(max_examples=500)
@given(
    st.lists(
        st.sampled_from(
            [b"%41", b"%ea%b0%80", b"%", b"%4", b"=", b"==", b"=\n", b" ", b"\t", b"\r", b"_", b"\xff", b"x"]
        )
    ).map(b"".join)
)
def test_unquote_is_that_of_the_standard_library(raw: bytes) -> None:
    assert unquote(raw) == urllib.parse.unquote_to_bytes(raw)


# NUL bytes without a declared charset are read as UTF-16, in which the same offsets mean other characters.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(TEXT, TEXT, st.booleans())
def test_a_change_stays_in_its_place(before: str, after: str, plus: bool) -> None:
    quote = urllib.parse.quote_plus if plus else urllib.parse.quote
    head, tail = quote("x" + before).encode(), quote(after).encode().lower()
    raw = head + b"010" + tail
    at = len(before) + 1
    assert Encoding(plus).write(raw, [(at, at + 3, "가 +")]) == head + quote("가 +", safe="").encode() + tail
