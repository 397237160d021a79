from __future__ import annotations

from datetime import date, timedelta

import pytest

from gwanmun.discover import days
from gwanmun.discover.columns import UNDATED


def day(text: str) -> int:
    return days.number(text)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(b"1763737199.9", "2025-11-21"), (b"1763737200", "2025-11-22"), (b"1763823599", "2025-11-22")],
)
def test_a_day_of_an_epoch_time_is_korea_s(seconds: bytes, expected: str) -> None:
    assert days.of_epoch(seconds[:8]) == day(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"2025-11-22T14:59:59Z", "2025-11-22"),
        (b"2025-11-22T15:00:00.1Z", "2025-11-23"),
        (b"2025-11-22T23:00:00.123456+0000", "2025-11-23"),
        (b"2025-11-22T23:00:00+09:00", "2025-11-22"),
        (b"2025/11/22 23:00:00", "2025-11-22"),
        (b"2025.11.22", "2025-11-22"),
    ],
)
def test_iso_times(text: bytes, expected: str) -> None:
    assert days.iso_days([text]) == day(expected)


@pytest.mark.parametrize("text", [b"22/Nov/2025:10:00:00", b"22-Nov-2025 10:00", b"22 nov 2025"])
def test_times_in_words(text: bytes) -> None:
    assert days.of_words(text[:11]) == day("2025-11-22")


def test_syslog_means_the_last_such_day() -> None:
    today = date.fromisoformat(days.written(days.today()))
    tomorrow = today + timedelta(days=1)
    assert days.of_syslog(today.strftime("%b %e").encode()) == days.today()
    found = days.of_syslog(tomorrow.strftime("%b %e").encode())
    assert found == UNDATED or found < days.today()


@pytest.mark.parametrize("text", [b"", b"-", b"1969", b"99999999999", b"9999-12-31", b"2025-13-01", b"31/Feb/2025"])
def test_what_is_no_date_of_a_log(text: bytes) -> None:
    assert UNDATED in (days.of_epoch(text), days.of_iso(text))
    assert days.of_words(text) == UNDATED


def test_one_day_is_told_as_one_number() -> None:
    times = [b"%d.5" % (1_763_737_200 + second) for second in range(0, 86_400, 600)]
    assert days.epoch_days(times) == day("2025-11-22")
    assert set(days.epoch_days([*times, b"1763823600.0"]) or ()) == {day("2025-11-22"), day("2025-11-23")}  # type: ignore[arg-type]
