from __future__ import annotations

import pytest

from gwanmun.detect.hints import Looker
from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import Step


def rows(*fields: tuple[str, str], above: tuple[Step, ...] = ("a",)) -> list[Leaf]:
    return [Leaf("request.body", (*above, at, name), text, text.isdigit()) for at in range(8) for name, text in fields]


@pytest.mark.parametrize(
    "fields",
    [
        [("k", "a"), ("t", "120")],
        [("keyCode", "65"), ("down", "120"), ("up", "180")],
        [("inputType", "insertText"), ("time", "12")],
        [("type", "keydown"), ("timestamp", "12")],
        [("clientX", "3"), ("clientY", "9"), ("t", "12")],
    ],
)
def test_what_may_be_events_of_a_hand_is_looked_at(fields: list[tuple[str, str]]) -> None:
    assert Looker().look(rows(*fields)).events


@pytest.mark.parametrize(
    "fields",
    [
        [("event", "page_view"), ("ts", "1730000000000"), ("duration", "512")],
        [("text", "a long remark"), ("time", "12:00")],
        [("name", "cable"), ("qty", "1"), ("price", "4900")],
    ],
)
def test_most_arrays_are_done_with_at_once(fields: list[tuple[str, str]]) -> None:
    assert not any(Looker().look(rows(*fields)))


def test_a_name_on_the_way_or_of_a_header_counts() -> None:
    assert Looker().look(rows(("v", "1"), above=("keystrokes",))).named
    assert Looker().look([Leaf("request.header:x-mouse-trace", (), "1,2,3")]).named
    assert not Looker().look([]).named
