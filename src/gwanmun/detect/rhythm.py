"""Rhythm: whether numbers can be the times of a hand at work, in milliseconds or seconds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

SHORTEST, LONGEST = 5, 1500
"""Milliseconds that a key is held, or that lie between two keys; thinking pauses are longer and rarer."""

_FEWEST, _MOSTLY, _DISTINCT = 8, 0.8, 4


def durations(numbers: Sequence[float]) -> bool:
    """Eight or more durations, mostly of 5 to 1,500 ms, irregular: a machine's steps are even or sorted."""
    numbers = _milliseconds(numbers)
    irregular = any(left > right for left, right in pairwise(numbers)) and any(
        left < right for left, right in pairwise(numbers)
    )
    return len(numbers) >= _FEWEST and irregular and _uneven(numbers) and _share(numbers, SHORTEST) >= _MOSTLY


def instants(numbers: Sequence[float], fewest: int = _FEWEST, shortest: float = 20, distinct: int = _DISTINCT) -> bool:
    """Rising times whose gaps are mostly of `shortest` to 1,500 ms, of which at
    least `distinct` differ."""
    gaps = [right - left for left, right in pairwise(_milliseconds(numbers))]
    rising = len(gaps) + 1 >= fewest and all(gap >= 0 for gap in gaps)
    return rising and _uneven(gaps, distinct) and _share(gaps, shortest) >= _MOSTLY


def _milliseconds(numbers: Sequence[float]) -> Sequence[float]:
    """Fractions that all lie within seconds of each other are seconds."""
    spread = max(numbers, default=0.0) - min(numbers, default=0.0)
    fractions = sum(each % 1 != 0 for each in numbers)
    return [1000 * each for each in numbers] if 2 * fractions > len(numbers) and spread < len(numbers) else numbers


def _uneven(numbers: Sequence[float], distinct: int = _DISTINCT) -> bool:
    return len({round(each, 3) for each in numbers}) >= min(distinct, max(2, len(numbers) // 2))


def _share(numbers: Sequence[float], shortest: float) -> float:
    return sum(shortest <= each <= LONGEST for each in numbers) / max(1, len(numbers))
