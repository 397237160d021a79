"""A message read whole is what all callbacks of llhttp tell of it; what is doubtful is left to them."""

from __future__ import annotations

import pytest
from httptools import HttpRequestParser, HttpResponseParser
from hypothesis import example, given
from hypothesis import strategies as st

from gwanmun.wire.http1 import (
    END,
    FIELD_LIMIT,
    HEAD_LIMIT,
    Broken,
    Event,
    RequestHead,
    RequestReader,
    ResponseHead,
    ResponseReader,
)
from gwanmun.wire.http1_whole import LINE_HELD, LINES_HELD, Checker, Lines, whole_request, whole_response

HOST = b"Host: a.example\r\n"
NAMES = (
    b"Host",
    b"content-length",
    b"Connection",
    b"X-Name",
    b"Transfer-Encoding",
    b"upgrade",
    b"set-cookie",
    b"bad name",
)
VALUES = (
    b"a.example",
    b"3",
    b"03",
    b"0",
    b"keep-alive",
    b"close",
    b"a b",
    b"",
    b" ",
    b"\tx ",
    b"chunked",
    b"\xea\xb9\x80",
)
STARTS = (
    b"GET / ",
    b"POST /a?b=c ",
    b"PUT * ",
    b"HEAD / ",
    b"GET http://a/ ",
    b"GET /\xea ",
    b"get / ",
    b"CONNECT a:1 ",
)
STATUSES = (
    b"200 OK",
    b"204 No",
    b"304 Not",
    b"100 Continue",
    b"200 ",
    b"200",
    b"600 X",
    b"20 X",
    b"404 \xea",
    b"+20 X",
)
ENDS = (*[b"\r\n"] * 8, b"\n", b"\r", b" \r\n", b"\r\n ", b"\x00\r\n")

fields = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from((b": ", b":", b" : ", b":\t")),
        st.sampled_from(VALUES),
        st.sampled_from(ENDS),
    ).map(b"".join),
    max_size=5,
).map(b"".join)
bodies = st.sampled_from((b"", b"abc", b"abcd", b"0\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"))


def read(reader: RequestReader | ResponseReader, data: bytes) -> list[Event]:
    """The events when the first byte comes alone, so that all callbacks are used."""
    return [*reader.feed(data[:1]), *reader.feed(data[1:])]


def stripped(events: list[Event]) -> list[Event]:
    return [e._replace(raw=b"") if isinstance(e, RequestHead | ResponseHead) else e for e in events]


def requested(data: bytes) -> list[Event] | None:
    return whole_request(data, Checker(HttpRequestParser))


def responded(data: bytes) -> list[Event] | None:
    return whole_response(data, Checker(HttpResponseParser))


@given(st.sampled_from(STARTS), st.sampled_from((b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.1 ")), fields, bodies)
@example(b"POST / ", b"HTTP/1.1", HOST + b"Content-Length: 3\r\n", b"abc")
@example(b"POST / ", b"HTTP/1.1", HOST + b"Content-Length: 03\r\n", b"abc")
def test_a_whole_request_is_what_the_callbacks_tell(start: bytes, version: bytes, head: bytes, body: bytes) -> None:
    data = start + version + b"\r\n" + head + b"\r\n" + body
    whole = requested(data)
    if whole is not None:
        assert stripped(whole) == read(RequestReader(), data)
        assert isinstance(whole[0], RequestHead)
        assert whole[0].raw + (whole[1] if isinstance(whole[1], bytes) else b"") == data


@given(st.sampled_from(STATUSES), fields, bodies)
@example(b"200 OK", b"Content-Length: 3\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n", b"abc")
def test_a_whole_response_is_what_the_callbacks_tell(status: bytes, head: bytes, body: bytes) -> None:
    data = b"HTTP/1.1 " + status + b"\r\n" + head + b"\r\n" + body
    whole = responded(data)
    if whole is not None:
        reader = ResponseReader()
        reader.expect("GET")
        assert stripped(whole) == read(reader, data)


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    for start in (b"", b"GET / HTTP/1.1\r\n", b"HTTP/1.1 200 OK\r\n"):
        requested(start + data)
        responded(start + data)


def test_the_everyday_shapes_are_read_whole() -> None:
    post = (
        b"POST /v1 HTTP/1.1\r\n" + HOST + b"Connection: keep-alive\r\nContent-Length: 2\r\nX: \xea\xb9\x80 b\r\n\r\n{}"
    )
    head, body, end = requested(post) or []
    assert isinstance(head, RequestHead)
    assert (head.length, head.headers[-1], body, end) == (2, ("x", "ê¹\x80 b"), b"{}", END)
    answer = responded(b"HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n")
    assert answer is not None
    assert isinstance(answer[0], ResponseHead)
    assert answer[1] is END


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\r\nGET / HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"\r\nGET",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nab",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\n\r\n",
        b"CONNECT a.example:443 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: a\n Y: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X%d: y\r\n" % n for n in range(FIELD_LIMIT)) + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"y" * HEAD_LIMIT + b"\r\n\r\n",
    ],
)
def test_the_rest_is_left_to_the_callbacks(data: bytes) -> None:
    assert requested(data) is None


def test_a_message_is_not_seen_inside_another() -> None:
    inner = b"POST /inner HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n"
    reader = RequestReader()
    outer = b"POST /outer HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % len(inner)
    assert [type(event) for event in reader.feed(outer)] == [RequestHead]
    assert reader.feed(inner) == [inner, END]
    assert [e.target for e in reader.feed(inner) if isinstance(e, RequestHead)] == ["/inner"]


def test_a_message_is_not_seen_behind_half_a_head() -> None:
    reader = RequestReader()
    assert reader.feed(b"POST / HTTP/1.1\r\n" + HOST + b"X: ") == []
    head, end = reader.feed(b"GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    assert isinstance(head, RequestHead)
    assert (head.headers[1], end) == (("x", "GET / HTTP/1.1"), END)


def test_nothing_is_read_after_a_request_that_closes() -> None:
    reader, plain = RequestReader(), b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
    assert reader.feed(plain.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))[-1] is END
    assert [e for e in reader.feed(plain) if not isinstance(e, Broken)] == []


def test_usual_lines_are_remembered_within_bounds_and_no_others() -> None:
    lines = Lines()
    assert lines["Accept: */*"] == lines["Accept: */*"] == ("accept", "*/*")
    assert lines["Cookie: a=b"] == ("cookie", "a=b")
    assert lines["User-Agent: " + "x" * LINE_HELD] == ("user-agent", "x" * LINE_HELD)
    assert list(lines) == ["Accept: */*"]
    for number in range(LINES_HELD):
        assert lines[f"Date: {number}"] == ("date", str(number))
    assert len(lines) <= LINES_HELD


def test_a_checker_goes_on_after_a_refusal() -> None:
    checker = Checker(HttpRequestParser)
    assert not checker.passes(b"GET / HTTP/1.1\r\nX y\r\n\r\n")
    assert not checker.passes(b"GET / HTTP/1.1\r\n")
    assert checker.passes(b"GET / HTTP/1.1\r\nX: y\r\n\r\n")
