"""Every outcome has a fate, and a verdict is never taken for one."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from gwanmun.report.fate import FATES, fate, kind_fates, reached_by, recorded, sighting_fates, slipped
from gwanmun.transfer import ACTIONS, Done


def entry(done: str, action: str = "block", dispositions: tuple[str, ...] = ()) -> dict[str, Any]:
    kinds = ("a", "b", "a")
    sightings = [{"kind": kind} for kind in kinds]
    chosen = list(dispositions or (action,) * 3)
    return {"done": done, "action": action, "sightings": sightings, "dispositions": chosen, "kinds": {"a": 2, "b": 1}}


@pytest.mark.parametrize("done", get_args(Done))
def test_every_outcome_has_a_fate(done: str) -> None:
    assert fate(entry(done)) in FATES


def test_a_capture_stops_nothing() -> None:
    for action in ACTIONS:
        assert fate(entry("read", action)) == "left"
        assert recorded(entry("read", action))
        assert not slipped(entry("read", action))


def test_a_rewritten_message_leaves_what_the_verdict_let_pass() -> None:
    mixed = entry("rewritten", "redact", ("allow", "redact", "pseudonymise"))
    assert sighting_fates(mixed) == ("left", "disarmed", "disarmed")
    assert kind_fates(mixed) == {"a": {"left": 1, "disarmed": 1}, "b": {"disarmed": 1}}


def test_without_dispositions_the_whole_verdict_counts() -> None:
    assert sighting_fates({**entry("rewritten", "redact"), "dispositions": []}) == ("disarmed",) * 3


@pytest.mark.parametrize(
    ("action", "done", "expected"),
    [
        ("block", "refused", False),
        ("block", "forwarded", True),
        ("block", "rewritten", True),
        ("block", "cut", True),
        ("block", "failed", False),
        ("redact", "forwarded", True),
        ("redact", "rewritten", False),
        ("pseudonymise", "refused", False),
        ("warn", "forwarded", False),
        ("allow", "passed-through", False),
    ],
)
def test_milder_than_judged(action: str, done: str, expected: bool) -> None:
    assert slipped(entry(done, action)) is expected


def test_what_left() -> None:
    assert reached_by({"left": 3, "disarmed": 2, "partly": 1, "failed": 8, "stopped": 9}) == 6
