"""Particles after every syllable, after numbers as they are read aloud, and after foreign names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.knowledge.josa import PAIRS, final, josa, particle

DIGITS = " 일이삼사오육칠팔구"
UNITS = ("", "십", "백", "천")
MYRIADS = ("", "만", "억", "조", "경")


def read_aloud(number: int) -> str:
    """Sino-Korean reading, written apart from the code under test."""
    if number == 0:
        return "영"
    spoken = ""
    for myriad, group in enumerate(_groups(number)):
        if group:
            spoken = _thousands(group) + MYRIADS[myriad] + spoken
    return spoken


def _groups(number: int) -> list[int]:
    return [number // 10_000**place % 10_000 for place in range(len(MYRIADS))]


def _thousands(group: int) -> str:
    digits = [(place, group // 10**place % 10) for place in (3, 2, 1, 0)]
    return "".join(DIGITS[digit] + UNITS[place] for place, digit in digits if digit)


@given(st.integers(0xAC00, 0xD7A3), st.sampled_from(["을/를", "이/가", "은/는", "과/와"]))
def test_a_syllable_with_a_final_takes_the_first_form(code: int, pair: str) -> None:
    decomposed = unicodedata.normalize("NFD", chr(code))
    consonant, vowel = pair.split("/")
    assert particle(chr(code), pair) == (consonant if len(decomposed) == 3 else vowel)
    assert particle(decomposed, pair) == particle(chr(code), pair)


@given(st.integers(0xAC00, 0xD7A3))
def test_ro_follows_a_vowel_and_rieul(code: int) -> None:
    jamo = unicodedata.normalize("NFD", chr(code))
    assert particle(chr(code), "으로/로") == ("로" if len(jamo) == 2 or jamo[-1] == "\u11af" else "으로")


@given(st.integers(0, 10**20 - 1) | st.integers(1, 9999).map(lambda n: n * 10**12), st.sampled_from(sorted(PAIRS)))
def test_a_number_is_judged_by_its_reading(number: int, pair: str) -> None:
    assert particle(f"{number}", pair) == particle(read_aloud(number), pair)
    assert particle(f"{number:,}", pair) == particle(f"{number}", pair)


@given(st.text(), st.sampled_from(sorted(PAIRS)))
def test_any_text_gets_one_of_the_forms(text: str, pair: str) -> None:
    assert josa(text, pair) in {text + form for form in (*pair.split("/"), PAIRS[pair])}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("관문", "관문을"),
        ("딥시크", "딥시크를"),
        ("ChatGPT", "ChatGPT를"),
        ("Temu", "Temu를"),
        ("Google", "Google을"),
        ("Amazon", "Amazon을"),
        ("Samsung", "Samsung을"),
        ("SQL", "SQL을"),
        ("Claude", "Claude를"),
        ("TikTok", "TikTok을(를)"),
        ("네이버(대한민국)", "네이버(대한민국)를"),
        ("‘관문’", "‘관문’을"),
        ("딥시크 4건", "딥시크 4건을"),
        ("", "을(를)"),
        ("🙂", "🙂을(를)"),
    ],
)
def test_names(word: str, expected: str) -> None:
    assert josa(word, "을/를") == expected


def test_seoul_goes_without_eu() -> None:
    assert [josa(word, "으로/로") for word in ("서울", "부산", "제주", "3", "7", "10")] == [
        "서울로",
        "부산으로",
        "제주로",
        "3으로",
        "7로",
        "10으로",
    ]
    assert final("조(兆)") == "none"


def test_a_pair_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        particle("관문", "를/을")
