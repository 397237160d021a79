"""Clients that do not accept the gate's certificate for a host (pinning), so that it is not forced on them again."""

from __future__ import annotations

import time
from collections import OrderedDict

REMEMBERED = 3600.0
"""Seconds that a refusal is remembered; after that, the certificate is offered again."""

LIMIT = 4096
SURE, PERHAPS = 2, 1


class Refusers:
    """Remembers by client address and host. An alert is sure; a bare hang-up counts only the second time in a row,
    because browsers drop handshakes that they no longer need."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str | None, str], tuple[int, float]] = OrderedDict()

    def refuses(self, address: str | None, host: str) -> bool:
        count, until = self._seen.get((address, host), (0, 0.0))
        return count >= SURE and until > time.monotonic()

    def refused(self, address: str | None, host: str, how: str) -> None:
        """A handshake failed by an `alert` about the certificate or by `eof`."""
        count, until = self._seen.pop((address, host), (0, 0.0))
        if until <= time.monotonic():
            count = 0
        count += SURE if how == "alert" else PERHAPS
        self._seen[address, host] = count, time.monotonic() + REMEMBERED
        while len(self._seen) > LIMIT:
            self._seen.popitem(last=False)

    def accepted(self, address: str | None, host: str) -> None:
        if self._seen:
            self._seen.pop((address, host), None)
