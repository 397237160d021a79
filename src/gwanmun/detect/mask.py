"""Masks: they show the shape of a value and a few characters to recognise it by, never the value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Mask = Callable[[str], str]

_SIGN = re.compile(r"[^\W_]")
_STARS = {code: "*" for code in range(128) if chr(code).isalnum()}
_PREFIX = re.compile(
    r"sk-(?:ant-|proj-|live-)?|AKIA|ASIA|AIza|LTAI|AKID|AKLT|ncp_iam_|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|hf_|npm_|pypi-"
    r"|eyJ|ya29\.|GOCSPX-|[rs]k_(?:live|test)_|gsk_|xai-|pplx-|r8_|SG\.|dop_v1_"
)
_FILE = re.compile(r"\w[\w./+-]{0,60}(?:(?=, sha256 )|, \d{1,15} bytes(?:, \d{1,6}x\d{1,6})?)", re.ASCII)
_LONGEST, _TAIL = 48, 16
_LONG_ENOUGH, _FEW = 8, 4


def keep(head: int, tail: int) -> Mask:
    """A mask that leaves the first `head` and last `tail` letters or digits; separators stay. Nothing is left of a
    value that has fewer than three characters more than that."""
    first_signs = re.compile(rf"(?:[\W_]*[^\W_]){{{head}}}")
    last_signs = re.compile(rf"(?:[^\W_][\W_]*){{{tail}}}\Z")

    def mask(value: str) -> str:
        starred = value.translate(_STARS) if value.isascii() else _SIGN.sub("*", value)
        left = first_signs.match(value)
        if left is None or starred.count("*") < head + tail + 3:
            return starred[:_LONGEST]
        right = last_signs.search(value, max(left.end(), len(value) - _TAIL)) if tail else None
        end = right.start() if right else len(value)
        return f"{value[: left.end()]}{starred[left.end() : end]}{value[end:]}"[:_LONGEST]

    return mask


def _signs(value: str) -> int:
    """Letters and digits: separators are no secret and spare none."""
    return sum(map(str.isalnum, value))


def ends(value: str) -> str:
    """The first and last two characters of an identifier long enough to spare them."""
    return f"{value[:2]}***{value[-2:]}" if _signs(value) >= _LONG_ENOUGH else "***"


def head(value: str) -> str:
    """The first two characters of a description long enough to spare them."""
    return f"{value[:2]}***" if _signs(value) > _FEW else "***"


def email(value: str) -> str:
    """First character of the local part and the domain: the domain tells an organisation, not a person."""
    local, _, domain = value.rpartition("@")
    return f"{local[:1]}***@{domain}"


def first(value: str) -> str:
    """The first character (of a name: the surname) and a star for each other one, at most eight."""
    return value[:1] + "*" * min(8, len(value) - 1) if len(value) > 1 else "*"


def region(value: str) -> str:
    """The first word of an address, which is a province or district, and three stars."""
    head = re.split(r"[ ,]", value, maxsplit=1)[0]
    return f"{head} ***" if re.fullmatch(r"[가-힣]{2,8}(?:시|도|군|구)|[가-힣]{2}", head) else "***"


def secret(value: str) -> str:
    """Nothing but the public prefix that tells what sort of key it is."""
    prefix = _PREFIX.match(value)
    return f"{prefix.group() if prefix else ''}***"


def octet(value: str) -> str:
    """The first group of an address and stars for the others."""
    sign = ":" if ":" in value else "."
    return sign.join((value.split(sign, maxsplit=1)[0], "*", "*", "*"))


def degrees(value: str) -> str:
    """Whole degrees: about a hundred kilometres."""
    return re.sub(r"\.\d+", ".***", value)


def length(value: str) -> str:
    """How long the text is, in code points."""
    return f"[{len(value)} chars]"


def whole(value: str) -> str:
    """The value itself: words of our own lists that say nothing about a person."""
    return value[:_LONGEST]


def file(value: str) -> str:
    """Type, size in bytes and that of a picture, from the description that stands for a file; never its digest."""
    described = _FILE.match(value)
    return described.group() if described else "***"


def hidden(value: str) -> str:
    """Nothing at all."""
    return "***"


MASKS: Mapping[str, Mask] = {
    "behaviour.keystrokes": hidden,
    "behaviour.pointer": hidden,
    "confidential.code": length,
    "confidential.marking": whole,
    "contact.address": region,
    "contact.email": email,
    "contact.phone": keep(3, 2),
    "content.audio": file,
    "content.file": file,
    "content.image": file,
    "content.prompt": length,
    "content.video": file,
    "device.ad_id": ends,
    "device.iccid": keep(2, 2),
    "device.id": ends,
    "device.imei": keep(2, 2),
    "device.imsi": keep(3, 2),
    "device.info": head,
    "device.mac": keep(2, 0),
    "finance.account": keep(2, 2),
    "finance.card": keep(1, 4),
    "kr.brn": keep(3, 1),
    "kr.crn": keep(3, 1),
    "kr.driver_license": keep(2, 1),
    "kr.frn": keep(1, 0),
    "kr.health_insurance": keep(1, 2),
    "kr.military_number": keep(2, 1),
    "kr.passport": keep(1, 2),
    "kr.pccc": keep(1, 2),
    "kr.rrn": keep(1, 0),
    "kr.vehicle_plate": keep(0, 2),
    "location.gps": degrees,
    "net.ip": octet,
    "net.wifi": keep(1, 0),
    "own.document": length,
    "own.record": ends,
    "person.birth_date": keep(2, 0),
    "person.name": first,
    "secret.key": secret,
    "secret.password": hidden,
    "secret.private_key": hidden,
    "secret.token": secret,
    "seed": hidden,
    "sensitive.belief": hidden,
    "sensitive.biometric": hidden,
    "sensitive.criminal": hidden,
    "sensitive.health": hidden,
    "sensitive.political": hidden,
    "sensitive.sexual_life": hidden,
    "sensitive.union": hidden,
}


def mask(kind: str, value: str) -> str:
    """The mask of `value` (folded) as its kind has it; a kind without one shows nothing."""
    return MASKS.get(kind, hidden)(value)
