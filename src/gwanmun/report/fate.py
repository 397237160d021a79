"""What became of a transfer: whether it left as it was, disarmed, in part, or not at all.

A verdict says what *should* happen, a fate what *did*. They are kept apart: a capture is only read, so a
"block" there stopped nothing, and a gate may fail to do what was decided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Literal, get_args

from gwanmun.transfer import Action, strictness

Fate = Literal["left", "disarmed", "partly", "failed", "stopped"]
FATES: tuple[Fate, ...] = get_args(Fate)
"""`left` as it was; `disarmed` with values replaced; `partly` cut on its way; `failed` the recipient was not
reached or died; `stopped` nothing left."""

_BY_DONE: dict[str, Fate] = {
    "forwarded": "left",
    "passed-through": "left",
    "read": "left",
    "rewritten": "disarmed",
    "cut": "partly",
    "failed": "failed",
    "refused": "stopped",
}


def fate(entry: Mapping[str, Any]) -> Fate:
    """Fate of one ledger entry as a whole."""
    return _BY_DONE[entry["done"]]


def sighting_fates(entry: Mapping[str, Any]) -> tuple[Fate, ...]:
    """Fate of each sighting of an entry: in a rewritten message only what the verdict replaced is disarmed."""
    whole = fate(entry)
    if whole != "disarmed":
        return (whole,) * len(entry["sightings"])
    return tuple("left" if strictness(action) < strictness("pseudonymise") else "disarmed" for action in _each(entry))


def kind_fates(entry: Mapping[str, Any]) -> dict[str, Counter[Fate]]:
    """Pieces of information of an entry by kind and fate. A ledger locates the first sightings of a huge message
    only and counts them all: what it left out is taken to have fared like most of its kind."""
    whole = fate(entry)
    if whole != "disarmed":
        return {kind: Counter({whole: total}) for kind, total in entry["kinds"].items()}
    counts: dict[str, Counter[Fate]] = defaultdict(Counter)
    for sighting, became in zip(entry["sightings"], sighting_fates(entry), strict=True):
        counts[sighting["kind"]][became] += 1
    for kind, total in entry["kinds"].items():
        if left_out := total - counts[kind].total():
            counts[kind][_usual(counts[kind], whole)] += left_out
    return counts


def _usual(counts: Counter[Fate], otherwise: Fate) -> Fate:
    return max(counts, key=lambda each: (counts[each], -FATES.index(each)), default=otherwise)


def recorded(entry: Mapping[str, Any]) -> bool:
    """True when the entry was read from a capture: nothing was enforced."""
    return bool(entry["done"] == "read")


def slipped(entry: Mapping[str, Any]) -> bool:
    """True when a live exchange went out milder than it was judged."""
    if recorded(entry):
        return False
    if entry["action"] == "block":
        return fate(entry) in ("left", "disarmed", "partly")
    return entry["action"] in ("pseudonymise", "redact") and fate(entry) == "left"


def reached_by(fates: Mapping[str, int]) -> int:
    """How many of these left: whole, disarmed or in part."""
    return sum(fates.get(each, 0) for each in ("left", "disarmed", "partly"))


def _each(entry: Mapping[str, Any]) -> tuple[Action, ...]:
    return tuple(entry["dispositions"]) or (entry["action"],) * len(entry["sightings"])
