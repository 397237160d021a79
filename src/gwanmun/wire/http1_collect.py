"""What llhttp calls back while it parses: collects events, and refuses framing that could be read in two ways."""

from __future__ import annotations

from httptools import HttpRequestParser, HttpResponseParser

from gwanmun.transfer import Headers
from gwanmun.wire.http1_events import END, Broken, Event, RequestHead, ResponseHead

HEAD_LIMIT = 64 * 1024
"""Bytes of a message head, and of anything else that is not body, before a reader gives up."""

FIELD_LIMIT = 256
"""Header fields of one message."""


class Refused(Exception):  # noqa: N818 - carries a value out of a parser callback
    """Ends the parsing; `broken` says why."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.why)
        self.broken = broken


class Collector:
    """The fields of the head being read, and the events so far; `fed` counts the bytes since the last event, `between`
    tells that no message has begun since the last one that leaves the connection open."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.fields: list[tuple[bytes, bytes]] = []
        self.start = b""
        self.in_head = self.between = True
        self.fed = 0
        self.broken: Broken | None = None

    def on_message_begin(self) -> None:
        self.fields, self.start = [], b""
        self.in_head, self.between = True, False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.in_head:  # trailer fields are dropped
            self.fields.append((name, value))

    def on_body(self, data: bytes) -> None:
        self.events.append(data)

    def take_fields(self) -> Headers:
        """The head's fields, names in lower case; refused when they are too many or too long."""
        fields, self.in_head = self.fields, False
        if len(fields) > FIELD_LIMIT:
            self.refuse(431, "too many header fields")
        if self.fed > HEAD_LIMIT and sum([len(n) + len(v) for n, v in fields]) + len(self.start) > HEAD_LIMIT:
            self.refuse(431, "the message head is too large")
        return tuple([(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in fields])

    def refuse(self, status: int, why: str) -> None:
        self.broken = Broken(status, why)
        raise Refused(self.broken)

    def check_coding(self, coding: str | None, version: str) -> bool:
        """Whether the body is chunked; any other transfer coding is refused, and all of them in HTTP/1.0."""
        if coding is None:
            return False
        if version != "1.1":
            self.refuse(400, "Transfer-Encoding in an HTTP/1.0 message")
        if coding.strip().lower() != "chunked":
            self.refuse(501, "a transfer coding other than chunked")
        return True


class Requests(Collector):
    """Of requests. `last` is the last head, `closing` is set once a request that ends the connection is complete.

    `body_only` makes the next head a silent one: it only frames the body of `last`.
    """

    parser: HttpRequestParser
    last: RequestHead
    closing = False
    body_only = False
    resumed = False

    @property
    def ignored_upgrade(self) -> bool:
        """`last` asks for a protocol nobody here speaks. httptools then takes its body for that protocol's bytes."""
        return self.last.upgrade not in ("", "websocket")

    def on_url(self, url: bytes) -> None:
        self.start += url

    def on_headers_complete(self) -> None:
        self.resumed, self.body_only = self.body_only, False
        if self.resumed:
            self.in_head = False
            return
        parser, headers = self.parser, self.take_fields()
        by_name, version = dict(headers), parser.get_http_version()
        self._check(headers, by_name, version)
        chunked = self.check_coding(by_name.get("transfer-encoding"), version)
        length = None if chunked else int(by_name.get("content-length", 0))
        method, target, upgrade = parser.get_method().decode("ascii"), self.start.decode("latin-1"), ""
        if parser.should_upgrade() and method != "CONNECT":
            upgrade = by_name.get("upgrade", "").strip().lower()
            if upgrade == "websocket" and length != 0:
                self.refuse(400, "a body in a request for another protocol")
        self.last = RequestHead(method, target, headers, version, length, parser.should_keep_alive(), upgrade, by_name)
        self.events.append(self.last)

    def _check(self, headers: Headers, by_name: dict[str, str], version: str) -> None:
        if version not in ("1.1", "1.0"):
            self.refuse(505, "not HTTP/1.1")
        twice = len(by_name) != len(headers) and [name for name, _ in headers].count("host") > 1
        if twice or (version == "1.1" and "host" not in by_name):
            self.refuse(400, "not exactly one Host field")

    def on_message_complete(self) -> None:
        if self.ignored_upgrade and not self.resumed:
            return
        self.events.append(END)
        self.in_head, self.closing = True, not self.last.keep_alive
        self.between = self.last.keep_alive and not self.resumed


class Responses(Collector):
    """Of responses to requests with `method`. `stray` tells of bytes where no body may be."""

    parser: HttpResponseParser
    method = "GET"
    bodyless = False
    stray = False
    keeps = False
    until_close = False
    open = False

    def on_status(self, reason: bytes) -> None:
        self.start += reason

    def on_body(self, data: bytes) -> None:
        if self.bodyless:
            self.stray = True
        else:
            self.events.append(data)

    def on_headers_complete(self) -> None:
        parser, headers = self.parser, self.take_fields()
        by_name, version, status = dict(headers), parser.get_http_version(), parser.get_status_code()
        chunked = self.check_coding(by_name.get("transfer-encoding"), version)
        announced = by_name.get("content-length")
        to_head = self.method == "HEAD" and status >= 200
        self.bodyless = to_head or status in (204, 304) or status < 200
        self.until_close = not self.bodyless and not chunked and announced is None
        length = 0 if self.bodyless else None if chunked or announced is None else int(announced)
        reason, keep_alive = self.start.decode("latin-1"), parser.should_keep_alive()
        self.keeps = keep_alive
        self.events.append(
            ResponseHead(status, reason, headers, version, length, keep_alive, self.until_close, by_name)
        )
        self.open = status >= 200 and not to_head
        if to_head:
            self.events.append(END)

    def on_message_complete(self) -> None:
        if self.open:
            self.events.append(END)
        self.open, self.in_head, self.between = False, True, self.keeps and not self.stray
