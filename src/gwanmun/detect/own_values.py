"""Own values in the one form in which they are compared: digits only, +82 as 0, letters in upper case."""

from __future__ import annotations

import re
from typing import Literal

Sort = Literal["email", "phone", "number", "code", ""]
"""`number`: digits and separators (account, card, registration); `code`: letters with digits (a customer number)."""

SHORTEST_NUMBER, LONGEST_NUMBER = 8, 24
SHORTEST_CODE, LONGEST_CODE = 6, 40
_FEWEST_DIGITS = 4

_EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(r"\+?[0-9(][0-9 ().\-/]*", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-_./ ]*", re.ASCII)
_NOT_DIGIT = re.compile(r"[^0-9]+")
_SEPARATOR = re.compile(r"[-_./ ]+")
_NATIONAL = re.compile(r"0(?:1[016789]\d{7,8}|2\d{7,8}|[3-6]\d{8,9}|70\d{8}|50\d{8,9})")
_INTERNATIONAL = re.compile(r"(?:00)?82(?=0?(?:1[016789]|2|[3-6]\d|70|50))")


def sort_of(value: str) -> Sort:
    """What a cell of a table holds, by its shape; "" when it is nothing that could be told from other text."""
    if _EMAIL.fullmatch(value):
        return "email"
    if _NUMBER.fullmatch(value):
        digits = _NOT_DIGIT.sub("", value)
        if _national(digits, value.startswith("+")):
            return "phone"
        return "number" if SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER and len(set(digits)) > 2 else ""
    if _CODE.fullmatch(value):
        bare = normal("code", value)
        long = SHORTEST_CODE <= len(bare) <= LONGEST_CODE
        return "code" if long and sum(map(str.isdigit, bare)) >= _FEWEST_DIGITS else ""
    return ""


def normal(sort: Sort, value: str) -> str:
    """The compared form. Of a phone number the national one, whether or not it came with +82."""
    if sort == "email":
        return value.casefold()
    if sort == "code":
        return _SEPARATOR.sub("", value).upper()
    digits = _NOT_DIGIT.sub("", value)
    return (_national(digits, value.startswith("+")) or digits) if sort == "phone" else digits


def _national(digits: str, plus: bool) -> str:
    """`0…` of a Korean number (mobile 010 to 019, area 02 to 06x, 070 and 050), else ""."""
    if digits.startswith(("82", "0082")):
        digits = "0" + _INTERNATIONAL.sub("", digits, count=1).lstrip("0")
    elif plus:
        return ""
    return digits if _NATIONAL.fullmatch(digits) else ""
