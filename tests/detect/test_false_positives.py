"""Streams free of personal data, as telemetry and logs are made of them: nothing at block confidence (0.8)."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.unpack.parts import Leaf

BLOCK = 0.8
COUNT = 2000

Stream = Callable[[random.Random], str]


def order(chance: random.Random) -> str:
    day = date(1950, 1, 1) + timedelta(chance.randrange(27_000))
    return f"{day:%y%m%d}{chance.randrange(10**7):07d}"


def stamp(chance: random.Random) -> str:
    day = date(2020, 1, 1) + timedelta(chance.randrange(2000))
    hour, minute, second = chance.randrange(24), chance.randrange(60), chance.randrange(60)
    return f"{day} {hour:02d}:{minute:02d}:{second:02d}.{chance.randrange(1000):03d}"


def digits(count: int) -> Stream:
    return lambda chance: str(chance.randrange(10 ** (count - 1), 10**count))


STREAMS: dict[str, Stream] = {
    "epoch seconds": lambda chance: str(1_600_000_000 + chance.randrange(2 * 10**8)),
    "epoch milliseconds": lambda chance: str(1_600_000_000_000 + chance.randrange(2 * 10**11)),
    "epoch microseconds": lambda chance: str(1_600_000_000_000_000 + chance.randrange(2 * 10**14)),
    **{f"{count} digits": digits(count) for count in (9, 10, 11, 12, 13, 14, 15, 16, 19)},
    "order numbers from a date": order,
    "snowflakes": lambda chance: str(chance.getrandbits(40) << 22 | chance.getrandbits(22)),
    "UUIDs": lambda chance: str(UUID(int=chance.getrandbits(128))),
    "MD5": lambda chance: f"{chance.getrandbits(128):032x}",
    "SHA-256": lambda chance: f"{chance.getrandbits(256):064x}",
    "base64": lambda chance: base64.b64encode(chance.randbytes(48)).decode(),
    "ISBN": lambda chance: f"978{chance.randrange(10**10):010d}",
    "tracking numbers": lambda chance: (
        f"{chance.randrange(1000, 9999)}-{chance.randrange(9999):04d}-{chance.randrange(9999):04d}"
    ),
    "versions": lambda chance: ".".join(str(chance.randrange(200)) for _ in range(3)),
    "decimals": lambda chance: f"{chance.random() * 1000:.12f}",
    "time stamps": stamp,
    "private addresses": lambda chance: f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}",
}


def blocked(scanner: Scanner, leaves: list[Leaf]) -> list[str]:
    return [one.kind for one in scanner.scan(leaves) if one.confidence >= BLOCK]


@pytest.mark.parametrize("name", STREAMS)
def test_as_json_values(scanner: Scanner, name: str) -> None:
    chance = random.Random(name)
    leaves = [Leaf("request.body", (f"event{index}", "data"), STREAMS[name](chance)) for index in range(COUNT)]
    assert blocked(scanner, leaves) == []


@pytest.mark.parametrize("name", STREAMS)
def test_as_lines_of_a_log(scanner: Scanner, name: str) -> None:
    chance = random.Random(name)
    text = "\n".join(f"INFO worker-7 done v={STREAMS[name](chance)} in 12ms" for _ in range(COUNT))
    assert blocked(scanner, [Leaf("text", (), text)]) == []


@pytest.mark.parametrize("key", ["ts", "orderNo", "traceId", "price", "hash", "seq"])
@pytest.mark.parametrize(
    "value", ["4111111111111111", "9001011234568", "1234567891", "112312345678", "490154203237518"]
)
def test_a_key_that_says_business_number_is_believed(scanner: Scanner, key: str, value: str) -> None:
    assert scanner.scan([Leaf("request.body", (key,), value)]) == ()


@pytest.mark.parametrize("label", ["주문번호 ", "운송장번호: ", "order no. ", "tracking number ", "订单号："])
@pytest.mark.parametrize("value", ["4111111111111111", "9001011234568", "240115-1234567", "110123456789"])
def test_a_label_that_says_business_number_is_believed(scanner: Scanner, label: str, value: str) -> None:
    assert scanner.scan([Leaf("text", (), label + value)]) == ()
