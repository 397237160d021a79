"""Reading and writing HTTP/1.1: every cut of the bytes, framing that is refused, upgrades."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.http1 import (
    END,
    FIELD_LIMIT,
    HEAD_LIMIT,
    LAST_CHUNK,
    Broken,
    Event,
    RequestHead,
    RequestReader,
    ResponseHead,
    ResponseReader,
    Upgraded,
    chunk,
    request_head,
    response_head,
)

HOST = b"Host: a.example\r\n"


def joined(events: Iterable[Event]) -> list[Event]:
    """The events with neighbouring body chunks joined, and heads without the bytes they came in."""
    out: list[Event] = []
    for event in events:
        if isinstance(event, RequestHead | ResponseHead):
            event = event._replace(raw=b"")
        if isinstance(event, bytes) and out and isinstance(out[-1], bytes):
            out[-1] += event
        else:
            out.append(event)
    return out


def requests(data: bytes, cuts: Iterable[int] = ()) -> list[Event]:
    reader, bounds = RequestReader(), [0, *cuts, len(data)]
    return joined(e for a, b in itertools.pairwise(bounds) for e in reader.feed(data[a:b]))


def responses(data: bytes, method: str = "GET", cuts: Iterable[int] = (), eof: bool = False) -> list[Event]:
    reader, bounds = ResponseReader(), [0, *cuts, len(data)]
    reader.expect(method)
    events = [e for a, b in itertools.pairwise(bounds) for e in reader.feed(data[a:b])]
    return joined(events + (reader.eof() if eof else []))


PIPELINED = (
    b"POST /a?b=c HTTP/1.1\r\n" + HOST + b"X-Name: \xea\xb9\x80\r\nContent-Length: 3\r\n\r\nabc"
    b"PUT * HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: Chunked\r\n\r\n2;x=1\r\nde\r\n1\r\nf\r\n0\r\nTrailer: x\r\n\r\n"
    b"GET / HTTP/1.0\r\n\r\n"
)


def test_every_cut_gives_the_same_events() -> None:
    whole = requests(PIPELINED)
    assert [e for e in whole if not isinstance(e, RequestHead)] == [b"abc", END, b"def", END, END]
    for cut in range(len(PIPELINED) + 1):
        assert requests(PIPELINED, (cut,)) == whole
    assert requests(PIPELINED, range(1, len(PIPELINED))) == whole


@given(st.lists(st.integers(0, len(PIPELINED)), max_size=4).map(sorted))
def test_a_head_that_came_in_one_piece_keeps_its_bytes(cuts: list[int]) -> None:
    reader, bounds, raw = RequestReader(), [0, *cuts, len(PIPELINED)], []
    for start, end in itertools.pairwise(bounds):
        heads = [e for e in reader.feed(PIPELINED[start:end]) if isinstance(e, RequestHead)]
        assert all(head.raw in (b"", PIPELINED[start:][: len(head.raw)]) for head in heads[:1])
        assert not any(head.raw for head in heads[1:])
        raw += [head.raw for head in heads if head.raw]
    first = PIPELINED[: PIPELINED.index(b"abc")]
    assert {*raw} <= {first}
    assert [e.raw for e in RequestReader().feed(first + b"abc") if isinstance(e, RequestHead)] == [first]


def test_a_head_that_does_not_stand_alone_has_no_bytes_of_its_own() -> None:
    for before in (b"\r\n", b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"):
        heads = [e for e in RequestReader().feed(before + PIPELINED) if isinstance(e, RequestHead)]
        assert not heads[-3].raw


@pytest.mark.parametrize("end", [b"\n", b"\r", b" \r\n ", b"\r\n\t"])
def test_no_line_ends_but_as_it_must(end: bytes) -> None:
    assert isinstance(requests(b"GET / HTTP/1.1\r\n" + HOST + b"X: a" + end + b"Y: b\r\n\r\n")[-1], Broken)
    assert isinstance(responses(b"HTTP/1.1 200 OK\r\nX: a" + end + b"Content-Length: 0\r\n\r\n")[-1], Broken)


def test_heads_are_told_as_they_stand() -> None:
    first, second, third = (e for e in requests(PIPELINED) if isinstance(e, RequestHead))
    assert (first.method, first.target, first.version, first.length, first.keep_alive) == (
        "POST",
        "/a?b=c",
        "1.1",
        3,
        True,
    )
    assert first.headers == (("host", "a.example"), ("x-name", "ê¹\x80"), ("content-length", "3"))
    assert (second.target, second.length) == ("*", None)
    assert (third.version, third.length, third.keep_alive) == ("1.0", 0, False)


@given(st.binary(max_size=300))
def test_no_bytes_make_a_reader_fail(data: bytes) -> None:
    for reader in (RequestReader(), ResponseReader()):
        reader.feed(data)
        reader.feed(data)


@given(st.lists(st.integers(0, len(PIPELINED)), max_size=8).map(sorted))
def test_any_cuts_give_the_same_events(cuts: list[int]) -> None:
    assert requests(PIPELINED, cuts) == requests(PIPELINED)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: 1\r\nTransfer-Encoding: chunked", 400),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 1", 400),
        (b"Content-Length: 1\r\nContent-Length: 1", 400),
        (b"Content-Length: 1, 1", 400),
        (b"Content-Length: 0x1", 400),
        (b"Transfer-Encoding: gzip, chunked", 501),
        (b"Transfer-Encoding: identity", 501),
        (b"Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 1", 400),
        (b"Transfer-Encoding: chunked, chunked", 400),
        (b"X : y", 400),
        (b"X: a\r\n folded", 400),
        (b"X: a\x00b", 400),
        (b"Host: b.example", 400),
    ],
)
def test_doubtful_framing_is_refused(head: bytes, status: int) -> None:
    events = requests(b"POST / HTTP/1.1\r\n" + HOST + head + b"\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n" + HOST + b"\r\n")
    assert isinstance(events[-1], Broken)
    assert events[-1].status == status
    assert END not in events


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 505),
        (b"GET / HTTP/1.2\r\n" + HOST + b"\r\n", 400),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"\x16\x03\x01\x00\x05", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * HEAD_LIMIT + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: y\r\n" * FIELD_LIMIT + b"\r\n", 431),
    ],
)
def test_what_is_no_acceptable_request(data: bytes, status: int) -> None:
    (event,) = requests(data)
    assert isinstance(event, Broken)
    assert event.status == status


@pytest.mark.parametrize(
    "start",
    [
        b"GET / HTTP/1.1\r\nX: ",
        b"GET /",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1;x=",
    ],
)
def test_heads_trailers_and_extensions_do_not_grow_for_ever(start: bytes) -> None:
    reader = RequestReader()
    reader.feed(start)
    fed = 0
    while not any(isinstance(e, Broken) for e in reader.feed(b"a" * 1000)):
        fed += 1000
        assert fed < 2 * HEAD_LIMIT


def test_connect_hands_over_the_rest() -> None:
    reader = RequestReader()
    head, end, upgraded = reader.feed(b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n\x16\x03")
    assert isinstance(head, RequestHead)
    assert (head.target, end, upgraded) == ("a:443", END, Upgraded(b"\x16\x03"))
    assert reader.feed(b"\x01") == []
    assert reader.take_upgraded() == b"\x16\x03\x01"


def test_a_websocket_that_is_declined_stays_http() -> None:
    reader = RequestReader()
    asked = b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: WebSocket\r\nConnection: upgrade\r\n\r\n"
    events = reader.feed(asked + b"GET /next HTTP/1.1\r\n" + HOST)
    assert isinstance(events[0], RequestHead)
    assert events[0].upgrade == "websocket"
    assert isinstance(events[-1], Upgraded)
    assert reader.decline_upgrade() == []
    (head, end) = reader.feed(b"\r\n")
    assert isinstance(head, RequestHead)
    assert (head.target, end) == ("/next", END)


def test_other_upgrades_are_ignored_however_many() -> None:
    asked = b"POST / HTTP/1.1\r\n" + HOST + b"Upgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 1\r\n\r\nx"
    events = requests(asked * 3000)
    assert len(events) == 9000
    assert events[1::3] == [b"x"] * 3000
    chunked = asked.replace(b"Content-Length: 1\r\n\r\nx", b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
    last = chunked.replace(b"POST", b"PUT").replace(b"Connection: Upgrade", b"Connection: Upgrade, close")
    for cut in range(len(chunked)):
        events = requests(chunked + last + b"more", (cut, len(chunked) + cut))
        assert [e for e in events if not isinstance(e, RequestHead)] == [b"x", END, b"x", END]


def test_bytes_after_close_are_ignored() -> None:
    events = requests(b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\nGET /more HTTP/1.1\r\n\r\n")
    assert len(events) == 2
    assert events[-1] is END


def test_responses_in_a_row() -> None:
    reader = ResponseReader()
    reader.expect("HEAD")
    assert reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")[1:] == [END]
    assert not reader.over
    reader.expect("GET")
    assert reader.feed(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")[1:] == [END]
    reader.expect("GET")
    events = reader.feed(
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
    )
    assert [e.status for e in events if isinstance(e, ResponseHead)] == [103, 200]
    assert [e for e in events if not isinstance(e, ResponseHead)] == [b"x", END]


def test_a_body_where_none_may_be_spoils_the_connection() -> None:
    reader = ResponseReader()
    reader.expect("HEAD")
    reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    assert reader.over


def test_a_body_until_the_end_of_the_connection() -> None:
    data = b"HTTP/1.1 200 OK\r\n\r\nabc"
    for cut in range(len(data) + 1):
        head, body, end = responses(data, cuts=(cut,), eof=True)
        assert isinstance(head, ResponseHead)
        assert (head.until_close, head.length, body, end) == (True, None, b"abc", END)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n\r\n\x81",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * HEAD_LIMIT + b"\r\n\r\n",
    ],
)
def test_broken_responses(data: bytes) -> None:
    events = responses(data, eof=True)
    assert isinstance(events[-1], Broken)
    assert events[-1].status in (502, 501, 431)


def test_a_switch_of_protocols() -> None:
    data = b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x00"
    assert responses(data)[-1] == Upgraded(b"\x81\x00")


def test_heads_are_written_as_they_are_read() -> None:
    data = request_head("POST", "/x", (("host", "a"), ("x", "ê¹"), ("content-length", "0")))
    (head, _) = requests(data)
    assert isinstance(head, RequestHead)
    assert head.headers == (("host", "a"), ("x", "ê¹"), ("content-length", "0"))
    assert response_head(200, "OK", ()) == b"HTTP/1.1 200 OK\r\n\r\n"


@pytest.mark.parametrize(("name", "value"), [("x", "a\r\nb: c"), ("x", "a\nb"), ("x\r", "a")])
def test_a_line_break_is_never_written(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        request_head("GET", "/", ((name, value),))


@given(st.lists(st.binary(min_size=0, max_size=50), max_size=8))
def test_chunks_are_read_back(pieces: list[bytes]) -> None:
    body = b"".join(map(chunk, pieces)) + LAST_CHUNK
    events = requests(b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + body)
    assert b"".join(e for e in events if isinstance(e, bytes)) == b"".join(pieces)
    assert events[-1] is END
