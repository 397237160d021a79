"""The shapes of values that are no plain number: addresses of the network, mailboxes, dates, secrets, identifiers."""

from __future__ import annotations

import ipaddress
import re
from datetime import date

from gwanmun.detect.evidence import FOLLOWS, Evidence, calendar

_PRIVATE, _GROUPS = ("10.", "127.", "192.168."), 7
"""What most addresses that are none begin with, and the colons of a whole IPv6 address: both known without parsing."""


def ip(value: str) -> Evidence | None:
    """A global unicast address; private, loopback, link-local, documentation and multicast ranges are not reported."""
    if value.startswith(_PRIVATE) or (_GROUPS > value.count(":") > 0 and "::" not in value and "." not in value):
        return None
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return None
    return FOLLOWS if address.is_global and not address.is_multicast else None


def mac(value: str) -> Evidence | None:
    """EUI-48 of one device: no zeros, no group address, not the 02:00:00:00:00:00 that phones show to apps."""
    digits = re.sub("[^0-9A-Fa-f]", "", value).lower()
    if len(digits) != 12 or len(set(digits)) < 3 or digits == "020000000000" or int(digits[:2], 16) & 1:
        return None
    return FOLLOWS


_DATE_PARTS = re.compile(r"\d+", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile("|".join(_MONTHS), re.I)


def birth_date(value: str) -> Evidence | None:
    """A real calendar day of the last 120 years, written YYYYMMDD, YYMMDD or with separators or 년 월 일."""
    parts = _english(value) or _DATE_PARTS.findall(value)
    if len(parts) == 1:
        cut = len(parts[0]) - 4
        parts = [parts[0][:cut], parts[0][cut : cut + 2], parts[0][cut + 2 :]]
    if len(parts) < 3 or not parts[0]:
        return None
    year, month, day = (int(part) for part in parts[:3])
    if len(parts[0]) == 2:
        year += 2000 if 2000 + year <= date.today().year else 1900
    found = calendar(year, month, day) if 1900 <= year <= date.today().year else None
    return FOLLOWS if found is not None and found <= date.today() else None


def _english(value: str) -> list[str]:
    """Year, month, day of `14 March 1989`, `March 14, 1989` or `14-Mar-1989`; empty for other writings."""
    month = _MONTH.search(value)
    if month is None:
        return []
    day, year = sorted(_DATE_PARTS.findall(value), key=len)
    return [year, str(_MONTHS.index(month.group().lower()) + 1), day]


_FILES = frozenset(
    (
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "css",
        "js",
        "ts",
        "json",
        "html",
        "htm",
        "xml",
        "php",
        "txt",
        "md",
        "py",
    )
)
_NO_TOP_LEVEL = frozenset(("so", "dll", "exe", "local", "internal", "invalid", "lan"))


def email(value: str) -> Evidence | None:
    """A mailbox at a public name: no file suffix for a last label, local part at most 64 octets (RFC 5321)."""
    local, _, domain = value.rpartition("@")
    last = domain.rpartition(".")[2].lower()
    if last in _FILES or last in _NO_TOP_LEVEL or ".." in value or not local or local[-1] == ".":
        return None
    if len(local) > 64 or len(domain) > 253:
        return None
    return ("service-address",) if local.lower() in {"git", "noreply", "no-reply"} else FOLLOWS


_PLACEHOLDER = re.compile(
    r"[*x.•#_-]+|null|none|true|false|undefined|string|required|invalid|changed?|example|password|passwd|\$?\{.*|<.*|%s|\[.*",
    re.I,
)


def password(value: str) -> Evidence | None:
    """A secret as typed: 4 to 128 characters, no mask and no placeholder; mixed character classes speak for it."""
    if not 4 <= len(value) <= 128 or _PLACEHOLDER.fullmatch(value):
        return None
    classes = (str.isdigit, str.islower, str.isupper, lambda sign: not sign.isalnum())
    return ("mixed",) if sum(any(map(test, value)) for test in classes) > 1 else FOLLOWS


def random_text(value: str) -> Evidence | None:
    """A generated secret: digits among its letters, many different characters, no placeholder and no plain number."""
    varied = len(set(value)) >= min(8, len(value) // 3)
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return FOLLOWS if varied and mixed and not _PLACEHOLDER.fullmatch(value) else None


def identifier(value: str) -> Evidence | None:
    """A device identifier: it has a digit, and is not the all-zero value platforms give when tracking is refused."""
    if not any(map(str.isdigit, value)):
        return None
    return FOLLOWS if len(set(value) - set("-:0")) > 1 or len(set(value)) > 4 else None


_NUMBER = re.compile(r"-?\d+\.\d+", re.ASCII)
_NO_NETWORK = re.compile(
    r"(?i)<?unknown.*|null|none|0x|true|false|n/a|wifi|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\d{15,}|-"
)


def coordinate(value: str) -> Evidence | None:
    """Latitude and longitude in degrees (WGS 84), or one of them: within 90 and 180, and not next to the zero point."""
    numbers = [float(number) for number in _NUMBER.findall(value)]
    if len(numbers) == 1:
        return FOLLOWS if 1 <= abs(numbers[0]) <= 180 else None
    if len(numbers) == 2 and abs(numbers[0]) > 90:
        numbers.reverse()
    if len(numbers) != 2 or abs(numbers[0]) > 90 or abs(numbers[1]) > 180 or max(map(abs, numbers)) < 1:
        return None
    return FOLLOWS


def network(value: str) -> Evidence | None:
    """A Wi-Fi name or BSSID: no placeholder, and no UUID or long number (in AppLog `ssid` is a user id)."""
    pairs = len(value) == 17 and value.count(value[2]) == 5
    return None if _NO_NETWORK.fullmatch(value) or (pairs and mac(value) is None) else FOLLOWS


def anything(value: str) -> Evidence | None:
    """No arithmetic: the shape is all there is."""
    return FOLLOWS
