"""Recall: what a short leaf led to last time. Header fields and facts about a device come with every message."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from gwanmun.detect.here import Candidate
from gwanmun.unpack.parts import Leaf

_LONGEST, _MOST = 256, 4096
_DIGEST, _KEY = 16, 32


class Seen(NamedTuple):
    """A sighting but for its place: span in the text as given, confidence, reasons, mask and fingerprint."""

    kind: str
    start: int
    end: int
    confidence: float
    reasons: tuple[str, ...]
    mask: str
    fingerprint: str


Outcome = tuple[Seen, ...]
Given = tuple[str, str, bool, str, str, tuple[Candidate, ...]]
"""What decides the outcome: part, role, whether a number, name, text, and what is known of it already."""


class Recall:
    """Outcomes of leaves of at most 256 characters under a plain name, by what decides them.

    Between messages they are kept under a digest with a key of this process only: no value can be read from it. All
    are dropped once there are 4,096, so that a stream of new values costs no more than looking.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(_KEY)
        self._kept: dict[bytes, Outcome] = {}

    def get(self, given: Given) -> Outcome | None:
        """The outcome of an earlier message."""
        return None if given[-1] else self._kept.get(self._digest(given))

    def keep(self, given: Given, outcome: Outcome) -> None:
        """Remember it for later messages."""
        if given[-1]:
            return
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[self._digest(given)] = outcome

    def _digest(self, given: Given) -> bytes:
        part, role, number, name, text, _ = given
        plain = f"{part}\0{role}\0{number:d}{len(name)}\0{name}{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(plain, digest_size=_DIGEST, key=self._key).digest()


def given_by(leaf: Leaf, known: Sequence[Candidate]) -> Given | None:
    """What decides the outcome of a leaf; None for one that is not to be remembered."""
    part, steps, text, number, role = leaf
    name = steps[-1] if steps else ""
    if len(text) > _LONGEST or role == "user" or name.__class__ is not str:
        return None
    return part, role, number, name, text, tuple(known) if known else ()
