"""Pseudonyms: `GW_PHONE_7Q2K9XMT` stands for a phone number on its way out and is put back in the answer.

A token is ASCII letters, digits and underscores, so it survives JSON, URLs, HTML and Markdown. Behind the readable
type come seven Crockford base32 symbols (35 bits) of HMAC-SHA-256 over type and value, and one check symbol: all
tokens of a type have one length, so none is the beginning of another.

Two values whose 35 bits agree get different tokens as long as the first is remembered (the latest 100,000 values);
the later one is derived again. Across a restart or between workers memory is not shared: among n values of one type
the chance that any two would want one token is about n² / 2^36, 0.15 % for 10,000 and 14 % for 100,000.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

OPENER = "GW_"
REMEMBERED = 100_000

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {symbol: value for value, symbol in enumerate(_ALPHABET)}
_TIMES_X = tuple(element << 1 ^ (0b100101 if element & 16 else 0) for element in range(32))
_SYMBOLS = 7
_LENGTH = _SYMBOLS + 1
_EXACT = re.compile(rf"GW_(?!REDACTED_)([A-Z]{{2,12}})_([{_ALPHABET}]{{{_LENGTH}}})")
_BAR = r"\\?[_\-\u2010\u2011\u2013]"
_ALIKE = re.compile(rf"GW{_BAR}(?!REDACTED)[A-Z]{{2,12}}{_BAR}[0-9A-Z]{{4,12}}", re.IGNORECASE | re.ASCII)

_TYPES = {
    "kr.driver_license": "LICENSE",
    "kr.vehicle_plate": "PLATE",
    "kr.health_insurance": "INSURANCE",
    "kr.military_number": "MILITARY",
    "person.name": "PERSON",
    "person.birth_date": "BIRTH",
    "device.ad_id": "ADID",
    "device.id": "DEVICE",
    "device.info": "DEVICEINFO",
    "secret.private_key": "PRIVATEKEY",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A token in a text, or what became of one: `valid` is False where it was altered. Offsets are code points."""

    start: int
    end: int
    token: str
    valid: bool


class Pseudonyms:
    """The tokens of one organisation: one value, one token; it remembers digests and never a value."""

    def __init__(self, key: bytes, remembered: int = REMEMBERED) -> None:
        self._key = key
        self._remembered = remembered
        self._owners: dict[str, int] = {}

    def token(self, kind: str, value: str) -> str:
        """The token for `value`, exactly as written: another spelling of a number is another value."""
        named = token_type(kind)
        owner = self._digest(f"{named}\0{value}")
        for attempt in range(1 << 16):
            token = _spell(named, self._digest(f"{named}\0{value}\0{attempt}") if attempt else owner)
            if self._owners.get(token, owner) == owner:
                self._remember(token, owner)
                return token
        raise OverflowError("every token that this value could have is taken")  # 65,536 chances of n / 2^35 each

    def _digest(self, text: str) -> int:
        """64 bits; surrogates that JSON escapes let through count as they are."""
        digest = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return int.from_bytes(digest[:8], "big")

    def _remember(self, token: str, owner: int) -> None:
        """Newest last; the oldest goes when the memory is full."""
        self._owners.pop(token, None)
        self._owners[token] = owner
        if len(self._owners) > self._remembered:
            del self._owners[next(iter(self._owners))]


def token_type(kind: str) -> str:
    """The readable type of a kind: `contact.phone` is PHONE; letters only, so that it is never taken for the value."""
    last = kind.rpartition(".")[2]
    letters = "".join(letter for letter in last.upper() if "A" <= letter <= "Z")
    return _TYPES.get(kind) or (letters[:12] if len(letters) > 1 else "DATA")


def valid(token: str) -> bool:
    """Whether this is a token as it was given out. One altered symbol, or two exchanged, are always noticed; any other
    change is with 31 chances in 32."""
    match = _EXACT.fullmatch(token)
    return match is not None and _check(match[1], match[2]) == 0


def find(text: str) -> Iterator[Found]:
    """Every token in a text and everything that looks like an altered one, from left to right."""
    for alike in _ALIKE.finditer(text):
        exact = _EXACT.match(alike.group())
        if exact and _check(exact[1], exact[2]) == 0:
            yield Found(alike.start(), alike.start() + exact.end(), exact.group(), True)
        else:
            yield Found(alike.start(), alike.end(), alike.group(), False)


def _spell(named: str, number: int) -> str:
    digits = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_SYMBOLS))
    return f"{OPENER}{named}_{digits}{_ALPHABET[_check(named, digits + '0')]}"


def _check(named: str, digits: str) -> int:
    """Remainder of the symbols as a polynomial over GF(32) (x^5 + x^2 + 1) at its primitive element, begun with the
    type; 0 for a whole token. Seven symbols and a check are a Reed-Solomon code of distance 2."""
    rest = zlib.crc32(named.encode()) & 31
    for digit in digits:
        rest = _TIMES_X[rest] ^ _VALUE[digit]
    return rest
