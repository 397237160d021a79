"""Keystroke rhythm and pointer traces in bodies as they are sent, and the arrays that only look like them."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from gwanmun.detect.behaviour import BehaviourFinder
from gwanmun.detect.finder import Beyond
from gwanmun.detect.joined import Joined
from gwanmun.detect.limits import MOST_TRACE_VALUES
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.unpack.message import open_text

CHANCE = random.Random(7)
HELD = [CHANCE.randint(60, 180) for _ in range(12)]
TIMES = [1757836812931 + sum(HELD[:place]) for place in range(12)]


def seen(scanner: Scanner, body: Any) -> dict[str, list[str]]:
    paths: dict[str, list[str]] = {}
    for one in scanner.scan(open_text(json.dumps(body).encode(), "application/json").leaves):
        paths.setdefault(one.kind, []).append(one.path.removeprefix("json:$."))
    return paths


def key_events(word: str, code: bool) -> list[dict[str, Any]]:
    return [
        {("code" if code else "key"): f"Key{letter}" if code else letter, "type": kind, "ts": at}
        for at, letter in zip(TIMES[::2], word, strict=False)
        for kind, at in (("keydown", at), ("keyup", at + 80))
    ]


@pytest.mark.parametrize("name", ["dwell", "keyHoldTimes", "keystroke_intervals", "typingGaps", "kd", "타이핑"])
@pytest.mark.parametrize("numbers", [HELD, [each / 1000 for each in HELD]])
def test_durations_are_seen_whole(scanner: Scanner, name: str, numbers: list[float]) -> None:
    found = seen(scanner, {"a": {name: numbers}})
    assert len(found["behaviour.keystrokes"]) == len(numbers)


def test_rising_times_under_a_typing_name(scanner: Scanner) -> None:
    assert len(seen(scanner, {"keystrokes": TIMES})["behaviour.keystrokes"]) == len(TIMES)


def test_weak_names_speak_for_one_another(scanner: Scanner) -> None:
    assert "behaviour.keystrokes" in seen(scanner, {"hold": HELD, "flight": HELD[::-1]})
    assert "behaviour.keystrokes" not in seen(scanner, {"flight": HELD[::-1]})


@pytest.mark.parametrize("code", [True, False])
def test_key_events_under_any_name(scanner: Scanner, code: bool) -> None:
    found = seen(scanner, {"z": key_events("HELLO", code)})["behaviour.keystrokes"]
    assert {path.rpartition(".")[2] for path in found} == {"code" if code else "key", "ts"}
    assert len(found) == 20


def test_keys_and_times_without_events_at_a_typists_pace(scanner: Scanner) -> None:
    rows = [{"key": letter, "t": at} for letter, at in zip("annyeonghase", TIMES, strict=True)]
    assert len(seen(scanner, {"z": rows})["behaviour.keystrokes"]) == 24
    slow = [{"key": letter, "t": 86400 * place} for place, letter in enumerate("annyeonghase")]
    assert seen(scanner, {"z": slow}) == {}


def test_held_keys(scanner: Scanner) -> None:
    rows = [{"k": letter, "down": at, "up": at + 90} for letter, at in zip("annye", TIMES, strict=False)]
    assert len(seen(scanner, {"z": rows})["behaviour.keystrokes"]) == 15


def test_an_edit_log(scanner: Scanner) -> None:
    rows = [{"inputType": "insertText", "data": letter, "caret": at} for at, letter in enumerate("안녕하세요")]
    rows.append({"inputType": "deleteContentBackward", "data": "", "caret": 4})
    found = seen(scanner, {"log": rows})["behaviour.keystrokes"]
    assert sum(path.endswith("data") for path in found) == 5
    assert sum(path.endswith("caret") for path in found) == 6


def test_a_session_log_is_split_by_event(scanner: Scanner) -> None:
    moves = [{"type": "mousemove", "x": 10 * place, "y": 300 - place, "ts": at} for place, at in enumerate(TIMES)]
    found = seen(scanner, {"events": [*moves, *key_events("HELLO", code=True)]})
    assert len(found["behaviour.pointer"]) == 36
    assert len(found["behaviour.keystrokes"]) == 20


@pytest.mark.parametrize(
    "body",
    [
        {"mouse": [{"x": place * 7, "y": 40 + place, "t": 16 * place} for place in range(6)]},
        {"a": [{"x": place * 7, "y": 40, "t": 16 * place + place % 3} for place in range(9)]},
        {"touch_trace": [[320, 811 - place, 16 * place] for place in range(6)]},
        {"pointer": {"x": [1, 2, 4, 7, 9, 12], "y": [9, 8, 8, 6, 3, 1]}},
        {"scroll": [{"y": 40 * place, "t": 120 * place} for place in range(6)]},
        {"z": [{"scrollTop": 40 * place, "ts": 120 * place + place % 4} for place in range(9)]},
    ],
)
def test_pointer_traces(scanner: Scanner, body: Any) -> None:
    leaves = open_text(json.dumps(body).encode(), "application/json").leaves
    assert seen(scanner, body).keys() == {"behaviour.pointer"}
    assert len(seen(scanner, body)["behaviour.pointer"]) == len(leaves)


@pytest.mark.parametrize(
    "body",
    [
        {"prices": [3900, 12900, 45000, 8900, 129000, 5500, 7700, 23000]},
        {"keys": [3900, 129, 450, 890, 1290, 550, 770, 230]},
        {"latency": {"interval": HELD, "keys": HELD}},
        {"dwell": [100] * 12},
        {"dwell": list(range(100, 1300, 100))},
        {"typing": HELD[:5]},
        {"cadence": [88, 90, 91, 87, 85, 92, 90, 89, 86], "hr": [120, 121, 125, 130, 128, 127, 126, 131, 133]},
        {"pcm": [12, -48, 91, -102, 38, 47, -56, 10, 29]},
        {"ab": [{"key": f"exp_{place}", "ts": 1757836812931 + place * 90} for place in range(12)]},
        {"points": [{"x": place, "y": place * place} for place in range(12)]},
        {"points": [{"x": place, "y": 3, "z": 1, "t": place * 17 + place % 2} for place in range(12)]},
        {"polygon": [[127.1, 37.3], [127.2, 37.4], [127.3, 37.4], [127.1, 37.2], [127.1, 37.3]]},
        {"spans": [{"code": 200, "t": at} for at in TIMES]},
        {"objects": [{"key": f"img/{place}.png", "timestamp": at} for place, at in enumerate(TIMES)]},
        {"dwell": ["a", "b", "c", "d", "e", "f", "g", "h", "i"]},
    ],
)
def test_negative_controls(scanner: Scanner, body: Any) -> None:
    assert not {kind for kind in seen(scanner, body) if kind.startswith("behaviour.")}


def test_sightings_of_one_message_are_bounded() -> None:
    numbers = [60 + place * 37 % 113 for place in range(MOST_TRACE_VALUES + 500)]
    leaves = open_text(json.dumps({"dwell": numbers}).encode(), "application/json").leaves
    finder = BehaviourFinder(load_kinds())
    *found, beyond = finder.find(leaves, Joined([leaf.text for leaf in leaves]))
    assert len(found) == MOST_TRACE_VALUES
    assert isinstance(beyond, Beyond)
    assert leaves[beyond.leaf].steps[: beyond.depth][-1] == "dwell"


def test_only_wanted_kinds() -> None:
    leaves = open_text(json.dumps({"dwell": HELD}).encode(), "application/json").leaves
    wanted = [kind for kind in load_kinds() if kind.id == "behaviour.pointer"]
    assert list(BehaviourFinder(wanted).find(leaves, Joined([leaf.text for leaf in leaves]))) == []
