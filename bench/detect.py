"""Speed of detection, alone and with unpacking: `python bench/detect.py [--seconds N]`.

Prints MB/s (10^6 bytes of UTF-8 JSON body) on chat bodies of about 1 KB (bare, and in a browser's request), on dense
telemetry (each alone, and 2 MB of lines), on shop orders and on 100 KB JSON, the CPU time of a 500-character prompt and
of hostile text, and the start-up time with a compiled database from the cache.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request
from gwanmun.unpack.parts import Leaf

PROSE = (
    "지난 분기 매출 보고서를 요약하고 개선할 점을 세 가지로 정리해 주세요. ",
    "회의록에서 결정된 사항과 담당 부서를 표로 만들어 줄 수 있을까요? ",
    "Please translate the following paragraph into Korean and keep the tone formal. ",
    "고객 이탈률이 높아진 원인을 데이터에 근거해서 설명해 주세요. ",
    "The deployment failed with exit code 137, what should I check first? ",
    "다음 코드를 리팩터링하고 단위 테스트를 추가해 주세요. ",
)
PERSONAL = (
    "김가람 고객님 연락처는 010-1234-5678입니다. ",
    "메일은 garam@example.com으로 보내 주세요. ",
    "주소는 서울특별시 강남구 테헤란로 152, 101동 1203호예요. ",
    "카드 4111-1111-1111-1111 결제를 취소해 주세요. ",
)


def prompt(chance: random.Random, size: int) -> str:
    text = ""
    while len(text) < size:
        text += chance.choice(PERSONAL) if chance.random() < 0.05 else chance.choice(PROSE)
    return text[:size]


def chat(chance: random.Random) -> dict[str, Any]:
    system = {"role": "system", "content": "You are a helpful assistant."}
    return {
        "model": "deepseek-chat",
        "stream": True,
        "messages": [system, {"role": "user", "content": prompt(chance, 500)}],
    }


def event(chance: random.Random) -> dict[str, Any]:
    now = 1_730_000_000_000 + chance.randrange(10**9)
    return {
        "event": "page_view", "local_time_ms": now, "session_id": f"{chance.getrandbits(128):032x}",
        "params": {"page": "/goods/list", "duration": chance.randrange(9000), "item_id": str(chance.randrange(10**12))},
    }  # fmt: skip


def telemetry(chance: random.Random) -> dict[str, Any]:
    header = {
        "aid": 1128, "app_version": "8.4.1", "device_model": "SM-S918N", "os_version": "14", "resolution": "1080x2340",
        "device_id": str(7 * 10**18 + chance.randrange(10**17)), "openudid": f"{chance.getrandbits(64):016x}",
        "google_aid": "38400000-8cf0-11bd-b23e-10b96e40000d", "timezone": 9, "language": "ko", "carrier": "SKT",
    }  # fmt: skip
    return {"magic_tag": "ss_app_log", "header": header, "event": [event(chance) for _ in range(8)]}


def order(chance: random.Random) -> dict[str, Any]:
    receiver = {
        "receiverName": "이도윤", "receiverTel": "010-1234-5678", "zip": "06236", "address": "서울 강남구 테헤란로 152",
        "pccc": "P210012345678",
    }  # fmt: skip
    items = [
        {
            "productNo": chance.randrange(10**10),
            "name": "무선 이어폰 케이스",
            "qty": 1,
            "price": chance.randrange(10**5),
        }
        for _ in range(6)
    ]
    return {
        "orderNo": f"{chance.randrange(10**14)}",
        "receiver": receiver,
        "items": items,
        "memo": "문 앞에 놓아 주세요",
    }


def big(chance: random.Random) -> list[dict[str, Any]]:
    return [chance.choice((order, telemetry))(chance) for _ in range(110)]


def bodies(make: Callable[[random.Random], Any], count: int) -> list[bytes]:
    chance = random.Random(7)
    return [json.dumps(make(chance), ensure_ascii=False).encode() for _ in range(count)]


def opened(body: bytes) -> tuple[Leaf, ...]:
    request = Request("POST", "/v1/chat/completions", (("content-type", "application/json"),), body)
    return open_request(request).leaves


HEADERS = (
    ("host", "api.example.com"),
    ("user-agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"),
    ("accept", "application/json, text/plain, */*"),
    ("accept-language", "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7"),
    ("authorization", "Bearer sk-" + "0123456789abcdef" * 2),
    ("content-type", "application/json"),
    ("origin", "https://chat.example.com"),
    ("referer", "https://chat.example.com/a/chat/s/3f1e2d3c-1111-4222-8333-444455556666"),
    ("x-request-id", "5f0c9a7e-1b2c-4d3e-9f80-112233445566"),
    ("cookie", "session_id=a1b2c3d4e5f60718293a4b5c6d7e8f90; theme=dark; _ga=GA1.2.1234567890.1730000000; lang=ko"),
)
HOSTILE = {
    "labels": "주민등록번호: ",
    "digit runs": "1234567890 ",
    "brackets": "[(<{",
    "blank lines": "\n",
    "dotted digits": "1.",
    "phone numbers": "010-1234-5678 ",
    "sensitive words": "우울증 진단을 받았습니다 ",
}


def requested(body: bytes) -> tuple[Leaf, ...]:
    """The same body in a browser's request."""
    return open_request(Request("POST", "/v1/chat/completions", HEADERS, body)).leaves


