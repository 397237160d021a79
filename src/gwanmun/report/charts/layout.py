"""Geometry of a flow diagram: boxes in columns, ribbons between them. No drawing, so that a test can check it.

A stream is a way through all columns and keeps one thickness from end to end, so what enters a box leaves it.
Thickness is proportional to the count but never under `Look.thin`: a single transfer stays visible beside a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gwanmun.report.charts.measure import wrap
from gwanmun.transfer import Action, strictness


@dataclass(frozen=True, slots=True)
class Stream:
    """`count` transfers along `path` (one node id for each column), judged `action`, `stopped` or not."""

    path: tuple[str, ...]
    action: Action
    stopped: bool
    count: int


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in a box: its name and a smaller note below."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes in CSS pixels. `body` is the height all ribbons together aim at, `thick` the most for one transfer."""

    width: float = 960
    box: float = 216
    name: float = 14
    note: float = 12
    pad: float = 10
    gap: float = 12
    body: float = 280
    thin: float = 3
    thick: float = 14


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its text broken to fit: `x`, `y` top left."""

    id: str
    x: float
    y: float
    width: float
    height: float
    name: tuple[str, ...]
    note: tuple[str, ...]
    flow: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band from (`x0`, `y0`) to (`x1`, `y1`), the upper corners, `thickness` high at both ends."""

    ends: tuple[str, str]
    action: Action
    stopped: bool
    count: int
    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float


@dataclass(frozen=True, slots=True)
class Layout:
    width: float
    height: float
    boxes: tuple[tuple[Box, ...], ...]
    ribbons: tuple[Ribbon, ...]


def layout(streams: Sequence[Stream], labels: Mapping[str, Label], look: Look) -> Layout:
    """Place everything. Every node id of a stream needs a label; ids must differ between columns."""
    scale = min(look.thick, look.body / max(1, sum(stream.count for stream in streams)))
    thick = {stream: max(look.thin, stream.count * scale) for stream in streams}
    columns = _order(thick)
    boxes = _boxes(columns, thick, labels, look)
    height = max((column[-1].y + column[-1].height for column in boxes if column), default=0.0)
    centred = tuple(_shifted(column, height) for column in boxes)
    return Layout(look.width, height, centred, _ribbons(thick, centred))


def _order(thick: Mapping[Stream, float]) -> list[list[str]]:
    """Node ids by column: the last by thickness, each one before by where its streams go, so that few cross."""
    depth = len(next(iter(thick)).path) if thick else 0
    columns: list[list[str]] = [[] for _ in range(depth)]
    rank: dict[str, int] = {}
    for column in reversed(range(depth)):
        weight, pull = _weights(thick, column, rank)
        columns[column] = sorted(weight, key=lambda node: (pull[node] / weight[node], -weight[node], node))
        rank.update({node: place for place, node in enumerate(columns[column])})
    return columns


def _weights(
    thick: Mapping[Stream, float], column: int, rank: Mapping[str, int]
) -> tuple[dict[str, float], dict[str, float]]:
    """Per node of `column`: its thickness, and the sum of the places it flows to, weighted by thickness."""
    weight: dict[str, float] = {}
    pull: dict[str, float] = {}
    for stream, size in thick.items():
        node = stream.path[column]
        target = rank[stream.path[column + 1]] if column + 1 < len(stream.path) else 0
        weight[node] = weight.get(node, 0.0) + size
        pull[node] = pull.get(node, 0.0) + size * target
    return weight, pull


def _boxes(
    columns: Sequence[Sequence[str]], thick: Mapping[Stream, float], labels: Mapping[str, Label], look: Look
) -> list[list[Box]]:
    step = (look.width - look.box) / max(1, len(columns) - 1)
    placed = []
    for index, nodes in enumerate(columns):
        flow, _ = _weights(thick, index, {node: 0 for column in columns for node in column})
        placed.append(_stack([(node, labels[node], flow[node]) for node in nodes], index * step, look))
    return placed


def _stack(nodes: Sequence[tuple[str, Label, float]], x: float, look: Look) -> list[Box]:
    top, stacked = 0.0, []
    for node, label, flow in nodes:
        inner = look.box - 2 * look.pad
        name = wrap(label.name, look.name, inner)
        note = wrap(label.note, look.note, inner) if label.note else ()
        height = max(text_height(len(name), len(note), look), flow) + 2 * look.pad * 0.8
        stacked.append(Box(node, x, top, look.box, height, name, note, flow))
        top += height + look.gap
    return stacked


def text_height(names: int, notes: int, look: Look) -> float:
    """Height of so many lines of name and note."""
    return 1.3 * (names * look.name + notes * look.note)


def _shifted(column: Sequence[Box], height: float) -> tuple[Box, ...]:
    spare = (height - column[-1].y - column[-1].height) / 2 if column else 0.0
    return tuple(
        Box(box.id, box.x, box.y + spare, box.width, box.height, box.name, box.note, box.flow) for box in column
    )


def _ribbons(thick: Mapping[Stream, float], columns: Sequence[Sequence[Box]]) -> tuple[Ribbon, ...]:
    places = {box.id: box for column in columns for box in column}
    return tuple(ribbon for index in range(len(columns) - 1) for ribbon in _between(_merged(thick, index), places))


_Band = tuple[tuple[str, str], Action, bool]


def _merged(thick: Mapping[Stream, float], column: int) -> dict[_Band, tuple[int, float]]:
    """Streams that look the same between two columns become one band: (count, thickness)."""
    bands: dict[_Band, tuple[int, float]] = {}
    for stream, size in thick.items():
        band = ((stream.path[column], stream.path[column + 1]), stream.action, stream.stopped)
        count, total = bands.get(band, (0, 0.0))
        bands[band] = (count + stream.count, total + size)
    return bands


def _between(bands: Mapping[_Band, tuple[int, float]], places: Mapping[str, Box]) -> list[Ribbon]:
    leave = _stacked(bands, places, 0)
    arrive = _stacked(bands, places, 1)
    return [
        Ribbon(
            ends=band[0],
            action=band[1],
            stopped=band[2],
            count=bands[band][0],
            x0=places[band[0][0]].x + places[band[0][0]].width,
            y0=leave[band],
            x1=places[band[0][1]].x,
            y1=arrive[band],
            thickness=bands[band][1],
        )
        for band in sorted(bands, key=lambda band: (leave[band], arrive[band], band))
    ]


def _stacked(bands: Mapping[_Band, tuple[int, float]], places: Mapping[str, Box], side: int) -> dict[_Band, float]:
    """Upper edge of each band at one side, in the order of the boxes at the other: bands of a box do not cross."""
    tops = {box.id: box.y + (box.height - box.flow) / 2 for box in places.values()}
    edges: dict[_Band, float] = {}
    for band in sorted(bands, key=lambda band: (places[band[0][1 - side]].y, -strictness(band[1]), band)):
        node = band[0][side]
        edges[band] = tops[node]
        tops[node] += bands[band][1]
    return edges
