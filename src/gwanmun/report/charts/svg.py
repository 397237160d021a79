"""Writes SVG elements as text, every value escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from gwanmun.report.clean import clean

COLOURS: Mapping[str, str] = {
    "a-allow": "#5b6b7c",
    "a-warn": "#a86a00",
    "a-pseudonymise": "#1f63c4",
    "a-redact": "#7a4bc2",
    "a-block": "#c0322b",
    "f-left": "#5b6b7c",
    "f-disarmed": "#1f63c4",
    "f-partly": "#a86a00",
    "f-failed": "#a9b3bd",
    "f-stopped": "#c0322b",
}
"""Fallback colour of each class; the page's style sheet has the same values and a dark set."""


def tag(name: str, content: str = "", **attributes: str | float) -> str:
    """One element. `content` must be markup already; `class_` and `stroke_width` become class and stroke-width."""
    written = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(lines: tuple[str, ...], x: float, y: float, step: float, **attributes: str | float) -> str:
    """Lines of text, the first baseline at (`x`, `y`), `step` apart."""
    spans = "".join(tag("tspan", escaped(line), x=x, y=y + step * index) for index, line in enumerate(lines))
    return tag("text", spans, **attributes)


def picture(id: str, title: str, desc: str, width: float, height: float, content: str, **attributes: str) -> str:  # noqa: A002
    """A whole SVG that scales, named for a screen reader by its title and description."""
    names = tag("title", escaped(title), id=f"{id}-title") + tag("desc", escaped(desc), id=f"{id}-desc")
    view = f"0 0 {_value(width)} {_value(height)}"
    label = f"{id}-title {id}-desc"
    inside = names + content
    return tag(
        "svg", inside, id=id, role="img", aria_labelledby=label, viewBox=view, width=width, height=height, **attributes
    )


def hatch(id: str, colour: str) -> str:  # noqa: A002
    """A pattern of slanted lines: what did not leave, told from what did without colour."""
    line = tag("line", class_=f"{colour} hatch", x1=0, y1=0, x2=0, y2=6, stroke=COLOURS[colour], stroke_width=2.4)
    return tag("pattern", line, id=id, width=6, height=6, patternUnits="userSpaceOnUse", patternTransform="rotate(45)")


def escaped(content: str) -> str:
    return escape(clean(content), quote=True)


def _name(key: str) -> str:
    return key.rstrip("_") if key.endswith("_") else key if not key.islower() else key.replace("_", "-")


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else f"{round(value, 2):g}"
