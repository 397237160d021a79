"""The one pipeline: judge(exchange) -> Judgement. Pure, no I/O; live and recorded exchanges take the same path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from gwanmun.detect.rest import REASONS as REST
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.files import version as knowledge_version
from gwanmun.policy.decide import Policy
from gwanmun.recipient.directory import Directory
from gwanmun.transfer import Exchange, Judgement, Request, Sighting, Transfer, Unreadable
from gwanmun.unpack.message import open_request
from gwanmun.unpack.parts import Opened
from gwanmun.unpack.stream import Windows

INSPECT_LIMIT = 4 * 1024 * 1024
"""Bytes of body that are parsed and judged whole. Larger bodies are read by windows, live and recorded alike."""

WINDOW = 1024 * 1024
"""Bytes of body read at a time beyond that limit."""

VALUE_LIKE = re.compile(r"[%@=]|\d{5}|[0-9A-Fa-f-]{16}|[A-Za-z0-9_-]{33}")


class Judge:
    """Detector, directory of recipients and policy, joined to one pure function."""

    def __init__(self, scanner: Scanner, directory: Directory, policy: Policy, knowledge: str = "") -> None:
        self.scanner = scanner
        self.directory = directory
        self.policy = policy
        self.knowledge = knowledge or knowledge_version()

    def __call__(self, exchange: Exchange) -> Judgement:
        """Judge a whole exchange; the same value always gives the same judgement."""
        request = exchange.request
        if request is None:
            return self.conclude(exchange, (), (), 0)
        if len(request.body) > INSPECT_LIMIT:
            return self._by_windows(exchange, request)
        opened = open_request(request)
        scanned = self.scanner.read(opened.leaves)
        unreadable = (*opened.unreadable, *scanned.unreadable)
        return self.conclude(exchange, scanned.sightings, unreadable, len(request.body))

    def open(self, exchange: Exchange) -> Reading:
        """Start on an exchange whose body will be given in chunks; its request holds the head, no body."""
        return Reading(self, exchange)

    def _by_windows(self, exchange: Exchange, request: Request) -> Judgement:
        reading = self.open(replace(exchange, request=replace(request, body=b"")))
        for chunk in _chunks(request.body):
            reading.feed(chunk)
        return reading.close()[0]

    def conclude(
        self,
        exchange: Exchange,
        sightings: tuple[Sighting, ...],
        unreadable: tuple[Unreadable, ...],
        size: int,
    ) -> Judgement:
        """What was seen -> the transfer and the verdict on it."""
        endpoint, request = exchange.endpoint, exchange.request
        transfer = Transfer(
            exchange.id,
            exchange.at,
            exchange.origin,
            endpoint,
            exchange.provenance,
            request.method if request else "",
            safe_path(request.target, sightings) if request else "",
            size,
            self.directory.resolve(endpoint.host or endpoint.sni, endpoint.ip),
            sightings,
            unreadable,
            exchange.seen,
            exchange.opaque,
            exchange.volume,
        )
        return Judgement(transfer, self.policy.decide(transfer, self.knowledge))


class Reading:
    """A body judged while it passes. A chunk is cleared only when the window after it was read too.

    A value that straddles two windows is thereby found before its first half has left. Windows are cut at
    fixed places, so the judgement does not depend on how the network cut the body.
    """

    def __init__(self, judge: Judge, exchange: Exchange) -> None:
        if exchange.request is None:
            raise ValueError("an exchange without a request has no body to read")
        self._judge, self._exchange = judge, exchange
        self._windows = Windows(exchange.request)
        opened = open_request(exchange.request)
        scanned = judge.scanner.read(opened.leaves)
        self._sightings = list(scanned.sightings)
        self._unreadable = [*opened.unreadable, *scanned.unreadable]
        self._pending = bytearray()
        self._held = b""
        self._size = 0

    def feed(self, chunk: bytes) -> tuple[Judgement | None, bytes]:
        """Take a chunk; give the judgement of all seen so far (None: nothing new was read) and the bytes cleared."""
        self._pending += chunk
        if len(self._pending) < WINDOW:
            return None, b""
        cleared = bytearray()
        while len(self._pending) >= WINDOW:
            window = bytes(self._pending[:WINDOW])
            del self._pending[:WINDOW]
            self._read(window)
            cleared += self._held
            self._held = window
        return self._judgement(), bytes(cleared)

    def close(self) -> tuple[Judgement, bytes]:
        """The body is complete: the judgement on all of it, and the bytes still held."""
        rest = bytes(self._pending)
        self._pending.clear()
        self._read(rest, last=True)
        return self._judgement(), self._held + rest

    def _read(self, window: bytes, last: bool = False) -> None:
        self._size += len(window)
        self._add(self._windows.feed(window))
        if last:
            self._add(self._windows.close())

    def _add(self, opened: Opened) -> None:
        """Windows overlap: a sighting belongs to the one in whose fresh part it starts."""
        scanned = self._judge.scanner.read(opened.leaves)
        self._sightings += (s for s in scanned.sightings if s.start in opened.fresh or s.reasons == REST)
        self._unreadable += (u for u in (*opened.unreadable, *scanned.unreadable) if u not in self._unreadable)

    def _judgement(self) -> Judgement:
        return self._judge.conclude(self._exchange, tuple(self._sightings), tuple(self._unreadable), self._size)


def safe_path(target: str, sightings: tuple[Sighting, ...]) -> str:
    """The path of a request target fit for the record: no query, and no segment that may hold a value."""
    for sighting in sightings:
        if sighting.part == "request.target":
            return "/*"
    return _starred(target.partition("?")[0][:512])


@lru_cache(maxsize=1024)
def _starred(path: str) -> str:
    return "/".join(["*" if VALUE_LIKE.search(segment) else segment for segment in path.split("/")])


def _chunks(body: bytes) -> Iterator[bytes]:
    view = memoryview(body)
    for start in range(0, len(body), WINDOW):
        yield bytes(view[start : start + WINDOW])
