"""Charsets: found, and every byte comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.unpack.text import decode

TEXT = "김가람, 서울특별시 강남구 010-1234-5678"


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("cp949", ""),
        ("cp949", "euc-kr"),
        ("cp949", "utf-8"),
        ("cp949", "rot13"),
        ("utf-16", ""),
        ("utf-16-le", "utf-16le"),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("gb18030", "gbk"),
        ("utf-8", "iso-8859-1"),
    ],
)
def test_found(codec: str, declared: str) -> None:
    assert decode(TEXT.encode(codec), declared).text == TEXT


def test_a_cut_character_does_not_change_the_charset() -> None:
    assert decode(TEXT[:3].encode()[:-1]).text == "김가\ufffd\ufffd"


@given(st.binary(max_size=60), st.sampled_from(["", "euc-kr", "utf-16", "gbk", "shift_jis", "utf-8", "hex"]))
def test_bytes_come_back(data: bytes, charset: str) -> None:
    decoded = decode(data, charset)
    decoded.text.encode()
    assert len(decoded.text) == len(decoded.raw)
    if decoded.codec == "utf-8":
        assert decoded.encode(decoded.raw) == data
