"""The tree of units: who belongs where, upwards to the group."""

from __future__ import annotations

import pytest

from gwanmun.policy.rule import Unit
from gwanmun.policy.units import Units, ancestors
from gwanmun.transfer import Origin

TREE = Units(
    (
        Unit("group", "", ("chair",), ""),
        Unit("bank", "group", (), ""),
        Unit("loans", "bank", ("kim",), ""),
        Unit("plant", "group", ("lee",), ""),
    )
)


@pytest.mark.parametrize(
    ("origin", "units"),
    [
        (Origin(), ()),
        (Origin(user="nobody"), ()),
        (Origin(user="kim"), ("loans", "bank", "group")),
        (Origin(user="KIM"), ("loans", "bank", "group")),
        (Origin(unit="Bank"), ("bank", "group")),
        (Origin(unit="elsewhere"), ("elsewhere",)),
        (Origin(user="kim", unit="loans"), ("loans", "bank", "group")),
        (Origin(user="kim", unit="elsewhere"), ("elsewhere", "loans", "bank", "group")),
        (Origin(user="kim", unit="bank"), ("bank", "group", "loans")),
        (Origin(user="lee", unit="loans"), ("loans", "bank", "group", "plant")),
        (Origin(user="chair", unit="plant"), ("plant", "group")),
        (Origin(user="nobody", unit="plant"), ("plant", "group")),
    ],
)
def test_somebody_belongs_to_a_unit_and_all_above_it(origin: Origin, units: tuple[str, ...]) -> None:
    assert TREE.of(origin) == units


def test_a_circle_ends_where_it_closes() -> None:
    circle = {"a": Unit("a", "b", (), ""), "b": Unit("b", "a", (), "")}
    assert list(ancestors("a", circle)) == ["a", "b"]
