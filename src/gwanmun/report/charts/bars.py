"""Horizontal bars, each one split by what became of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gwanmun.report.charts.measure import width, wrap
from gwanmun.report.charts.svg import COLOURS, hatch, picture, tag, text


@dataclass(frozen=True, slots=True)
class BarLook:
    """Sizes in CSS pixels; `lane` is the room for labels on the left."""

    width: float = 960
    lane: float = 250
    size: float = 14
    bar: float = 14
    gap: float = 10
    thin: float = 2


BAR_WIDE = BarLook()
BAR_NARROW = BarLook(width=356, lane=128, size=12, bar=11)


@dataclass(frozen=True, slots=True)
class Segment:
    part: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label in lines, its segments, its total written at `end`. `y` is the upper edge of the row."""

    label: tuple[str, ...]
    y: float
    height: float
    segments: tuple[Segment, ...]
    total: str
    end: float


def bar_layout(rows: Sequence[tuple[str, Mapping[str, int]]], parts: Sequence[str], look: BarLook) -> tuple[Bar, ...]:
    """Place `rows` (label, count by part); the longest bar and its total fill the width."""
    totals = [f"{sum(counts.values()):,}" for _, counts in rows]
    room = look.width - look.lane - max((width(total, look.size) for total in totals), default=0) - 10
    spare = look.thin * len(parts)
    scale = (room - spare) / max((sum(counts.values()) for _, counts in rows), default=1)
    placed, y = [], 0.0
    for (label, counts), total in zip(rows, totals, strict=True):
        lines = wrap(label, look.size, look.lane - 12)
        height = max(look.bar, 1.3 * look.size * len(lines))
        segments = _segments(counts, parts, scale, look)
        end = segments[-1].x + segments[-1].width if segments else look.lane
        placed.append(Bar(lines, y, height, segments, total, end + 8))
        y += height + look.gap
    return tuple(placed)


def _segments(counts: Mapping[str, int], parts: Sequence[str], scale: float, look: BarLook) -> tuple[Segment, ...]:
    x, segments = look.lane, []
    for part in parts:
        if count := counts.get(part, 0):
            size = max(look.thin, count * scale)
            segments.append(Segment(part, x, size))
            x += size
    return tuple(segments)


def bars(
    rows: Sequence[tuple[str, Mapping[str, int]]],
    *,
    id: str,  # noqa: A002
    title: str,
    desc: str,
    parts: Sequence[str],
    look: BarLook = BAR_WIDE,
) -> str:
    """The chart as SVG; `parts` are the colour classes of the segments, drawn in that order from the left."""
    plan = bar_layout(rows, parts, look)
    hatched = "f-stopped" in parts
    drawn = tag("defs", hatch(f"{id}-stopped", "f-stopped")) if hatched else ""
    drawn += "".join(_bar(bar, id, look) for bar in plan)
    height = plan[-1].y + plan[-1].height if plan else 0.0
    return picture(id, title, desc, look.width, height + 4, drawn, class_="chart bars")


def _bar(bar: Bar, id: str, look: BarLook) -> str:  # noqa: A002
    top = bar.y + (bar.height - 1.3 * look.size * len(bar.label)) / 2
    middle = bar.y + bar.height / 2
    drawn = text(bar.label, 0, top + look.size, 1.3 * look.size, class_="name", font_size=look.size)
    drawn += "".join(_segment(segment, middle - look.bar / 2, id, look) for segment in bar.segments)
    return drawn + text((bar.total,), bar.end, middle + look.size * 0.36, 0, class_="total", font_size=look.size)


def _segment(segment: Segment, y: float, id: str, look: BarLook) -> str:  # noqa: A002
    place: dict[str, str | float] = {"x": segment.x, "y": y, "width": segment.width, "height": look.bar}
    colour = COLOURS[segment.part]
    if segment.part == "f-stopped":
        return tag("rect", "", class_="stopped f-stopped", fill=f"url(#{id}-stopped)", stroke=colour, **place)
    return tag("rect", "", class_=segment.part, fill=colour, **place)
