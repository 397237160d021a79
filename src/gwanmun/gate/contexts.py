"""TLS settings towards clients, one per host with its own leaf certificate, the least recently used ones forgotten."""

from __future__ import annotations

import os
import ssl
import tempfile
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from gwanmun.gate.authority import Authority

CACHED = 1024
LEAF_USE = 30 * 86400
"""Seconds before a cached leaf is signed anew, long before it ends."""


class Contexts:
    """`for_host(name)` gives the server-side `ssl.SSLContext` that proves to be `name`."""

    def __init__(self, authority: Authority, limit: int = CACHED) -> None:
        self._authority = authority
        self._limit = limit
        self._cache: OrderedDict[str, tuple[ssl.SSLContext, float]] = OrderedDict()

    def for_host(self, host: str) -> ssl.SSLContext:
        cached = self._cache.get(host)
        if cached is not None and cached[1] > time.monotonic():
            self._cache.move_to_end(host)
            return cached[0]
        context = server_context(self._authority.leaf(host))
        self._cache[host] = context, time.monotonic() + LEAF_USE
        while len(self._cache) > self._limit:
            self._cache.popitem(last=False)
        return context


def server_context(pem: bytes) -> ssl.SSLContext:
    """TLS 1.2 and up, HTTP/1.1 only, with the certificate and key in `pem`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.num_tickets = 1
    with _file(pem) as path:
        context.load_cert_chain(path)
    return context


@contextmanager
def _file(data: bytes) -> Iterator[str]:
    """A path to read `data` from: `ssl` takes keys from files only, so one in memory where the system has it."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("leaf")
        try:
            os.write(handle, data)
            yield f"/proc/self/fd/{handle}"
        finally:
            os.close(handle)
    else:
        with tempfile.NamedTemporaryFile() as file:  # mode 0600
            file.write(data)
            file.flush()
            yield file.name
