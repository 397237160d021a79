"""Common and combined log format as a forward proxy writes it (Squid `logformat common` and `combined`, Apache).

The request line must name the host (absolute-form or authority-form, RFC 9112 section 3.2): a web server's own log,
where it is a path, says nothing of where anybody went.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gwanmun.discover.days import days_of, of_words
from gwanmun.discover.pattern import PatternReader, Shape
from gwanmun.discover.squid import authority

_DENIED = rb"(?!.*TCP_DENIED)"
_LINE = (
    rb"(?P<client>[^ \n]++) [^ \n]++ (?P<user>[^ \n]++) \[(?P<time>\d\d/[A-Za-z]{3}/\d{4})[^\]\n]*+\] "
    rb'"[A-Z]++ (?P<host>(?:[a-z]++://)?[^ /"\n]++)[^"\n]*+" \d++ (?P<down>\d++|-)'
)

SHAPE = Shape(
    pattern=re.compile(rb"^" + _DENIED + _LINE + rb"[^\n]*+$", re.M),
    days=lambda times: _days(times),
    host=authority,
    passes=re.compile(rb'^\S+ \S+ \S+ \[[^\]]*\] "(?:[A-Z]+ /[^"]*|-|[^"]*error:[^"]*)" \d+'),
    denied=re.compile(rb"^" + _LINE + rb".*TCP_DENIED"),
)


def _days(times: Sequence[bytes]) -> int | list[int]:
    return days_of(times, 11, of_words)


def shape() -> Shape:
    return SHAPE


READER = PatternReader("combined", "request", shape)