def lines(count: int) -> bytes:
    return b"\n".join(bodies(telemetry, count))


def hostile(scanner: Scanner, size: int) -> None:
    """CPU time of `size` bytes of each, once: what they cost grows with their length and no faster."""
    for name, piece in HOSTILE.items():
        text = piece * (size // len(piece.encode()))
        began = time.thread_time()
        scanned = scanner.read((Leaf("request.body", ("content",), text, role="user"),))
        spent, limits = (time.thread_time() - began) * 1e3, "; ".join(each.why for each in scanned.unreadable)
        print(f"{'hostile: ' + name:34} {spent:8.0f} ms for {size} bytes, {len(scanned.sightings)} found  {limits}")


def timed(work: Callable[[Any], object], inputs: Sequence[Any], seconds: float) -> list[float]:
    """CPU seconds of each call, in rounds over the inputs until the time is used up; the first round warms up.

    Of this thread only: what other programs on the machine do does not count.
    """
    for each in inputs:
        work(each)
    times: list[float] = []
    stop = time.perf_counter() + seconds
    while time.perf_counter() < stop:
        for each in inputs:
            began = time.thread_time()
            work(each)
            times.append(time.thread_time() - began)
    return times


def row(name: str, sizes: float, times: list[float], hits: float) -> str:
    ordered = sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    speed = sizes * len(times) / sum(times) / 1e6
    return f"{name:34} {speed:8.1f} MB/s   p50 {middle * 1e3:8.3f} ms   p99 {late * 1e3:8.3f} ms   {hits:6.1f} found"


def measure(scanner: Scanner, name: str, inputs: list[bytes], seconds: float) -> None:
    average = sum(map(len, inputs)) / len(inputs)
    leaves = [opened(body) for body in inputs]
    found = sum(len(scanner.scan(each)) for each in leaves) / len(leaves)
    print(row(f"{name} ({average / 1000:.1f} KB), scan", average, timed(scanner.scan, leaves, seconds), found))
    whole = timed(lambda body: scanner.scan(opened(body)), inputs, seconds)
    print(row(f"{name} ({average / 1000:.1f} KB), open + scan", average, whole, found))


def start_up() -> None:
    """Import and start in a fresh process, first compiling into an empty cache, then from it."""
    program = (
        "import sys,time;b=time.perf_counter();from pathlib import Path;from gwanmun.detect.scan import Scanner;"
        "from gwanmun.knowledge.kinds import load_kinds;Scanner(load_kinds(),b'k',Path(sys.argv[1]));"
        "print(time.perf_counter()-b)"
    )
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            float(
                subprocess.run(
                    [sys.executable, "-c", program, folder], capture_output=True, check=True, text=True
                ).stdout
            )
            for _ in range(4)
        ]
    print(f"{'start, compiling':34} {runs[0] * 1e3:8.0f} ms")
    print(f"{'start, from cache':34} {min(runs[1:]) * 1e3:8.0f} ms")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="time for each measurement")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        scanner = Scanner(load_kinds(), b"bench", Path(folder))
        inputs = {
            "chat": bodies(chat, 400),
            "telemetry": bodies(telemetry, 200),
            "order": bodies(order, 200),
            "100 KB": bodies(big, 5),
        }
        for name, each in inputs.items():
            measure(scanner, name, each, chosen.seconds)
        browser = [requested(body) for body in inputs["chat"]]
        average = sum(map(len, inputs["chat"])) / len(browser)
        print(row("chat in a browser's request, scan", average, timed(scanner.scan, browser, chosen.seconds), 0))
        many = (open_request(Request("POST", "/", (("content-type", "application/x-ndjson"),), lines(1000))).leaves,)
        print(row("2 MB of telemetry lines, scan", len(lines(1000)), timed(scanner.scan, many, chosen.seconds), 0))
        hostile(scanner, 1_000_000)
    chance = random.Random(11)
    prompts = [(Leaf("request.body", ("content",), prompt(chance, 500), role="user"),) for _ in range(400)]
    size = sum(len(leaves[0].text.encode()) for leaves in prompts) / len(prompts)
    print(row("500-character prompt, scan", size, timed(scanner.scan, prompts, chosen.seconds), 0))
    start_up()


if __name__ == "__main__":
    main()
