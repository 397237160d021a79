"""Logs and telemetry without a single identifier, generated: what a detector must stay silent on."""

from __future__ import annotations

import base64
import json
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any

CHUNK = 16_384
NOW = 1_763_000_000


def epoch(chance: random.Random, scale: int) -> int:
    """Seconds (scale 0), milliseconds (3) or microseconds (6) since 1970, within a year."""
    ticks = int(10**scale)
    return (NOW + chance.randrange(31_000_000)) * ticks + chance.randrange(ticks)


def snowflake(chance: random.Random) -> int:
    return (NOW * 1000 - 1_288_834_974_657 + chance.randrange(10**10)) << 22 | chance.randrange(1 << 22)


def number(chance: random.Random, count: int) -> str:
    return f"{chance.randrange(10**count):0{count}}"


def isbn(chance: random.Random) -> str:
    """ISBN-13 with its check digit."""
    plain = f"979{number(chance, 9)}"
    return plain + str(-sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(plain)) % 10)


def unique(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def access(chance: random.Random) -> str:
    client, day, second = (
        f"10.0.{chance.randrange(9)}.{chance.randrange(255)}",
        chance.randrange(10, 28),
        number(chance, 2),
    )
    target = f"/goods/{number(chance, 9)}?v={epoch(chance, 3)}"
    return (
        f'{client} - - [{day}/Oct/2025:11:{second}:07 +0900] "GET {target} HTTP/1.1" 200 {chance.randrange(99999)} "-"'
    )


def service(chance: random.Random) -> str:
    return (
        f"2025-10-{chance.randrange(10, 28)}T02:11:{number(chance, 2)}.{number(chance, 6)}Z INFO "
        f"worker-{chance.randrange(20)} msg={snowflake(chance)} order={number(chance, 14)} batch={number(chance, 13)} "
        f"took={chance.random() * 90:.3f}ms job={unique(chance)} sha1={chance.getrandbits(160):040x}"
    )


def parcel(chance: random.Random) -> str:
    version = f"{chance.randrange(9)}.{chance.randrange(30)}.{chance.randrange(99)}"
    numbers = f"운송장 {number(chance, 12)} 집하 / 송장 {number(chance, 10)} / 관리 {number(chance, 13)}"
    return (
        f"{numbers} / 쿠폰 {number(chance, 16)} / 금액 {chance.randrange(1000, 900000):,}원 / "
        f"ISBN {isbn(chance)} / 버전 {version}"
    )


def metric(chance: random.Random) -> str:
    return (
        f'queue_lag{{shard="{chance.randrange(64)}"}} {chance.random() * 1e6:.4f} {epoch(chance, 3)}\n'
        f"x={chance.random() * 40:.6f} y={chance.random() * 130:.6f} delta={chance.uniform(-1, 1):.7f}"
    )


def event(chance: random.Random) -> dict[str, Any]:
    return {
        "event": chance.choice(("page_view", "add_to_cart", "scroll_depth", "api_error")),
        "ts": epoch(chance, 3), "client_us": epoch(chance, 6), "traceId": f"{chance.getrandbits(128):032x}",
        "requestId": unique(chance), "seq": chance.randrange(10**6),
        "params": {"itemId": chance.randrange(10**12), "price": chance.randrange(10**6), "score": chance.random()},
    }  # fmt: skip


def goods(chance: random.Random) -> dict[str, Any]:
    return {
        "orderNo": number(chance, 14), "trackingNo": number(chance, 12), "barcode": f"880{number(chance, 10)}",
        "isbn": isbn(chance), "total": chance.randrange(10**7), "createdAt": epoch(chance, 0),
        "etag": f"{chance.getrandbits(256):064x}",
        "lines": [{"sku": number(chance, 10), "qty": chance.randrange(9), "unit": chance.randrange(99999)}] * 3,
    }  # fmt: skip


def chart(chance: random.Random) -> dict[str, Any]:
    return {
        "series": [[epoch(chance, 0), round(chance.random() * 130, 5)] for _ in range(12)],
        "prices": [chance.randrange(100, 9999) * 10 for _ in range(16)],
        "thumb": base64.b64encode(chance.randbytes(60)).decode(),
    }


LINES: tuple[Callable[[random.Random], str], ...] = (access, service, parcel, metric)
OBJECTS: tuple[Callable[[random.Random], dict[str, Any]], ...] = (event, goods, chart)


def chunks(size: int, seed: int) -> Iterator[tuple[str | None, bytes]]:
    """Media type and body of about 16 KB each, `size` bytes in all; half plain logs, half JSON."""
    chance = random.Random(seed)
    done = 0
    while done < size:
        body, media = (logs(chance), None) if chance.random() < 0.5 else (objects(chance), "application/json")
        yield media, body
        done += len(body)


def logs(chance: random.Random) -> bytes:
    make = chance.choice(LINES)
    return "\n".join(make(chance) for _ in range(CHUNK // 170)).encode()


def objects(chance: random.Random) -> bytes:
    make = chance.choice(OBJECTS)
    return json.dumps([make(chance) for _ in range(CHUNK // 330)], separators=(",", ":")).encode()
