"""Geometry of the flow diagram under any numbers and any labels: nothing overlaps, nothing is cut, nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.report.charts.flow import NARROW, WIDE
from gwanmun.report.charts.layout import Box, Label, Layout, Look, Stream, layout, text_height
from gwanmun.report.charts.measure import width
from gwanmun.transfer import ACTIONS

NAMES = (
    "딥시크",
    "서비스개발본부 인프라플랫폼실 데이터이전관리파트",
    "Hangzhou DeepSeek Artificial Intelligence Basic Technology Research Co., Ltd.",
    "collect-metrics-endpoint-apne2.adtrack-events.example.net",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "사우스조지아 사우스샌드위치 제도",
)
STREAM = st.builds(
    Stream,
    st.tuples(*(st.sampled_from([f"{column}={name}" for name in "abcdefgh"]) for column in range(3))),
    st.sampled_from(ACTIONS),
    st.booleans(),
    st.integers(1, 5000),
)
STREAMS = st.lists(
    STREAM, min_size=1, max_size=30, unique_by=lambda stream: (stream.path, stream.action, stream.stopped)
)
LOOKS = st.sampled_from((WIDE, NARROW))
SLACK = 1e-6


def labelled(streams: list[Stream]) -> dict[str, Label]:
    nodes = sorted({node for stream in streams for node in stream.path})
    return {node: Label(NAMES[place % len(NAMES)], "1,234건, 12건 막음") for place, node in enumerate(nodes)}


def planned(streams: list[Stream], look: Look) -> Layout:
    return layout(streams, labelled(streams), look)


@given(STREAMS, LOOKS)
def test_boxes_stand_apart_and_inside_the_picture(streams: list[Stream], look: Look) -> None:
    plan = planned(streams, look)
    for column in plan.boxes:
        assert all(upper.y + upper.height + look.gap <= lower.y + SLACK for upper, lower in pairwise(column))
        assert all(box.y >= -SLACK and box.y + box.height <= plan.height + SLACK for box in column)
        assert all(box.x >= 0 and box.x + box.width <= plan.width + SLACK for box in column)
    lefts = [column[0].x for column in plan.boxes]
    assert all(right - left > look.box for left, right in pairwise(lefts))


@given(STREAMS, LOOKS)
def test_every_label_is_whole_and_fits_its_box(streams: list[Stream], look: Look) -> None:
    labels = labelled(streams)
    for box in (box for column in planned(streams, look).boxes for box in column):
        assert "".join("".join(box.name).split()) == "".join(labels[box.id].name.split())
        assert all(width(line, look.name) <= box.width - 2 * look.pad for line in box.name)
        assert all(width(line, look.note) <= box.width - 2 * look.pad for line in box.note)
        assert text_height(len(box.name), len(box.note), look) <= box.height


@given(STREAMS, LOOKS)
def test_ribbons_start_and_end_within_their_boxes_and_do_not_overlap_there(streams: list[Stream], look: Look) -> None:
    plan = planned(streams, look)
    boxes = {box.id: box for column in plan.boxes for box in column}
    for side in (0, 1):
        edges: dict[str, list[tuple[float, float]]] = {}
        for ribbon in plan.ribbons:
            top = ribbon.y1 if side else ribbon.y0
            edges.setdefault(ribbon.ends[side], []).append((top, top + ribbon.thickness))
        for node, spans in edges.items():
            check_side(boxes[node], sorted(spans))


def check_side(box: Box, spans: list[tuple[float, float]]) -> None:
    assert spans[0][0] >= box.y - SLACK
    assert spans[-1][1] <= box.y + box.height + SLACK
    assert all(first[1] <= second[0] + SLACK for first, second in pairwise(spans))
    assert sum(end - start for start, end in spans) == pytest.approx(box.flow)


@given(STREAMS, LOOKS)
def test_no_transfer_is_lost_between_two_columns(streams: list[Stream], look: Look) -> None:
    plan = planned(streams, look)
    total = sum(stream.count for stream in streams)
    for column in (0, 1):
        assert sum(ribbon.count for ribbon in plan.ribbons if ribbon.ends[0].startswith(f"{column}=")) == total


@given(STREAMS, LOOKS)
def test_what_was_stopped_keeps_its_own_ribbon(streams: list[Stream], look: Look) -> None:
    wanted = {(stream.path[:2], stream.action, stream.stopped) for stream in streams}
    drawn = {(ribbon.ends, ribbon.action, ribbon.stopped) for ribbon in planned(streams, look).ribbons}
    assert wanted <= drawn


def test_thickness_follows_the_count_and_one_transfer_stays_visible() -> None:
    streams = [Stream(("0=a", "1=a", "2=a"), "allow", False, 900), Stream(("0=a", "1=b", "2=a"), "block", True, 1)]
    thick = {ribbon.action: ribbon.thickness for ribbon in planned(streams, WIDE).ribbons}
    assert thick["allow"] > 0.9 * WIDE.body
    assert thick["block"] == WIDE.thin


def test_nothing_gives_an_empty_plan() -> None:
    assert layout([], {}, WIDE) == Layout(WIDE.width, 0.0, (), ())
