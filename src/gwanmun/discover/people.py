"""How many different people: exact up to 131,072 in all logs together, a close estimate of those beyond.

The first 131,072 people each get a bit of their own. Any further one shares a bit of a second field of the same size,
chosen by a hash of the name, and the number of people behind its set bits is estimated by linear counting (Whang,
Vander-Zanden, Taylor, "A linear-time probabilistic counting algorithm for database applications", ACM TODS 15(2),
1990): standard error under 0.5 % of up to 500,000 further people, under 2 % of a million. No count takes over 32 KiB.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable

EXACT = 1 << 17
FEW = 64
"""Numbers kept one by one: a bit field is smaller only beyond."""


class Register:
    """Gives every person a number, in order of appearance up to `EXACT`; names themselves are never given out."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def number(self, person: bytes) -> int:
        known = self._numbers.get(person)
        if known is not None:
            return known
        if len(self._numbers) < EXACT:
            self._numbers[person] = len(self._numbers)
            return len(self._numbers) - 1
        return EXACT + int.from_bytes(hashlib.blake2b(person, digest_size=8).digest(), "little") % EXACT

    def __len__(self) -> int:
        return len(self._numbers)


class People:
    """The numbers of the people seen with one service."""

    __slots__ = ("_bits", "_few")

    def __init__(self) -> None:
        self._few: set[int] | None = set()
        self._bits = bytearray()

    def add(self, numbers: Iterable[int]) -> None:
        if self._few is not None:
            self._few.update(numbers)
            if len(self._few) <= FEW:
                return
            numbers, self._few = self._few, None
        self._set(numbers)

    def _set(self, numbers: Iterable[int]) -> None:
        bits = self._bits
        for number in numbers:
            place = number >> 3
            if place >= len(bits):
                bits.extend(bytes(place + 1 - len(bits)))
            bits[place] |= 1 << (number & 7)

    def count(self) -> int:
        own, shared = self._own_and_shared()
        return own + _linear(shared)

    @property
    def estimated(self) -> bool:
        """Whether some of the people are estimated rather than counted."""
        return self._own_and_shared()[1] > 0

    def _own_and_shared(self) -> tuple[int, int]:
        if self._few is not None:
            own = sum(number < EXACT for number in self._few)
            return own, len(self._few) - own
        half = EXACT // 8
        return _set_bits(self._bits[:half]), _set_bits(self._bits[half:])


def _set_bits(field: bytearray) -> int:
    return int.from_bytes(field, "little").bit_count()


def _linear(taken: int) -> int:
    """How many names lead to so many taken places of `EXACT`; a full field says no more than that it is full."""
    empty = max(EXACT - taken, 1)
    return round(-EXACT * math.log(empty / EXACT))
