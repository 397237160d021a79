"""Query logs of name servers: BIND, dnsmasq (and Pi-hole, which is dnsmasq), unbound. A query is a look-up, no request.

Formats: BIND 9 ARM, category `queries`; dnsmasq(8) `--log-queries`; unbound.conf(5) `log-queries`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gwanmun.discover.days import days_of, epoch_days, iso_days, of_syslog, of_words
from gwanmun.discover.pattern import PatternReader, Shape

_SYSLOG = rb"(?:<\d{1,3}>)?(?P<time>(?:[A-Z][a-z]{2} [ \d]\d|\d{4}-\d\d-\d\d)[ T]?[^ \n]*+)(?: [^ \n]++)? "
_NAME = rb"[^ \n\t]++"


def _mixed(times: Sequence[bytes]) -> int | list[int]:
    """Syslog's `Nov 22` or an ISO 8601 date."""
    if times[0][:1].isdigit():
        return iso_days(times)
    return days_of(times, 6, of_syslog)


def _bind_days(times: Sequence[bytes]) -> int | list[int]:
    head = times[0]
    if head[:1].isalpha():
        return days_of(times, 6, of_syslog)
    return iso_days(times) if head[4:5] == b"-" else days_of(times, 11, of_words)


def _unbound_days(times: Sequence[bytes]) -> int | list[int]:
    return epoch_days(times) if times[0][:1].isdigit() else days_of(times, 6, of_syslog)


_BIND = Shape(
    pattern=re.compile(
        rb"^(?:<\d{1,3}>)?(?P<time>\d\d-[A-Z][a-z]{2}-\d{4}|\d{4}-\d\d-\d\d[T ][^ \n]*+|[A-Z][a-z]{2} [ \d]\d)"
        rb"[^\n]*?client (?:@0x[0-9a-f]++ )?(?P<client>[0-9A-Fa-f.:]++)#\d++(?: \([^)\n]*+\))?: "
        rb"(?:view [^:\n]++: )?query: (?P<host>" + _NAME + rb") [^\n]*+$",
        re.M,
    ),
    days=_bind_days,
    passes=re.compile(rb".*\b(?:named|queries|client|query-errors|resolver|general|security|zone|lame-servers)\b"),
)

_DNSMASQ = Shape(
    pattern=re.compile(
        rb"^" + _SYSLOG + rb"dnsmasq(?:\[\d++\])?: (?:\d++ [0-9A-Fa-f.:/]++ )?"
        rb"query\[[^\]\n]++\] (?P<host>" + _NAME + rb") from (?P<client>[0-9A-Fa-f.:]++)[^\n]*+$",
        re.M,
    ),
    days=_mixed,
    passes=re.compile(rb".*\b(?:dnsmasq(?:-dhcp|-tftp|-script)?|pihole-FTL)(?:\[\d+\])?: "),
)

_UNBOUND = Shape(
    pattern=re.compile(
        rb"^(?:<\d{1,3}>)?(?:\[(?P<time>\d{9,11}|[A-Z][a-z]{2} [ \d]\d[^\]\n]*+)\]) unbound\[[\d:]++\] "
        rb"(?:info|query): (?P<client>[0-9A-Fa-f.:]++) (?P<host>" + _NAME + rb") [A-Z0-9]++ [A-Z]{2}[ \r]*+$",
        re.M,
    ),
    days=_unbound_days,
    passes=re.compile(rb".*\bunbound(?:\[[\d:]+\])"),
)

_UNBOUND_SYSLOG = Shape(
    pattern=re.compile(
        rb"^" + _SYSLOG + rb"unbound(?:\[\d++(?::\d++)?\])?: \[\d++:\d++\] (?:info|query): "
        rb"(?P<client>[0-9A-Fa-f.:]++) (?P<host>" + _NAME + rb") [A-Z0-9]++ [A-Z]{2}[ \r]*+$",
        re.M,
    ),
    days=_mixed,
    passes=_UNBOUND.passes,
)


def bind() -> Shape:
    return _BIND


def dnsmasq() -> Shape:
    return _DNSMASQ


def unbound() -> Shape:
    return _UNBOUND


def unbound_syslog() -> Shape:
    return _UNBOUND_SYSLOG


READERS = (
    PatternReader("bind", "lookup", bind),
    PatternReader("dnsmasq", "lookup", dnsmasq),
    PatternReader("unbound", "lookup", unbound),
    PatternReader("unbound-syslog", "lookup", unbound_syslog),
)
