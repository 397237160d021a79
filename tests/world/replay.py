"""Sends requests through a live gate to the fake services, and gives what the client got and what the gate recorded."""

from __future__ import annotations

import asyncio
import http.client
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import uvloop

from gwanmun.detect.scan import Scanner
from gwanmun.gate.authority import Authority
from gwanmun.gate.ports import Ruling
from gwanmun.gate.server import Gate
from gwanmun.gate.settings import GateSettings
from gwanmun.judge import Judge
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.policy.document import load
from gwanmun.policy.enforce import enforce
from gwanmun.policy.pseudonym import Pseudonyms
from gwanmun.recipient.directory import Directory
from gwanmun.transfer import Exchange, Record, Request
from tests.world.origin import World

KEY = b"k" * 32


@cache
def judge(policy: str) -> Judge:
    return Judge(Scanner(load_kinds(), KEY), Directory.bundled(), load(policy))


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    media: str
    text: str


def replay(
    exchanges: Sequence[Exchange], policy: str, origin: World, authority: Authority
) -> tuple[list[Answer], list[Record]]:
    """One after the other over TLS, through a gate that runs on uvloop as it does for its users."""
    return uvloop.run(_replay(exchanges, policy, origin, authority))


async def _replay(
    exchanges: Sequence[Exchange], policy: str, origin: World, authority: Authority
) -> tuple[list[Answer], list[Record]]:
    records: list[Record] = []
    resolve = {(host, 443): ("127.0.0.1", origin.port) for host in origin.hosts}
    settings = GateSettings(("127.0.0.1", 0), upstream_ca=origin.ca, resolve=resolve, only_resolved=True)
    trust = ssl.create_default_context(cadata=authority.pem.decode())
    async with Gate(settings, Ruling(judge(policy), enforce, Pseudonyms(KEY)), authority, records.append) as gate:
        answers = [await asyncio.to_thread(_send, exchange, gate.port, trust) for exchange in exchanges]
    return answers, records


def _send(exchange: Exchange, proxy: int, trust: ssl.SSLContext) -> Answer:
    """One request through the proxy, header fields as recorded; only what HTTP/1.1 cannot do without is added."""
    request, host = exchange.request, exchange.endpoint.host
    assert request is not None
    assert host is not None
    connection = http.client.HTTPSConnection("127.0.0.1", proxy, context=trust, timeout=20)
    connection.set_tunnel(host, 443)
    connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
    for name, value in (*_needed(request, host), *request.headers):
        connection.putheader(name, value.encode())
    connection.endheaders(request.body)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return Answer(answer.status, answer.headers.get("content-type", ""), text)


def _needed(request: Request, host: str) -> Iterator[tuple[str, str]]:
    if request.header("host") is None:
        yield "host", host
    if request.body and request.header("content-length") is None:
        yield "content-length", str(len(request.body))
