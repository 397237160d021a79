from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.discover.people import EXACT, FEW, People, Register


@given(st.lists(st.sets(st.integers(0, 5000), max_size=300), max_size=8))
def test_counts_are_exact_below_the_limit(groups: list[set[int]]) -> None:
    people = People()
    for group in groups:
        people.add(group)
    assert people.count() == len(set().union(*groups))
    assert not people.estimated


def test_beyond_the_limit_the_error_is_small_and_said() -> None:
    register, people = Register(), People()
    total = EXACT + 300_000
    people.add(register.number(b"%d" % n) for n in range(total))
    assert people.estimated
    assert abs(people.count() - total) < 0.02 * 300_000


def test_few_and_many_are_the_same_people() -> None:
    few, many = People(), People()
    few.add(range(FEW))
    many.add(range(FEW + 1))
    few.add([FEW])
    assert few.count() == many.count() == FEW + 1
