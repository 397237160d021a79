"""Exchange ids: UUID version 7 (RFC 9562 section 5.7), so that they sort by time and need no coordination."""

from __future__ import annotations

import os

VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The two bits `10` in front of the last random part, by a random hexadecimal digit."""

POOL, USED = 4096, 19
"""Random bytes asked of the system at a time, and random hexadecimal digits in an id."""


class Ids:
    """Makes ids; randomness is fetched in bulk, for the system call costs more than all the rest."""

    def __init__(self) -> None:
        self._ends: list[str] = []

    def new(self, at: float) -> str:
        """A new id for an exchange at `at`, seconds since 1970-01-01 UTC."""
        if not self._ends:
            self._ends = _ends(os.urandom(POOL).hex())
        time = f"{int(at * 1000):012x}"
        return f"{time[:8]}-{time[8:]}-7{self._ends.pop()}"


def _ends(random: str) -> list[str]:
    """Ends of ids, from random hexadecimal digits."""
    pieces = (random[start : start + USED] for start in range(0, len(random) - USED + 1, USED))
    return [f"{piece[:3]}-{VARIANT[piece[3]]}{piece[4:7]}-{piece[7:]}" for piece in pieces]
