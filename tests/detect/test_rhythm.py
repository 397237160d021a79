from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.rhythm import durations, instants

TYPED = [92, 88, 101, 79, 95, 110, 84, 97]


def test_durations_in_milliseconds_and_seconds() -> None:
    assert durations(TYPED)
    assert durations([each / 1000 for each in TYPED])


@pytest.mark.parametrize(
    "numbers", [[], TYPED[:7], [100] * 12, sorted(TYPED), [3900, 12900, 45000, 8900, 129000, 5500, 7700, 23000]]
)
def test_no_durations(numbers: list[float]) -> None:
    assert not durations(numbers)


def test_instants_rise_unevenly_at_a_typists_pace() -> None:
    times = [1000 + sum(TYPED[:place]) for place in range(9)]
    assert instants(times)
    assert not instants(times[::-1])
    assert not instants([100 * place for place in range(9)])
    assert not instants([each * 1000 for each in times])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_property_any_numbers_are_judged(numbers: list[float]) -> None:
    assert durations(numbers) in (True, False)
    assert instants(numbers) in (True, False)
