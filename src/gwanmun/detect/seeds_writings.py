"""The ways one value is written: with and without separators, in groups, with the country code, in every case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gwanmun.detect.seeds_file import Seed

PHONE = "contact.phone"
_SEPARATORS: Mapping[str, str] = {
    "joined": "", "hyphens": "-", "spaces": " ", "dots": ".", "slashes": "/", "underscores": "_", "colons": ":",
}  # fmt: skip
_BREAKS = re.compile(r"[-\s./_:()]+")
_MOBILE = re.compile(r"(?:\+?82[- ]?\(?0?\)?|0)1[016789][- .]?\d{3,4}[- .]?\d{4}")
_GROUPS: Mapping[str, tuple[tuple[int, ...], ...]] = {
    **dict.fromkeys(("kr.rrn", "kr.frn", "kr.crn"), ((6, 7),)),
    "kr.brn": ((3, 2, 5),),
    "kr.driver_license": ((2, 2, 6, 2),),
    "finance.card": ((4, 4, 4, 4), (4, 6, 5)),
    "device.mac": ((2,) * 6, (4,) * 3),
    "person.birth_date": ((4, 2, 2), (2, 2, 2)),
}
_FEWEST = 6


def writings(seed: Seed) -> dict[str, str]:
    """Writing -> its name, the first one as given; case is left to the search, which does not regard it."""
    found: dict[str, str] = {}
    for name, text in _writings(seed):
        if len(text) >= _FEWEST:
            found.setdefault(text, name)
    return found


def _writings(seed: Seed) -> Iterator[tuple[str, str]]:
    yield "as given", seed.value
    if seed.kind == PHONE or (not seed.kind and _MOBILE.fullmatch(seed.value)):
        yield from _phone(seed.value)
    elif "@" not in seed.value:
        yield from _grouped(seed)


def _phone(value: str) -> Iterator[tuple[str, str]]:
    """National and international forms (ITU-T E.123); `+82 010` is wrong and common."""
    digits = re.sub(r"\D", "", value)
    national = "0" + digits.removeprefix("82").lstrip("0") if digits.startswith("82") else digits
    if not national.startswith("0"):
        yield "digits", digits
        return
    parts = _phone_groups(national)
    yield "digits", national
    for name, sign in _SEPARATORS.items():
        yield name, sign.join(parts)
        for code in ("+82", "82", "0082"):
            for first in (parts[0][1:], parts[0]):
                yield f"{code} {name}", f"{code}{sign}{sign.join((first, *parts[1:]))}"
                yield f"{code} {name}", f"{code} {sign.join((first, *parts[1:]))}"
    yield "brackets", f"({parts[0]}) {'-'.join(parts[1:])}"
    yield "brackets", f"({parts[0]}){'-'.join(parts[1:])}"
    yield "digits without the leading zero", national[1:]


def _phone_groups(national: str) -> tuple[str, ...]:
    area = 2 if national.startswith("02") else 3
    return national[:area], national[area:-4], national[-4:]


def _grouped(seed: Seed) -> Iterator[tuple[str, str]]:
    parts = tuple(part for part in _BREAKS.split(seed.value) if part)
    bare = "".join(parts)
    layouts = [parts] if len(parts) > 1 else []
    layouts += [_cut(bare, sizes) for sizes in _GROUPS.get(seed.kind, ()) if sum(sizes) == len(bare)]
    for layout in layouts:
        for name, sign in _SEPARATORS.items():
            yield name, sign.join(layout)


def _cut(text: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return tuple(parts)


_PRIMARY = ("as given", "digits", "joined", "hyphens", "spaces", "+82 joined", "82 joined", "+82 hyphens")


def canonical(seed: Seed) -> dict[str, str]:
    """The writings that programs encode and hash, each as it is and in lower, upper and title case."""
    found: dict[str, str] = {}
    for text, name in writings(seed).items():
        if name in _PRIMARY:
            found.setdefault(text, name)
            for case, other in (
                ("lower case", text.lower()),
                ("upper case", text.upper()),
                ("title case", text.title()),
            ):
                found.setdefault(other, case if name == "as given" else f"{name}, {case}")
    return found
