"""How numbers in cells are shown (ECMA-376 part 1, section 18.8.30): a date is a number of days, a telephone number may
have lost its first zero."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache

from gwanmun.unpack.markup import utf8

_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s[^>]*>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.S)
_STYLE = re.compile(r"<(?:\w+:)?xf\s[^>]*>")
_ID, _CODE = re.compile(r'numFmtId="(\d{1,5})"'), re.compile(r'formatCode="([^"]*)"')
_LITERAL = re.compile(r'&quot;.*?&quot;|"[^"]*"|\[[^\]]*\]|\\.')
_PADDED = re.compile(r"[0#\-() ]+")
_FIRST_DAY = datetime(1899, 12, 30)


def formats(styles: bytes) -> list[str]:
    """For each cell style: "date", a pattern of zeros to fill (`000-0000-0000`), or "" for numbers as they are."""
    text = utf8(styles).decode("utf-8", "replace")
    codes = {_first(_ID, tag): _first(_CODE, tag) for tag in _FORMAT.findall(text)}
    found = _STYLES.search(text)
    styles_of = _STYLE.findall(found.group(1)) if found else []
    return [_meaning(_first(_ID, tag), codes.get(_first(_ID, tag), "")) for tag in styles_of]


def _first(pattern: re.Pattern[str], tag: str) -> str:
    match = pattern.search(tag)
    return match.group(1) if match else ""


@cache
def _meaning(number: str, code: str) -> str:
    if number.isdigit() and int(number) in _DATES and not code:
        return "date"
    plain = _LITERAL.sub("", code.partition(";")[0]).lower()
    if any(letter in plain for letter in "yd") or ("m" in plain and "h" in plain):
        return "date"
    padded = code.rpartition(";")[2].replace("\\", "").replace("&quot;", "").replace('"', "")
    return padded if padded.count("0") > 1 and _PADDED.fullmatch(padded) and "-" in padded else ""


def shown(raw: str, meaning: str) -> str:
    """A number as a person sees it: `2.0105E4` as its digits, a date as `1985-03-12`, a padded number padded."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    if meaning == "date" and 0 < value < 2_958_466:
        return _date(value)
    if value.is_integer() and abs(value) < 10**18:
        return _filled(int(value), meaning) if meaning and value >= 0 and meaning != "date" else str(int(value))
    return raw


def _date(value: float) -> str:
    moment = _FIRST_DAY + timedelta(seconds=round(value * 86_400))
    return moment.isoformat(" ") if value % 1 else moment.date().isoformat()


def _filled(value: int, pattern: str) -> str:
    """Digits into the places of a pattern from the right; what is left over goes before the first place."""
    places = sum(pattern.count(place) for place in "0#")
    digits = str(value).rjust(places, "0")
    extra, rest = digits[: len(digits) - places], iter(digits[len(digits) - places :])
    return extra + "".join(next(rest) if place in "0#" else place for place in pattern)
