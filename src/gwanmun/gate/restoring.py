"""Which restorer an answer needs: by its media type and content coding."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Protocol

from gwanmun.gate.events import EventRestorer
from gwanmun.gate.restore import TokenRestorer, Tokens, Write
from gwanmun.transfer import Headers, first


class Restorer(Protocol):
    """Takes an answer's body in pieces and gives it back with the values in place."""

    def feed(self, data: bytes) -> bytes: ...

    def close(self) -> bytes: ...


def restorer(headers: Headers, values: Mapping[str, str]) -> tuple[Restorer | None, str]:
    """The restorer for an answer with these headers, or None and why not."""
    coding = (first(headers, "content-encoding") or "identity").strip().lower()
    if coding not in ("", "identity"):
        return None, f"the answer was not restored: content coding {coding[:32]}"
    media = (first(headers, "content-type") or "").split(";")[0].strip().lower()
    tokens = Tokens(values)
    if media == "text/event-stream":
        return EventRestorer(tokens), ""
    return TokenRestorer(tokens, _spelling(media)), ""


def _spelling(media: str) -> Write:
    if "json" in media:
        return in_json
    if media in ("text/html", "application/xhtml+xml", "image/svg+xml") or media.endswith("xml"):
        return in_markup
    return as_is


def in_json(value: str, depth: int) -> bytes:
    """A value inside a JSON string, escaped once for each string it is in (RFC 8259 section 7)."""
    for _ in range(depth):
        value = json.dumps(value, ensure_ascii=False)[1:-1]
    return value.encode("utf-8", "replace")


def in_markup(value: str, depth: int) -> bytes:
    return html.escape(value).encode("utf-8", "replace")


def as_is(value: str, depth: int) -> bytes:
    return value.encode("utf-8", "replace")
