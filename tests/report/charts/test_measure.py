"""Text is never cut: broken lines hold every character and stay within the limit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.report.charts.measure import width, wrap

SIZE = 14.0
TEXTS = st.text(st.sampled_from("가나다힣Wwil.-/·, ()@漢한각e\u0301\u1112\u1161"), max_size=60) | st.text(max_size=40)


def bare(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, st.floats(20, 300))
def test_wrapping_keeps_every_character_and_the_limit(text: str, limit: float) -> None:
    lines = wrap(text, SIZE, limit)
    assert bare("".join(lines)) == bare(text)
    assert all(width(line, SIZE) <= limit for line in lines)


def test_lines_break_at_spaces_and_after_dots_first() -> None:
    assert wrap("서비스개발본부 플랫폼개발팀", SIZE, 120) == ("서비스개발본부", "플랫폼개발팀")
    assert wrap("collect-metrics.example.net", SIZE, 150) == ("collect-metrics.", "example.net")


def test_korean_takes_a_full_em_and_combining_marks_nothing() -> None:
    assert width("가", 10) >= 10
    assert width("e\u0301", 10) == width("e", 10)
