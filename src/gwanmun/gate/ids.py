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
        self._pool = ""
        self._at = 0

    def new(self, at: float) -> str:
        """A new id for an exchange at `at`, seconds since 1970-01-01 UTC."""
        random = self._random()
        time = f"{int(at * 1000):012x}"
        return f"{time[:8]}-{time[8:]}-7{random[:3]}-{VARIANT[random[3]]}{random[4:7]}-{random[7:]}"

    def _random(self) -> str:
        start, self._at = self._at, self._at + USED
        if self._at > len(self._pool):
            self._pool, start, self._at = os.urandom(POOL).hex(), 0, USED
        return self._pool[start : self._at]
