"""How fast bodies are opened, in MB/s on one core, beside orjson.loads alone: `python bench/unpack.py`."""

from __future__ import annotations

import json
import random
import time
import urllib.parse
from collections.abc import Callable

import orjson

from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request

WORDS = [
    "고객",
    "명단을",
    "정리하고",
    "내일",
    "까지",
    "회신",
    "부탁드립니다",
    "the",
    "report",
    "is",
    "due",
    "please",
    "check",
]
JSON = (("content-type", "application/json"),)
FORM = (("content-type", "application/x-www-form-urlencoded"),)


def sentence(rng: random.Random, words: int) -> str:
    return (
        " ".join(rng.choice(WORDS) for _ in range(words))
        + f" 010-0{rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}"
    )


def chat(rng: random.Random) -> object:
    """About 1 KB: what a client of a chat API sends."""
    said = [{"role": role, "content": sentence(rng, 30)} for role in ("system", "user", "assistant", "user")]
    return {
        "model": "gpt-4o",
        "messages": said,
        "temperature": 0.7,
        "stream": True,
        "user": f"u-{rng.randrange(10**6)}",
    }


def telemetry(rng: random.Random) -> object:
    """About 100 KB: events of an analytics SDK."""
    return {"magic_tag": "ss_app_log", "header": {"aid": 1, "os": "Android"}, "event": [event(rng) for _ in range(330)]}


def event(rng: random.Random) -> object:
    params = {
        "page": "home",
        "lat": rng.uniform(33, 39),
        "device_id": f"{rng.getrandbits(64):016x}",
        "note": sentence(rng, 6),
    }
    return {
        "event": "click",
        "session_id": str(rng.getrandbits(60)),
        "local_time_ms": 1_760_000_000_000,
        "params": params,
    }


def form(rng: random.Random) -> bytes:
    """About 1 KB: an order."""
    return urllib.parse.urlencode({f"field{i}": sentence(rng, 5) for i in range(6)}).encode()


def speed(run: Callable[[bytes], object], bodies: list[bytes], seconds: float = 1.0) -> float:
    """The best round, in MB per second of CPU time: neighbours on the machine take the clock, not the count."""
    size = sum(map(len, bodies))
    best, end = 0.0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.process_time()
        for body in bodies:
            run(body)
        best = max(best, size / (time.process_time() - start) / 1e6)
    return best


def table() -> list[tuple[str, list[bytes], tuple[tuple[str, str], ...]]]:
    rng = random.Random(7)
    chats, big = [chat(rng) for _ in range(400)], [telemetry(rng) for _ in range(4)]
    return [
        ("chat, compact", [orjson.dumps(each) for each in chats], JSON),
        ("chat, json.dumps", [json.dumps(each).encode() for each in chats], JSON),
        ("telemetry, compact", [orjson.dumps(each) for each in big], JSON),
        ("telemetry, json.dumps", [json.dumps(each).encode() for each in big], JSON),
        ("form", [form(rng) for _ in range(400)], FORM),
    ]


def main() -> None:
    print(f"{'body':24}{'bytes':>8}{'leaves':>8}{'open_request':>14}{'orjson.loads':>14}   MB/s")
    for name, bodies, headers in table():
        request = Request("POST", "/v1/chat", headers)
        leaves = len(open_request(Request("POST", "/", headers, bodies[0])).leaves)
        opened = speed(lambda body, r=request: open_request(Request(r.method, r.target, r.headers, body)), bodies)  # type: ignore[misc]
        parsed = f"{speed(orjson.loads, bodies):14.0f}" if headers is JSON else f"{'-':>14}"
        print(f"{name:24}{len(bodies[0]):8}{leaves:8}{opened:14.0f}{parsed}")


if __name__ == "__main__":
    main()
