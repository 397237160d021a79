"""Nothing from outside steers a terminal; columns are those a terminal uses."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.report.clean import clean, columns, fold, pad


@given(st.text())
def test_what_is_shown_cannot_act(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "M"])))
def test_plain_text_stays(text: str) -> None:
    assert clean(text) == text


def test_escape_sequences_and_turned_reading_are_shown() -> None:
    assert clean("a\x1b[31mb\x07\u202ec\u200b\n") == "a\ufffd[31mb\ufffd\ufffdc\ufffd\ufffd"


@given(st.integers(0xAC00, 0xD7A3))
def test_a_syllable_takes_two_columns_composed_or_not(code: int) -> None:
    assert columns(chr(code)) == columns(unicodedata.normalize("NFD", chr(code))) == 2


def test_mixed_text() -> None:
    assert [columns(text) for text in ("abc", "관문", "１２", "é", "e\u0301", "漢a", "→")] == [3, 4, 4, 1, 1, 3, 1]
    assert pad("차단", 6) == "차단  "
    assert pad("Pseudonymised", 6) == "Pseudonymised"


@given(st.lists(st.text("가나ab漢", min_size=1, max_size=9), min_size=1), st.integers(10, 40))
def test_folding_keeps_words_and_width(words: list[str], width: int) -> None:
    lines = fold(" ".join(words), width)
    assert " ".join(lines).split() == words
    assert all(columns(line) <= width or " " not in line for line in lines)
