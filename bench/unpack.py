"""How fast bodies are opened, on one core, beside orjson.loads alone: `python bench/unpack.py`.

`--hostile` prints the CPU time of every hostile shape, `--hot` that of small requests as they pass the gate.
`--against FOLDER`, with either, runs the `gwanmun` of another tree in turns with this one, in fresh processes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import orjson

from gwanmun.transfer import Headers, Request
from gwanmun.unpack.message import open_request, open_text

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


SDK = (
    "host: api.example.com|accept: application/json|content-type: application/json|user-agent: OpenAI/Python 1.99.1"
    "|x-stainless-lang: python|x-stainless-package-version: 1.99.1|x-stainless-os: Linux|x-stainless-arch: x64"
    "|x-stainless-runtime: CPython|x-stainless-runtime-version: 3.12.4|x-stainless-async: false"
    f"|authorization: Bearer {'k' * 48}|x-stainless-retry-count: 0|accept-encoding: gzip, deflate, br"
)
BROWSER = (
    "host: chat.example.com|user-agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36|accept: */*"
    "|accept-language: ko-KR,ko;q=0.9|content-type: application/json|origin: https://chat.example.com"
    "|referer: https://chat.example.com/c/68f1c2aa-1b2c-4d5e-8f90-123456789abc|sec-fetch-mode: cors"
    "|cookie: _ga=GA1.1.1234567890.1760000000; sid=3f9c8a7b6d5e4f3a2b1c0d9e8f7a6b5c; theme=dark; locale=ko"
    "|authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.abcdef|priority: u=1, i"
)


def fields(written: str) -> Headers:
    pairs = (field.partition(": ") for field in written.split("|"))
    return tuple((name, value) for name, _, value in pairs)


def hot() -> dict[str, float]:
    """Microseconds of CPU for a 1 KB chat request of an SDK and of a browser, and p99 for 100 KB of JSON."""
    rng, found = random.Random(7), dict[str, float]()
    bodies = [json.dumps(chat(rng), ensure_ascii=False, separators=(",", ":")).encode() for _ in range(200)]
    for name, headers in (("1 KB, SDK", fields(SDK)), ("1 KB, browser", fields(BROWSER))):
        requests = [Request("POST", "/v1/chat/completions", headers, body) for body in bodies]
        found[name] = min(statistics.median(_times(requests)) for _ in range(20)) * 1e6
    large = [Request("POST", "/", JSON, orjson.dumps(telemetry(rng))) for _ in range(4)]
    times = sorted(each for _ in range(50) for each in _times(large))
    found["77 KB telemetry, p99"] = times[int(len(times) * 0.99)] * 1e6
    return found


def _times(requests: list[Request]) -> list[float]:
    times = []
    for request in requests:
        start = time.thread_time()
        open_request(request)
        times.append(time.thread_time() - start)
    return times


def hostile() -> dict[str, float]:
    """Microseconds of CPU for each hostile shape."""
    from tests.unpack.hostile import shapes

    found = {}
    for name, (data, declared) in shapes().items():
        start = time.process_time()
        open_text(data, declared)
        found[name] = (time.process_time() - start) * 1e6
    return found


WORK = {"hot": hot, "hostile": hostile}


def compare(what: str, folders: list[Path], rounds: int) -> None:
    """Each tree in turns, in fresh processes; the best of the rounds counts."""
    best: list[dict[str, float]] = [{} for _ in folders]
    for _ in range(rounds):
        for at, folder in enumerate(folders):
            for name, value in _in_process(what, folder).items():
                best[at][name] = min(value, best[at].get(name, value))
    print(f"{what:44}" + "".join(f"{str(folder)[-20:]:>22}" for folder in folders) + "   microseconds")
    for name in sorted(best[0], key=lambda name: -best[0][name]):
        print(f"{name:44}" + "".join(f"{each[name]:22.0f}" for each in best))


def _in_process(what: str, folder: Path) -> dict[str, float]:
    here = Path(__file__).resolve()
    paths = os.pathsep.join((str(folder), str(here.parents[1])))
    command = [sys.executable, str(here), f"--{what}", "--raw"]
    ran = subprocess.run(command, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, check=True)
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hot", dest="what", action="store_const", const="hot")
    parser.add_argument("--hostile", dest="what", action="store_const", const="hostile")
    parser.add_argument("--against", type=Path, action="append", default=[], help="folder that holds another gwanmun")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--raw", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.raw:
        print(json.dumps(WORK[chosen.what]()))
    elif chosen.what:
        compare(chosen.what, [Path(__file__).resolve().parents[1] / "src", *chosen.against], chosen.rounds)
    else:
        throughput()


def throughput() -> None:
    print(f"{'body':24}{'bytes':>8}{'leaves':>8}{'open_request':>14}{'orjson.loads':>14}   MB/s")
    for name, bodies, headers in table():
        request = Request("POST", "/v1/chat", headers)
        leaves = len(open_request(Request("POST", "/", headers, bodies[0])).leaves)
        opened = speed(lambda body, r=request: open_request(Request(r.method, r.target, r.headers, body)), bodies)  # type: ignore[misc]
        parsed = f"{speed(orjson.loads, bodies):14.0f}" if headers is JSON else f"{'-':>14}"
        print(f"{name:24}{len(bodies[0]):8}{leaves:8}{opened:14.0f}{parsed}")


if __name__ == "__main__":
    main()
