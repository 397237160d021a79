"""The flow diagram: from whom, to which service, to which country, in ribbons as thick as the transfers are many.

A ribbon has the colour of what was decided. What was stopped is hatched with a dashed edge: it was meant for that
recipient and did not leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gwanmun.report.charts.layout import Box, Label, Layout, Look, Ribbon, Stream, layout, text_height
from gwanmun.report.charts.svg import COLOURS, escaped, hatch, picture, tag, text
from gwanmun.transfer import ACTIONS

WIDE = Look()
NARROW = Look(width=356, box=98, name=11.5, note=10.5, pad=7, gap=10, body=220, thin=2.5)
_HEADER, _EDGE = 30.0, 1.0


def flow(
    streams: Sequence[Stream],
    labels: Mapping[str, Label],
    *,
    id: str,  # noqa: A002
    title: str,
    desc: str,
    heads: Sequence[str] = (),
    tips: Mapping[tuple[str, str], str] | None = None,
    look: Look = WIDE,
) -> str:
    """The diagram as SVG. `heads` are column headings, `tips` the hover text of a ribbon by the ids of its two ends;
    `id` must be unique in the page, as hatch patterns are named after it."""
    plan = layout(streams, labels, look)
    stopped = sorted({ribbon.action for ribbon in plan.ribbons if ribbon.stopped}, key=ACTIONS.index)
    defs = "".join(hatch(f"{id}-{action}", f"a-{action}") for action in stopped)
    body = "".join(_ribbon(ribbon, id, tips or {}) for ribbon in plan.ribbons)
    body += "".join(_box(box, look) for column in plan.boxes for box in column)
    drawn = (tag("defs", defs) if defs else "") + _headings(heads, plan, look)
    drawn += tag("g", body, transform=f"translate({_EDGE:g} {_HEADER:g})")
    return picture(
        id, title, desc, plan.width + 2 * _EDGE, plan.height + _HEADER + 2 * _EDGE, drawn, class_="chart flow"
    )


def _headings(heads: Sequence[str], plan: Layout, look: Look) -> str:
    return "".join(
        text((head,), column[0].x + 1, 14, 0, class_="head", font_size=look.note, fill="#5b6b7c")
        for head, column in zip(heads, plan.boxes, strict=False)
        if column
    )


def _box(box: Box, look: Look) -> str:
    names, notes = len(box.name), len(box.note)
    top = box.y + (box.height - text_height(names, notes, look)) / 2
    rect = tag(
        "rect", class_="box", x=box.x, y=box.y, width=box.width, height=box.height, rx=5, fill="#fff", stroke="#cfd6dd"
    )
    x = box.x + look.pad
    drawn = rect + text(
        box.name, x, top + look.name, 1.3 * look.name, class_="name", font_size=look.name, font_weight=600
    )
    if box.note:
        below = top + 1.3 * names * look.name + look.note
        drawn += text(box.note, x, below, 1.3 * look.note, class_="note", font_size=look.note, fill="#5b6b7c")
    return drawn


def _ribbon(ribbon: Ribbon, id: str, tips: Mapping[tuple[str, str], str]) -> str:  # noqa: A002
    colour = f"a-{ribbon.action}"
    tip = tips.get(ribbon.ends, "")
    content = tag("title", escaped(tip)) if tip else ""
    if ribbon.stopped:
        fill = f"url(#{id}-{ribbon.action})"
        edge = COLOURS[colour]
        return tag(
            "path",
            content,
            class_=f"ribbon stopped {colour}",
            d=_path(ribbon),
            fill=fill,
            stroke=edge,
            stroke_dasharray="4 3",
        )
    return tag("path", content, class_=f"ribbon {colour}", d=_path(ribbon), fill=COLOURS[colour], fill_opacity=0.5)


def _path(ribbon: Ribbon) -> str:
    """Two level-ended Bezier curves, one for each edge."""
    x0, x1, middle = ribbon.x0, ribbon.x1, (ribbon.x0 + ribbon.x1) / 2
    low0, low1 = ribbon.y0 + ribbon.thickness, ribbon.y1 + ribbon.thickness
    upper = (
        f"M{x0:.1f} {ribbon.y0:.1f}C{middle:.1f} {ribbon.y0:.1f} {middle:.1f} {ribbon.y1:.1f} {x1:.1f} {ribbon.y1:.1f}"
    )
    lower = f"L{x1:.1f} {low1:.1f}C{middle:.1f} {low1:.1f} {middle:.1f} {low0:.1f} {x0:.1f} {low0:.1f}Z"
    return upper + lower
