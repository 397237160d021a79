from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.engine import Engine
from gwanmun.detect.joined import Joined

ENGINE = Engine([r"\d+", "가+", "é"], None)
TEXTS = st.lists(st.text(st.sampled_from("12ab가나é\0\ud800😀 "), max_size=12), max_size=8)


@given(TEXTS)
def test_a_hit_is_at_the_same_code_points_that_re_finds(texts: list[str]) -> None:
    joined = Joined(texts)
    hits = joined.by_leaf(ENGINE.find(joined.data))
    for index, text in enumerate(texts):
        found = {(start, end) for pattern, start, end in hits.get(index, []) if pattern == 1}
        expected = {match.span() for match in re.finditer("가+", text)}
        assert expected <= found
        assert all(text[start:end].strip("가") == "" for start, end in found)


@given(TEXTS)
def test_no_hit_leaves_its_leaf(texts: list[str]) -> None:
    joined = Joined(texts)
    for index, hits in joined.by_leaf(ENGINE.find(joined.data)).items():
        assert all(0 <= start < end <= len(texts[index]) for _, start, end in hits)


def test_the_place_of_a_span_of_the_joined_text() -> None:
    joined = Joined(["ab", "", "가나다"])
    assert joined.text == "ab\0\0가나다"
    assert joined.place(5, 7) == (2, 1, 3)
    assert joined.folded(2).text == "가나다"
