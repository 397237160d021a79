from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.here import Candidate
from gwanmun.detect.overlap import resolve

CANDIDATES = st.builds(
    lambda kind, start, size, confidence: Candidate(kind, start, start + size, confidence, ()),
    st.sampled_from("abc"),
    st.integers(0, 30),
    st.integers(1, 8),
    st.sampled_from([0.5, 0.7, 0.9]),
)


@given(st.lists(CANDIDATES, max_size=25))
def test_what_stays_is_apart_and_what_goes_lost_to_something_at_least_as_sure(candidates: list[Candidate]) -> None:
    kept = resolve(candidates)
    assert [each.start for each in kept] == sorted({each.start for each in kept})
    for index, each in enumerate(kept[1:]):
        assert kept[index].end <= each.start
    for lost in set(candidates) - set(kept):
        rivals = [each for each in kept if each.start < lost.end and lost.start < each.end]
        assert max(each.confidence for each in rivals) >= lost.confidence


def test_of_equals_the_longest_stays() -> None:
    short, long = Candidate("a", 0, 3, 0.9, ()), Candidate("b", 0, 5, 0.9, ())
    assert resolve([short, long]) == [long]
