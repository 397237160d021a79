"""Closed-loop HTTPS load, through a proxy or direct: every connection sends its next request when it has its answer."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import uvloop

Address = tuple[str, int]

SENTENCE = (
    "고객 상담 내용을 요약해 주세요. 배송이 늦어져 죄송하다는 말과 함께 다음 주 일정을 안내하는 문장으로 부탁드립니다. "
)


BODIES = 2000
"""Different requests that a load goes through, so that nothing pays that remembers what it saw a moment ago."""


def chat(size: int, seed: int = 0) -> bytes:
    """A chat request of about `size` bytes in Korean, as JSON; each seed gives another order of words."""
    words = SENTENCE.split() * (size // len(SENTENCE.encode()) + 1)
    random.Random(seed).shuffle(words)
    text = " ".join(words)
    base = len(json.dumps({"model": "m", "messages": [{"role": "user", "content": ""}]}))
    text = text.encode()[: max(0, size - base)].decode("utf-8", "ignore")
    body = {"model": "m", "messages": [{"role": "user", "content": text}]}
    return json.dumps(body, ensure_ascii=False).encode()


def request(host: str, body: bytes) -> bytes:
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\nUser-Agent: bench/1\r\nAccept: application/json\r\n"
        f"Accept-Encoding: identity\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Result:
    """Seconds each request took, requests that failed, and the seconds measured."""

    took: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0

    def summary(self) -> dict[str, float]:
        ordered = sorted(self.took) or [0.0]
        return {
            "requests": len(self.took),
            "failed": self.failed,
            "rate": len(self.took) / self.seconds,
            "p50": 1000 * ordered[len(ordered) // 2],
            "p99": 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        }


class Client(asyncio.Protocol):
    """One connection: CONNECT when there is a proxy, TLS by memory buffers, then request after request."""

    transport: asyncio.Transport

    def __init__(self, tunnel: str, host: str, wires: Iterator[bytes], until: float, result: Result) -> None:
        self.tunnel, self.wires, self.until, self.result = tunnel, wires, until, result
        self.done = asyncio.get_running_loop().create_future()
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=host)
        self.ready = False
        self.buffer = b""
        self.began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self.transport = transport  # type: ignore[assignment]
        if self.tunnel:
            self.transport.write(f"CONNECT {self.tunnel} HTTP/1.1\r\nHost: {self.tunnel}\r\n\r\n".encode())
        else:
            self.handshake()

    def data_received(self, data: bytes) -> None:
        if self.tunnel:
            self.buffer += data
            if b"\r\n\r\n" in self.buffer:
                self.tunnel, self.buffer = "", b""
                self.handshake()
            return
        self.incoming.write(data)
        if self.ready:
            self.read()
        else:
            self.handshake()

    def handshake(self) -> None:
        try:
            self.tls.do_handshake()
            self.ready = True
        except ssl.SSLWantReadError:
            pass
        if self.outgoing.pending:
            self.transport.write(self.outgoing.read())
        if self.ready:
            self.send()

    def send(self) -> None:
        self.began = time.perf_counter()
        if self.began >= self.until:
            self.transport.close()
            return
        self.tls.write(next(self.wires))
        self.transport.write(self.outgoing.read())

    def read(self) -> None:
        try:
            while data := self.tls.read(65536):
                self.buffer += data
        except ssl.SSLWantReadError:
            pass
        head, blank, body = self.buffer.partition(b"\r\n\r\n")
        if not blank:
            return
        size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) >= size:
            self.buffer = b""
            if head.startswith(b"HTTP/1.1 200"):
                self.result.took.append(time.perf_counter() - self.began)
            else:
                self.result.failed += 1
            self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def run(
    proxy: Address | None, tunnel: str, host: str, target: Address, connections: int, seconds: float
) -> Result:
    """Load for `seconds` over `connections`; `target` is the address behind `host`, `tunnel` what CONNECT asks for."""
    loop = asyncio.get_running_loop()
    result, wires = Result(), itertools.cycle([request(host, chat(1000, seed)) for seed in range(BODIES)])
    start = time.perf_counter()
    clients = [Client(tunnel if proxy else "", host, wires, start + seconds, result) for _ in range(connections)]
    for client in clients:
        await loop.create_connection(lambda c=client: c, *(proxy or target))  # type: ignore[misc]
    await asyncio.wait([client.done for client in clients], timeout=seconds + 10)
    result.seconds = time.perf_counter() - start
    result.failed += sum(not client.done.done() for client in clients)
    return result


async def upload(proxy: Address | None, tunnel: str, host: str, target: Address, size: int) -> float:
    """Seconds that one upload of `size` bytes takes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(*(proxy or target), limit=1 << 20)
    if proxy is not None:
        writer.write(f"CONNECT {tunnel} HTTP/1.1\r\nHost: {tunnel}\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
    await writer.start_tls(context, server_hostname=host)
    block = SENTENCE.encode() * (65536 // len(SENTENCE.encode()))
    start = time.perf_counter()
    writer.write(f"POST /upload HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\n"
                 f"Content-Length: {size}\r\n\r\n".encode())  # fmt: skip
    left = size
    while left:
        piece = block[:left]
        writer.write(piece)
        left -= len(piece)
        await writer.drain()
    status = await reader.readline()
    took = time.perf_counter() - start
    writer.transport.abort()
    if b" 200" not in status:
        raise SystemExit(f"the upload was answered with {status!r}")
    return took


def address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    return host, int(port)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--proxy", type=address)
    parser.add_argument("--target", type=address, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--by-address", action="store_true", help="CONNECT to the target's address, not to the host")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--upload", type=int, default=0, help="bytes of one upload, instead of load")
    given = parser.parse_args()
    tunnel = f"{given.target[0] if given.by_address else given.host}:{given.target[1]}"
    if given.upload:
        took = uvloop.run(upload(given.proxy, tunnel, given.host, given.target, given.upload))
        print(json.dumps({"seconds": took}))
    else:
        result = uvloop.run(run(given.proxy, tunnel, given.host, given.target, given.connections, given.seconds))
        print(json.dumps(result.summary()))


if __name__ == "__main__":
    main()
