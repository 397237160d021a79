"""Dates as logs write them -> the day, counted from 1970-01-01, in Korea where the log gives a time zone or none.

A stretch of a log is of one day or two, so days are worked out once for each beginning of a time that occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from gwanmun.discover.columns import UNDATED

KST = timezone(timedelta(hours=9), "KST")
EPOCH = date(1970, 1, 1).toordinal()
OLDEST = date(1995, 1, 1).toordinal() - EPOCH
"""A log line dated earlier has a clock that was never set."""

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}


def days_of(times: Sequence[bytes], width: int, day: Callable[[bytes], int]) -> int | list[int]:
    """The day of each time by its first `width` bytes; one number when all are of one day."""
    start = min(times)[:width]
    if start == max(times)[:width]:  # whatever lies between two texts begins as both do
        return day(start)
    starts = [time[:width] for time in times]
    known = {start: day(start) for start in set(starts)}
    different = set(known.values())
    return different.pop() if len(different) == 1 else [known[start] for start in starts]


@lru_cache(65_536)
def of_epoch(seconds: bytes) -> int:
    """Day of a time in seconds since 1970 UTC. Eight digits, a hundred seconds fine, suffice: a day has 864 of them."""
    if len(seconds) < 8 or not seconds[:8].isdigit():
        return UNDATED
    return sane((int(seconds[:8]) * 100 + 9 * 3600) // 86_400)


def epoch_days(times: Sequence[bytes]) -> int | list[int]:
    """The day of each time in seconds since 1970: where the first and the last are of one day, so are all between."""
    low, high = min(times), max(times)
    if len(low) == len(high) and low[:8].isdigit() and of_epoch(low[:8]) == of_epoch(high[:8]):
        return of_epoch(low[:8])
    return days_of(times, 8, of_epoch)


def hour(text: bytes) -> bytes:
    """What of an ISO 8601 time its day hangs on: date, hour, and whether it is in UTC."""
    utc = text.endswith((b"Z", b"+00:00", b"+0000"))
    return text[:13] + b"Z" if utc else text[:13]


def iso_days(times: Sequence[bytes]) -> int | list[int]:
    """The day of each ISO 8601 time."""
    return days_of([hour(time) for time in times], 14, of_iso)


@lru_cache(65_536)
def of_iso(text: bytes) -> int:
    """Day of `2026-11-22T09Z` or `2026-11-22 09`, `2026/11/22` and `2026.11.22`: as printed, unless in UTC."""
    try:
        head = text[:13].decode("ascii").replace("/", "-").replace(".", "-")
        printed = date.fromisoformat(head[:10]).toordinal() - EPOCH
        late = b"Z" in text and int(head[11:13]) >= 15
    except (ValueError, UnicodeDecodeError):
        return UNDATED
    return sane(printed + late)


@lru_cache(65_536)
def of_words(text: bytes) -> int:
    """Day of `22/Nov/2026`, `22-Nov-2026` or `22 Nov 2026` (Apache, BIND)."""
    parts = text.replace(b"/", b" ").replace(b"-", b" ").split()
    if len(parts) < 3:
        return UNDATED
    try:
        return sane(date(int(parts[2][:4]), _month(parts[1]), int(parts[0])).toordinal() - EPOCH)
    except ValueError:
        return UNDATED


@lru_cache(65_536)
def of_syslog(text: bytes) -> int:
    """Day of `Nov 22`, which has no year: the last one that is not in the future."""
    parts = text.split()
    now = today()
    year = (date.fromordinal(now + EPOCH)).year
    for candidate in (year, year - 1):
        try:
            found = date(candidate, _month(parts[0]), int(parts[1])).toordinal() - EPOCH
        except (ValueError, IndexError):
            return UNDATED
        if found <= now:
            return sane(found)
    return UNDATED


def _month(text: bytes) -> int:
    found = _MONTHS.get(text[:3].decode("latin-1").lower())
    if found is None:
        raise ValueError("no month")
    return found


def sane(day: int) -> int:
    """A day that can be right: neither before any log, nor in the future beyond what a time zone explains."""
    return day if OLDEST <= day <= today() + 1 else UNDATED


def today() -> int:
    return datetime.now(KST).toordinal() - EPOCH


def written(day: int) -> str:
    """A day as ISO 8601."""
    return date.fromordinal(day + EPOCH).isoformat()


def number(text: str) -> int:
    """The day of an ISO 8601 date; ValueError when it is none."""
    return date.fromisoformat(text).toordinal() - EPOCH
