"""Suricata's EVE log (JSON lines) -> exchanges: flow, tls, quic, http and dns events; all others are counted.

An `http` event is the head of a request, with its body where the log has it; the others name a peer. The events of
one flow are joined (`capture/run.py`), and the answers of DNS name later flows.
Suricata counts whole packets, so that the volume of a flow includes headers. Source: the Suricata user guide,
"EVE JSON Format".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gwanmun.capture import evehttp, evepeer, lines
from gwanmun.capture.fields import parsed, text
from gwanmun.capture.lines import Apart
from gwanmun.capture.place import Item, Place
from gwanmun.capture.run import Run
from gwanmun.transfer import Exchange

_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{[^\n]{0,20000}?"event_type"\s*:')

Read = Callable[[dict[str, Any], Place, Run], Exchange | Apart | None]

EVENTS: Mapping[str, Read] = {
    "flow": evepeer.flow,
    "tls": evepeer.tls,
    "quic": evepeer.quic,
    "dns": evepeer.dns,
    "http": evehttp.http,
}


def recognises(head: bytes) -> bool:
    return _BEGIN.match(head) is not None


def items(chunks: Iterable[bytes], sha256: str) -> Iterator[Item]:
    """Every exchange of the log, then what its other lines were."""
    run = Run()

    def read(line: bytes, place: Place) -> Exchange | Apart | None:
        if not line.strip():
            return Apart()
        try:
            event = parsed(line)
        except ValueError:
            return None
        kind = text(event, "event_type") if isinstance(event, dict) else ""
        if not kind:
            return None
        return EVENTS[kind](event, place, run) if kind in EVENTS else Apart(f"{kind[:40]} events")

    yield from lines.items(chunks, sha256, read, run)
    yield from run.end()
