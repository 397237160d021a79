"""Values that stand in a corpus file as a slot `‹rrn:850314-1›`: numbers with a check digit, what fills templates.

Every value is invented: phones are of the unassigned 010-0 and 010-1 blocks, cards Luhn-valid test numbers, e-mail
addresses under reserved names. The same seed gives the same values.
"""

from __future__ import annotations

import base64
import random
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

SLOT = re.compile(r"‹([a-z0-9]+)(?::([^›]*))?›")
HERE = Path(__file__).parent
NOW = 1_763_000_000


def fill(text: str, seed: str, split: str) -> str:
    """`text` with each slot filled; in one document the same `‹name:a›` is the same person each time."""
    chance = random.Random(seed)
    lists = _lists(split)
    kept: dict[str, str] = {}

    def value(slot: re.Match[str]) -> str:
        what, argument = slot[1], slot[2] or ""
        if what in lists:
            return kept.setdefault(slot[0], chance.choice(lists[what])) if argument else chance.choice(lists[what])
        return MAKERS[what](chance, argument)

    return SLOT.sub(value, text)


def _lists(split: str) -> Mapping[str, list[str]]:
    """The hand-written lists of a split: `[name]` heads a list, one value a line."""
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (HERE / split / "lists.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = lists.setdefault(line.strip("[]"), [])
        elif line:
            current.append(line)
    return lists


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def weighted(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True))


RESIDENT = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def resident(chance: random.Random, start: str, modulus: int, off: int = 0) -> str:
    """`850314-1` completed to a resident (modulus 11) or foreigner (13) number; `off` spoils the check digit."""
    plain = re.sub(r"\D", "", start)
    body = f"{chance.randrange(95):02}{digits(chance, 3)}"
    check = (modulus - weighted(plain + body, RESIDENT) % 11 + off) % 10
    return f"{start}{body}{check}"


def business(chance: random.Random, form: str) -> str:
    number = f"{chance.randrange(101, 800)}{chance.choice(('03', '12', '27', '81', '86', '88'))}{digits(chance, 4)}"
    total = weighted(number, (1, 3, 7, 1, 3, 7, 1, 3, 5)) + int(number[8]) * 5 // 10
    number += str(-total % 10)
    return number if form == "bare" else f"{number[:3]}-{number[3:5]}-{number[5:]}"


def corporation(chance: random.Random, form: str) -> str:
    number = f"{chance.choice(('1101', '1201', '1301', '2001'))}11{digits(chance, 6)}"
    number = f"{number[:6]}{number[6:11]}"
    number += str(chance.randrange(10)) if len(number) < 12 else ""
    number += str(-weighted(number, (1, 2) * 6) % 10)
    return number if form == "bare" else f"{number[:6]}-{number[6:]}"


def luhn(number: str) -> str:
    """`number` with its Luhn check digit (ISO/IEC 7812-1)."""
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(number)))
    return number + str(-total % 10)


def card(chance: random.Random, start: str) -> str:
    number = luhn(start + digits(chance, 15 - len(start)))
    return "-".join(number[at : at + 4] for at in range(0, 16, 4))


def epoch(chance: random.Random, scale: str) -> str:
    return str((NOW + chance.randrange(30_000_000)) * 10 ** int(scale or 0) + chance.randrange(10 ** int(scale or 0)))


def pattern(chance: random.Random, form: str) -> str:
    """`#` becomes a digit, `@` a lower-case letter, `%` a capital: `A###-%%`."""
    letters = {"#": "0123456789", "@": "abcdefghijkmnpqrstuvwxyz", "%": "ABCDEFGHJKLMNPQRSTUVWXYZ"}
    return "".join(chance.choice(letters.get(sign, sign)) for sign in form)


def mobile(chance: random.Random, separator: str) -> str:
    middle = f"{chance.choice('01')}{digits(chance, 3)}"
    return ("-" if not separator else "" if separator == "bare" else separator).join(("010", middle, digits(chance, 4)))


def mixed(chance: random.Random, count: str) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return "".join(chance.choice(alphabet) for _ in range(int(count)))


MAKERS: Mapping[str, Callable[[random.Random, str], str]] = {
    "rrn": lambda chance, start: resident(chance, start, 11),
    "rrn20": lambda chance, start: resident(chance, start, 11, 1 + chance.randrange(8)),
    "frn": lambda chance, start: resident(chance, start, 13),
    "brn": business,
    "crn": corporation,
    "card": card,
    "luhn": lambda chance, form: luhn(pattern(chance, form)),
    "mobile": mobile,
    "digits": lambda chance, count: digits(chance, int(count)),
    "hex": lambda chance, count: f"{chance.getrandbits(4 * int(count)):0{int(count)}x}",
    "uuid": lambda chance, _: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
    "epoch": epoch,
    "snow": lambda chance, _: str(
        ((NOW - 1_288_834_974) * 1000 + chance.randrange(10**10)) << 22 | chance.randrange(1 << 22)
    ),
    "b64": lambda chance, count: base64.b64encode(chance.randbytes(int(count))).decode(),
    "as": pattern,
    "mixed": mixed,
}
