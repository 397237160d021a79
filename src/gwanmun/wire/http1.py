"""HTTP/1.1 messages without I/O (RFC 9112): bytes in, events out, and heads and chunks back to bytes.

A message is a head, then body chunks as plain `bytes`, then `END`. Transfer coding is removed and trailer fields
are dropped (RFC 9112 section 7.1.2 allows it). Doubtful framing ends the reader with a `Broken` value: nothing that
two parsers could read in two ways gets through (sections 6.1 and 11.2). Parsing is llhttp's, in its strict mode.
"""

from __future__ import annotations

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser, HttpResponseParser

from gwanmun.transfer import Headers
from gwanmun.wire.http1_collect import FIELD_LIMIT, HEAD_LIMIT, Requests, Responses
from gwanmun.wire.http1_events import END, Broken, End, Event, RequestHead, ResponseHead, Upgraded
from gwanmun.wire.http1_whole import Checker, whole_request, whole_response

__all__ = [
    "END",
    "FIELD_LIMIT",
    "HEAD_LIMIT",
    "LAST_CHUNK",
    "Broken",
    "End",
    "Event",
    "RequestHead",
    "RequestReader",
    "ResponseHead",
    "ResponseReader",
    "Upgraded",
    "chunk",
    "request_head",
    "response_head",
]


class RequestReader:
    """Reads the requests of one connection, pipelined ones included."""

    def __init__(self) -> None:
        self._checker = Checker(HttpRequestParser)
        self._quiet = 0
        self._upgraded: bytearray | None = None
        self._over = False
        self._restart()

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data` completes. After `Broken`, or a request that closes, nothing is read any more."""
        if self._over:
            return []
        if self._upgraded is not None:
            self._upgraded += data
            return []
        if self._collector.between and not self._quiet and (whole := whole_request(data, self._checker)):
            return whole
        events: list[Event] = []
        rest = self._parse(data, events)
        while rest:
            rest = self._parse(rest, events)
        self._quiet = 0 if events else self._quiet + len(data)
        if self._quiet > HEAD_LIMIT:
            self._over = True
            events.append(Broken(431, "the message head is too large"))
        return events

    def _parse(self, data: bytes, events: list[Event]) -> bytes:
        self._collector.events, self._collector.fed = events, self._quiet + len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as at:
            return self._pause(events, data[at.args[0] :])
        except HttpParserError as error:
            self._stop(events, error)
        return b""

    def take_upgraded(self) -> bytes:
        """What came after the request that asked for another protocol."""
        return bytes(self._upgraded or b"")

    def decline_upgrade(self) -> list[Event]:
        """The upgrade was not granted: read on as HTTP (RFC 9110 section 7.8)."""
        rest, self._upgraded = bytes(self._upgraded or b""), None
        self._restart()
        return self.feed(rest)

    def _pause(self, events: list[Event], rest: bytes) -> bytes:
        """After a head that asks for another protocol: stop, or give back what is still to be read as HTTP."""
        head = self._collector.last
        if not self._collector.ignored_upgrade:  # a WebSocket, or CONNECT
            self._upgraded = bytearray(rest)
            events.append(Upgraded(rest))
            return b""
        self._restart()
        self._collector.last, self._collector.body_only = head, True
        framing = ("transfer-encoding", "chunked") if head.length is None else ("content-length", str(head.length))
        closing = () if head.keep_alive else (("connection", "close"),)
        return request_head("POST", "/", (framing, *closing)) + rest

    def _restart(self) -> None:
        self._collector = Requests()
        self._parser = self._collector.parser = HttpRequestParser(self._collector)

    def _stop(self, events: list[Event], error: HttpParserError) -> None:
        self._over = True
        if not self._collector.closing:  # bytes after a request that said `Connection: close` are ignored
            events.append(self._collector.broken or Broken(400, f"malformed HTTP: {error}"))


class ResponseReader:
    """Reads the responses of one connection; `expect` names the method before each (HEAD has no body)."""

    def __init__(self) -> None:
        self._checker = Checker(HttpResponseParser)
        self._restart()

    def _restart(self) -> None:
        self._collector = Responses()
        self._parser = self._collector.parser = HttpResponseParser(self._collector)
        self._quiet = 0
        self._over = False

    def expect(self, method: str) -> None:
        """A request with this method was sent."""
        if self._collector.method == "HEAD":
            self._restart()  # llhttp cannot be told that a response to HEAD has no body
        self._collector.method = method

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data` completes; 1xx heads come without an `END`."""
        if self._over:
            return []
        between = self._collector.between and not self._quiet and self._collector.method != "HEAD"
        if between and (whole := whole_response(data, self._checker)):
            return whole
        events: list[Event] = []
        self._collector.events, self._collector.fed = events, self._quiet + len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as at:
            self._over = True
            events.append(Upgraded(data[at.args[0] :]))
        except HttpParserError as error:
            self._stop(events, error)
        self._quiet = 0 if events else self._quiet + len(data)
        if self._quiet > HEAD_LIMIT:
            self._over = True
            events.append(Broken(502, "the answer's head is too large"))
        return events

    @property
    def over(self) -> bool:
        """Nothing more is read: the connection is of no further use."""
        return self._over or self._collector.stray

    def eof(self) -> list[Event]:
        """The connection ended: the end of a body that lasts until then, or a message cut short."""
        if self._over or not self._collector.open:
            return []
        self._over = True
        return [END if self._collector.until_close else Broken(502, "the answer was cut short")]

    def _stop(self, events: list[Event], error: HttpParserError) -> None:
        self._over = True
        if not events or events[-1] is not END:  # bytes after a response that closes are ignored
            events.append(self._collector.broken or Broken(502, f"malformed HTTP: {error}"))


def request_head(method: str, target: str, headers: Headers) -> bytes:
    """The head of a request as bytes; a line break in it is the caller's mistake (ValueError)."""
    return _head(f"{method} {target} HTTP/1.1\r\n", headers)


def response_head(status: int, reason: str, headers: Headers) -> bytes:
    """The head of a response as bytes; a line break in it is the caller's mistake (ValueError)."""
    return _head(f"HTTP/1.1 {status} {reason}\r\n", headers)


def _head(start: str, headers: Headers) -> bytes:
    text = start + "".join([f"{name}: {value}\r\n" for name, value in headers]) + "\r\n"
    if not text.count("\n") == text.count("\r") == len(headers) + 2:
        raise ValueError("a line break inside a message head")
    return text.encode("latin-1")


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body (RFC 9112 section 7.1); empty data gives nothing, for that would end the body."""
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""


LAST_CHUNK = b"0\r\n\r\n"
