"""Elements are escaped, attributes named as SVG names them, numbers short."""

from __future__ import annotations

import re
from pathlib import Path

from gwanmun.report import page
from gwanmun.report.charts.svg import COLOURS, tag


def test_attributes_and_values() -> None:
    assert (
        tag("rect", class_="a", stroke_width=1.5, x=2.0, y=1 / 3)
        == '<rect class="a" stroke-width="1.5" x="2" y="0.33"/>'
    )
    assert tag("pattern", "x", patternUnits="userSpaceOnUse") == '<pattern patternUnits="userSpaceOnUse">x</pattern>'
    assert tag("g", fill='"><script>') == '<g fill="&quot;&gt;&lt;script&gt;"/>'


def test_every_colour_class_has_its_colour_in_the_style_sheet_too() -> None:
    css = (Path(page.__file__).parent / "templates" / "page.css").read_text("utf-8")
    light = css[: css.index("}")]
    for name, colour in COLOURS.items():
        rule = re.search(rf"\.{name}\b[^{{]*{{ --c: var\(--([a-z]+)\)", css)
        assert rule, name
        assert f"--{rule[1]}: {colour};" in light
