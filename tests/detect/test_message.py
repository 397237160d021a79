from __future__ import annotations

from gwanmun.detect.message import Message, message
from gwanmun.detect.paths import Paths
from gwanmun.unpack.parts import Layer, Leaf

LEAVES = [
    Leaf("request.header:cookie", (), "x"),
    Leaf("request.body", (Layer("json:"), "a", 0, "이름"), "y", role="user"),
    Leaf("request.body", (Layer("json:"), "a", 1, "이름"), "y", role="user"),
    Leaf("request.body", (Layer("json:"), "a", 1, "it's"), "y"),
    Leaf("request.body", (Layer("json:"), "payload", Layer("json:"), "b c"), "z"),
    Leaf("request.body", (Layer("json:"), "payload", Layer("base64:")), "z"),
]


def test_columns_are_the_leaves() -> None:
    whole = Message(LEAVES)
    assert list(whole) == LEAVES
    assert list(whole.texts) == [leaf.text for leaf in LEAVES]
    assert list(whole.roles) == [leaf.role for leaf in LEAVES]
    assert list(whole.parts) == [leaf.part for leaf in LEAVES]
    assert whole.names == [None, "이름", "이름", "it's", "b c", "base64:"]
    assert whole.every_step == {step for leaf in LEAVES for step in leaf.steps}
    assert message(whole) is whole


def test_no_leaves_are_a_message_too() -> None:
    assert Message([]).names == []
    assert Message([]).every_step == frozenset()


def test_paths_are_those_of_the_leaves() -> None:
    paths = Paths()
    assert [paths.of(leaf) for leaf in (*LEAVES, *LEAVES)] == [leaf.path for leaf in (*LEAVES, *LEAVES)]
