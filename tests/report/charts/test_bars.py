"""Bars stay in their lane, end before their total, and show small parts."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.report.charts.bars import BAR_NARROW, BAR_WIDE, BarLook, bar_layout, bars
from gwanmun.report.charts.measure import width

PARTS = ("f-left", "f-disarmed", "f-stopped")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(("주민등록번호", "Resident registration number of a foreigner", "인공지능에 입력한 글")),
        st.dictionaries(st.sampled_from(PARTS), st.integers(1, 10**7), min_size=1),
    ),
    max_size=20,
)


@given(ROWS, st.sampled_from((BAR_WIDE, BAR_NARROW)))
def test_labels_bars_and_totals_do_not_meet(rows: list[tuple[str, dict[str, int]]], look: BarLook) -> None:
    plan = bar_layout(rows, PARTS, look)
    assert all(upper.y + upper.height <= lower.y for upper, lower in pairwise(plan))
    for bar, (label, counts) in zip(plan, rows, strict=True):
        assert "".join("".join(bar.label).split()) == "".join(label.split())
        assert all(width(line, look.size) < look.lane for line in bar.label)
        assert 1.3 * look.size * len(bar.label) <= bar.height + 1e-6
        assert bar.segments[0].x == look.lane
        assert all(first.x + first.width == second.x for first, second in pairwise(bar.segments))
        assert all(segment.width >= look.thin for segment in bar.segments)
        assert bar.end > bar.segments[-1].x + bar.segments[-1].width
        assert bar.end + width(bar.total, look.size) <= look.width
        assert bar.total == f"{sum(counts.values()):,}"


def test_the_drawing_is_xml_with_a_title_a_description_and_a_hatch() -> None:
    drawn = bars([("성명", {"f-left": 3, "f-stopped": 1})], id="k", title="<무엇>", desc="a & b", parts=PARTS)
    root = ElementTree.fromstring(drawn)
    assert [root[0].text, root[1].text] == ["<무엇>", "a & b"]
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}" == "k-title k-desc"
    assert 'fill="url(#k-stopped)"' in drawn
    assert '<pattern id="k-stopped"' in drawn.replace(' class="f-stopped"', "")


def test_no_rows_give_an_empty_picture() -> None:
    assert "<text" not in bars([], id="k", title="t", desc="d", parts=PARTS)
