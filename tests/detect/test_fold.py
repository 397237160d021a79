from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.fold import fold, needs_fold

KOREAN = st.text(st.sampled_from("가람김이도윤 010-１２３－\u200b\u00a0abc"), max_size=30)


def test_full_width_signs_odd_spaces_and_dashes_become_ascii_one_for_one() -> None:
    folded = fold("０１０－１２３４\u00a0－\u20135678＠")
    assert folded.text == "010-1234 --5678@"
    assert folded.span(4, 8) == (4, 8)


def test_hidden_characters_are_dropped_and_spans_still_cover_them() -> None:
    folded = fold("전화 010\u200b-1234-\u00ad5678!")
    assert folded.text == "전화 010-1234-5678!"
    start = folded.text.index("010")
    assert folded.span(start, start + 13) == (3, 18)


@given(KOREAN)
def test_decomposed_hangul_reads_like_composed_and_maps_back(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    folded = fold(decomposed)
    assert folded.text == fold(text).text
    for index, sign in enumerate(folded.text):
        start, end = folded.span(index, index + 1)
        assert fold(decomposed[start:end]).text == sign


@given(st.text(max_size=60))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    folded = fold(text)
    spans = [folded.span(index, index + 1) for index in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert fold(folded.text).text == folded.text
    assert needs_fold(text) or folded.text == text
