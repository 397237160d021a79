"""Overlaps: of candidates that claim the same characters the surest stays, of equals the longest."""

from __future__ import annotations

from bisect import bisect_left, insort

from gwanmun.detect.here import Candidate


def resolve(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates that remain, in order of start; no two share a character."""
    if len(candidates) < 2:
        return candidates
    kept: dict[int, Candidate] = {}
    starts: list[int] = []
    for candidate in sorted(candidates, key=_rank):
        at = bisect_left(starts, candidate.start)
        clear_after = at == len(starts) or starts[at] >= candidate.end
        clear_before = at == 0 or kept[starts[at - 1]].end <= candidate.start
        if clear_after and clear_before:
            insort(starts, candidate.start)
            kept[candidate.start] = candidate
    return [kept[start] for start in starts]


def _rank(candidate: Candidate) -> tuple[float, int, int, str]:
    return -candidate.confidence, candidate.start - candidate.end, candidate.start, candidate.kind
