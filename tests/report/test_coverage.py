"""What was not seen is counted by reason, and "not there" is bounded by what was read to the end."""

from __future__ import annotations

import pytest

from gwanmun.report.coverage import CoverageTally
from gwanmun.report.tally import build_case
from tests.report import sample

COVERAGE = build_case(sample.working_day()).coverage


def test_only_exchanges_read_to_the_end_allow_a_negative() -> None:
    assert (COVERAGE.total, COVERAGE.full, COVERAGE.name, COVERAGE.partial) == (62, 60, 2, 2)
    assert (COVERAGE.whole, COVERAGE.lacking) == (58, 4)


def test_gaps_are_grouped_by_reason() -> None:
    assert [(gap.scope, gap.count) for gap in COVERAGE.gaps] == [("exchange", 2), ("part", 1), ("part", 1)]
    assert COVERAGE.gaps[0].parties == (f"host:{sample.ADS['host']}", "service:tuya")


@pytest.mark.parametrize("gap", ["log.entries: ends early", {"part": "log.entries", "why": "ends early"}])
def test_what_a_capture_lost_is_counted_however_it_is_written(gap: str | dict[str, str]) -> None:
    tally = CoverageTally()
    tally.add_capture({"unreadable": [gap, "cut off"]})
    tally.add_capture({"unreadable": None})
    gaps = tally.freeze().gaps
    assert [(each.scope, each.why, each.parts) for each in gaps] == [
        ("capture", "cut off", ()),
        ("capture", "ends early", ("log.entries",)),
    ]
