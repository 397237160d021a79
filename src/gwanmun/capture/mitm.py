"""mitmproxy dumps (`mitmdump -w`) of every version -> exchanges: HTTP, WebSocket, TCP, UDP and DNS flows.

Versions 0.11 to 20 and later name the same things differently; both names are looked for and no version is asked
for, so that a newer dump is read as far as its fields are known. Source: mitmproxy's io/compat.py (MIT), for which
field was renamed when.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from gwanmun.capture import mitmdns, mitmhttp
from gwanmun.capture.fields import sub
from gwanmun.capture.lookup import Lookups, Question, question
from gwanmun.capture.mitmfields import origin, started, string
from gwanmun.capture.mitmsocket import connection, messages, rows, unhandshaken
from gwanmun.capture.place import Item, Place
from gwanmun.capture.tnetstring import MAX_VALUE, Frames, value
from gwanmun.transfer import Exchange, Unreadable

_BEGIN = re.compile(rb"[0-9]{1,12}:[0-9]{1,2}:[a-z][a-z_]{1,30}[,;]")

HANDSHAKES = 4096
"""WebSocket handshakes kept until the flow with their messages comes (before version 12 they were two)."""

Handshakes = OrderedDict[str, Exchange]


def recognises(head: bytes) -> bool:
    return _BEGIN.match(head) is not None


def items(chunks: Iterable[bytes], sha256: str) -> Iterator[Item]:
    """Every exchange of the dump in file order, and what could not be read where it stood."""
    frames, waiting, lookups = Frames(), Handshakes(), Lookups()
    index = -1
    for index, frame in enumerate(_frames(chunks, frames)):
        for item in _flow(frame, Place(sha256, f"flow {index}", str(index)), waiting, lookups):
            if isinstance(item, Exchange) and item.endpoint.host:
                lookups.contacted(item.origin.address or item.origin.device, item.endpoint.host)
            yield item
        yield from lookups.spill()
    yield from lookups.end()
    if loss := frames.loss():
        yield Unreadable(f"flow {index + 1}", loss)


def _frames(chunks: Iterable[bytes], frames: Frames) -> Iterator[bytes | None]:
    for chunk in chunks:
        yield from frames.feed(chunk)


def _flow(frame: bytes | None, place: Place, waiting: Handshakes, lookups: Lookups) -> Iterator[Item]:
    try:
        flow = value(frame) if frame is not None else None
    except ValueError as why:
        yield place.unreadable("", f"not a flow: {why}")
        return
    if frame is None:
        yield place.unreadable("", f"it is larger than {MAX_VALUE} bytes: it was not read")
    elif not isinstance(flow, dict):
        yield place.unreadable("", "not a flow: no dictionary")
    else:
        yield from _typed(flow, place, waiting, lookups)


def _typed(flow: dict[str, Any], place: Place, waiting: Handshakes, lookups: Lookups) -> Iterator[Item]:
    kind = string(flow, "type") or "http"
    if kind == "http":
        yield from _http(flow, place, waiting)
    elif kind == "websocket":
        yield from _websocket(flow, place, waiting)
    elif kind in ("tcp", "udp"):
        yield from connection(flow, place)
    elif kind == "dns":
        yield from _dns(flow, place, lookups)
    else:
        yield place.unreadable("", f"a flow of type {kind[:20]!r}, which is not known")


def _http(flow: dict[str, Any], place: Place, waiting: Handshakes) -> Iterator[Item]:
    where, at = mitmhttp.endpoint(flow), started(flow)
    if where is None:
        yield place.unreadable("request.host", "neither a host nor a server address is named")
        return
    if at is None:
        yield place.unreadable("request.timestamp_start", "not a time: the time is given as 0")
    exchange = Exchange(place.id, at or 0.0, origin(flow), where, place.provenance)
    request, response = mitmhttp.request(sub(flow, "request")), mitmhttp.response(sub(flow, "response"))
    if request.method == "CONNECT" or not sub(flow, "request"):
        yield place.named(exchange, "the capture holds no more than the name or address of the peer")
        return
    why = mitmhttp.lacking(flow, request)
    yield place.head(exchange, request, response, why) if why else place.full(exchange, request, response)
    if flow.get("error") and not why:
        yield place.unreadable("response", "the flow ended with an error: the answer is missing or not complete")
    yield from messages(rows(sub(flow, "websocket"), 4), exchange, request.target, place)
    if "websocket" in sub(flow, "metadata"):
        _keep(waiting, string(flow, "id"), place.full(exchange, request, None))


def _keep(waiting: Handshakes, name: str, handshake: Exchange) -> None:
    waiting[name] = handshake
    if len(waiting) > HANDSHAKES:
        waiting.popitem(last=False)


def _websocket(flow: dict[str, Any], place: Place, waiting: Handshakes) -> Iterator[Item]:
    """Until version 11 the messages are a flow of their own, which names that of the handshake."""
    handshake = waiting.get(string(sub(flow, "metadata"), "websocket_handshake"))
    known = handshake or unhandshaken(flow, place)
    if not known.endpoint.host and not known.endpoint.ip:
        yield place.unreadable("server_conn", "it names neither a host nor an address")
        return
    target = known.request.target if known.request else "/"
    yield from messages(rows(flow, 4), known, target, place)


def _dns(flow: dict[str, Any], place: Place, lookups: Lookups) -> Iterator[Item]:
    name, kind = mitmdns.question(sub(flow, "request"))
    answers = mitmdns.answers(sub(flow, "response"))
    found = question(place, started(flow) or 0.0, origin(flow), name, kind, answers)
    if isinstance(found, Question):
        lookups.asked(found)
    else:
        yield place.unreadable("", found.why)
