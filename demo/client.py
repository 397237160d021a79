"""The sender of the demo: an ordinary HTTPS client of the standard library that uses the gate as its proxy."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from pathlib import Path

from tests.world.day import Step


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender got: the HTTP status, and the text in the answer, put together when it came in pieces."""

    status: int
    said: str


class Client:
    """Sends a step through the proxy at (host, port), trusting the gate's certificate authority only."""

    def __init__(self, host: str, port: int, ca: Path) -> None:
        self._proxy = (host, port)
        self._trust = ssl.create_default_context(cafile=str(ca))

    def send(self, step: Step) -> Answer:
        connection = http.client.HTTPSConnection(*self._proxy, context=self._trust, timeout=30)
        connection.set_tunnel(step.host, 443)
        try:
            connection.request(step.method, step.target, step.body or None, dict(step.headers))
            response = connection.getresponse()
            return Answer(response.status, said(response.read().decode("utf-8", "replace")))
        finally:
            connection.close()


def said(body: str) -> str:
    """The words of an answer: the deltas of a chat stream joined, any other body as it is."""
    events = [line[6:] for line in body.splitlines() if line.startswith("data: {")]
    return "".join(_delta(json.loads(event)) for event in events) if events else body


def _delta(event: dict[str, object]) -> str:
    choices = event.get("choices")
    if not isinstance(choices, list):
        return ""
    return "".join(choice.get("delta", {}).get("content") or "" for choice in choices)
