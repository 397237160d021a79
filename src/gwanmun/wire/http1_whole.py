"""The everyday case of HTTP/1.1: one whole message in one piece. llhttp checks it, and calls back once instead of for
every field; the fields are cut from its head, whose form is then known.

Anything else (pieces, chunks, pipelines, upgrades, connections that end) gives None and is read with all callbacks.
"""

from __future__ import annotations

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser, HttpResponseParser

from gwanmun.transfer import Headers
from gwanmun.wire.http1_collect import FIELD_LIMIT, HEAD_LIMIT
from gwanmun.wire.http1_events import END, Event, RequestHead, ResponseHead

OTHERWISE = frozenset({"transfer-encoding", "upgrade", "trailer"})
"""Fields by which a message may end elsewhere, or change what the connection speaks."""

BODYLESS = ("204", "304")

USUAL = frozenset((
    "accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-encoding",
    "content-length", "content-type", "date", "host", "pragma", "priority", "server", "strict-transport-security",
    "te", "user-agent", "vary", "x-content-type-options",
))  # fmt: skip
"""Fields that are the same in thousands of messages and say nothing of a person: their lines are remembered."""

LINES_HELD, LINE_HELD = 4096, 256
"""How many lines, and characters of one."""


class Lines(dict[str, tuple[str, str]]):
    """A line of a head -> the field's name in lower case, and its value."""

    def __missing__(self, line: str) -> tuple[str, str]:
        name, _, value = line.partition(":")
        field = name.lower(), value.strip(" \t")
        if field[0] in USUAL and len(line) <= LINE_HELD:
            if len(self) >= LINES_HELD:
                self.clear()
            self[line] = field
        return field


LINES = Lines()


class Checker:
    """An llhttp parser that tells only whether what it is fed is one complete message."""

    def __init__(self, parser: type[HttpRequestParser] | type[HttpResponseParser]) -> None:
        self._kind = parser
        self._parser = parser(self)
        self._complete = 0

    def on_message_complete(self) -> None:
        self._complete += 1

    def passes(self, data: bytes) -> bool:
        self._complete = 0
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._complete = 0
        if self._complete != 1:
            self._parser = self._kind(self)
        return self._complete == 1


def whole_request(data: bytes, checker: Checker) -> list[Event] | None:
    """The events of `data` when it is one request from its first byte to its last, else None."""
    end = data.find(b"\r\n\r\n", 0, HEAD_LIMIT) + 4
    start, *lines = data[: max(end - 4, 0)].decode("latin-1").split("\r\n")
    method, _, rest = start.partition(" ")
    target, _, version = rest.partition(" ")
    headers = tuple(map(LINES.__getitem__, lines))
    by_name = dict(headers)
    length = _length(by_name, "0")
    once = len(by_name) == len(headers) <= FIELD_LIMIT and "host" in by_name
    if version != "HTTP/1.1" or not once or length != len(data) - end or not checker.passes(data):
        return None
    head = RequestHead(method, target, headers, "1.1", length, True, "", by_name, data[:end])
    return [head, data[end:], END] if length else [head, END]


def whole_response(data: bytes, checker: Checker) -> list[Event] | None:
    """The same for a response to a request other than HEAD."""
    end = data.find(b"\r\n\r\n", 0, HEAD_LIMIT) + 4
    start, *lines = data[: max(end - 4, 0)].decode("latin-1").split("\r\n")
    version, _, rest = start.partition(" ")
    status, _, reason = rest.partition(" ")
    headers = tuple(map(LINES.__getitem__, lines))
    by_name = dict(headers)
    length = _length(by_name, "")
    final = version == "HTTP/1.1" and status[:1] != "1" and status not in BODYLESS and len(headers) <= FIELD_LIMIT
    if not final or length != len(data) - end or not _once(headers, by_name) or not checker.passes(data):
        return None
    head = ResponseHead(int(status), reason, headers, "1.1", length, True, False, by_name, data[:end])
    return [head, data[end:], END] if length else [head, END]


def _length(by_name: dict[str, str], default: str) -> int:
    """The announced length in bytes; -1 when the body is framed otherwise or the connection is about to end."""
    announced = by_name.get("content-length", default)
    stays = by_name.get("connection", "keep-alive").lower() == "keep-alive"
    digits = announced.isascii() and announced.isdigit() and len(announced) < 12
    return int(announced) if digits and stays and OTHERWISE.isdisjoint(by_name) else -1


def _once(headers: Headers, by_name: dict[str, str]) -> bool:
    """Whether the fields that frame the message are there once; others, as Set-Cookie, may come again."""
    if len(by_name) == len(headers):
        return True
    names = [name for name, _ in headers]
    return names.count("content-length") == 1 and names.count("connection") < 2
