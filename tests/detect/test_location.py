"""Coordinates in arrays, as GeoJSON (RFC 7946) has them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.unpack.message import open_text


def places(scanner: Scanner, body: Any) -> list[str]:
    leaves = open_text(json.dumps(body).encode(), "application/json").leaves
    return [one.path.removeprefix("json:$.") for one in scanner.scan(leaves) if one.kind == "location.gps"]


def test_a_point(scanner: Scanner) -> None:
    body = {"type": "Point", "coordinates": [126.97797, 37.56654, 12.5]}
    assert places(scanner, body) == ["coordinates[0]", "coordinates[1]"]


def test_a_line_is_seen_point_by_point(scanner: Scanner) -> None:
    assert len(places(scanner, {"coordinates": [[126.97797, 37.56654], [126.97801, 37.56672]]})) == 4


def test_either_order(scanner: Scanner) -> None:
    assert len(places(scanner, {"latlng": [37.56654, 126.97797]})) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"coordinates": [200123.482, 545102.938]},
        {"coordinates": [12, 330]},
        {"coords": [0.0001, 0.4812]},
        {"scores": [37.56654, 126.97797]},
        {"coordinates": [126.97797]},
    ],
)
def test_no_place(scanner: Scanner, body: Any) -> None:
    assert places(scanner, body) == []
