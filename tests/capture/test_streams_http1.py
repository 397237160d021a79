"""HTTP/1 on a connection: keep-alive, pipelining, proxies, tunnels, upgrades, losses, bounds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture.streams_message import BODY_LIMIT, PENDING_LIMIT
from gwanmun.transfer import Exchange, Response
from tests.capture.conversations import BASE, Chunks, Told, converse, recut, request, response, spoilt, untimed

UPGRADE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")


def bodies(told: Told) -> list[tuple[bytes, bytes | None]]:
    return [(e.request.body if e.request else b"", e.response.body if e.response else None) for e in told.exchanges]


def test_a_request_and_its_answer() -> None:
    told = converse([(True, request("/chat?x=1", "안녕".encode())), (False, response(b"hi"))])
    (exchange,) = told.exchanges
    assert exchange.request is not None
    assert (exchange.request.method, exchange.request.target, exchange.request.body) == (
        "POST",
        "/chat?x=1",
        "안녕".encode(),
    )
    assert exchange.response == Response(200, (("content-length", "2"),), b"hi", "Fine")
    assert (exchange.seen, exchange.opaque, exchange.at, exchange.volume) == ("full", "", 2000.0, None)
    assert (exchange.id, exchange.provenance.entry) == ("abababababab-7.exchange-0", "7.exchange-0")
    endpoint = exchange.endpoint
    assert (endpoint.host, endpoint.port, endpoint.scheme, endpoint.ip) == (
        "chat.example.com",
        443,
        "http",
        "203.0.113.9",
    )
    assert endpoint.named_by == "http-host"
    assert exchange.origin == BASE.origin
    assert (told.losses, told.conversation.readable, told.conversation.opaque()) == ([], True, "")
    assert told.conversation.protocol == "http1"


PIPELINED: Chunks = [
    (True, request("/1", b"one") + request("/2", method="HEAD") + request("/3", method="GET")),
    (False, response(b"first") + b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + response(b"third")),
    (True, request("/4", b"four")),
    (False, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
    (True, b"POST /5 HTTP/1.1\r\nHost: b.example\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
    (False, b"HTTP/1.1 200 OK\r\n\r\nuntil the end"),
]


def test_keep_alive_and_pipelining() -> None:
    told = converse(PIPELINED)
    assert [r.target for r in told.requests] == ["/1", "/2", "/3", "/4", "/5"]
    assert bodies(told) == [
        (b"one", b"first"),
        (b"", b""),
        (b"", b"third"),
        (b"four", b"abc"),
        (b"hi", b"until the end"),
    ]
    assert {e.seen for e in told.exchanges} == {"full"}
    assert [e.endpoint.host for e in told.exchanges][-1] == "b.example"
    assert told.losses == []


def test_each_request_has_the_time_of_its_first_byte() -> None:
    first = request("/1", b"body")
    told = converse(
        [(True, first[:4]), (True, first[4:]), (False, response()), (True, request("/2")), (False, response())]
    )
    assert [e.at for e in told.exchanges] == [2000.0, 2003.0]


@given(st.integers(0, 1 << 32), st.integers(1, 60))
def test_any_cut_gives_the_same_messages(seed: int, size: int) -> None:
    assert untimed(converse(recut(PIPELINED, seed, size))) == untimed(converse(PIPELINED))


@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 255)), max_size=6), st.integers(0, 9))
def test_changed_bytes_never_make_it_fail(changes: list[tuple[int, int]], gap: int) -> None:
    chunks: list[tuple[bool, bytes | int]] = list(spoilt(PIPELINED + SOCKET_OPENING, changes))
    chunks.insert(gap % len(chunks), (gap % 2 == 0, gap))
    converse(chunks)


SOCKET_OPENING: Chunks = [
    (True, request("/ws", b"", "GET", *UPGRADE)),
    (False, response(b"", 101, *UPGRADE) + b"\x81\x00"),
]


def test_only_what_the_client_said_was_captured() -> None:
    told = converse([(True, request("/1", b"one") + request("/2", b"two"))])
    assert bodies(told) == [(b"one", None), (b"two", None)]
    assert {e.seen for e in told.exchanges} == {"full"}


def test_only_what_the_server_said_was_captured() -> None:
    told = converse([(False, response())])
    assert (told.exchanges, told.conversation.readable) == ([], False)
    assert told.conversation.opaque() == "no HTTP request was complete"


def test_a_request_that_was_cut_is_seen_in_part() -> None:
    told = converse([(True, request("/1", b"whole body")[:-4])])
    (exchange,) = told.exchanges
    assert (exchange.seen, exchange.opaque) == ("head", "the end of the request was not captured")
    assert bodies(told) == [(b"whole ", None)]
    assert told.losses == ["the end of the request was not captured"]
    told = converse([(True, request("/1")), (False, response()), (True, request("/2")[:20])])
    assert ([r.target for r in told.requests], told.losses) == (["/1"], ["the head of a request was cut short"])


def test_a_loss_inside_a_body_of_known_length() -> None:
    whole = request("/1", b"0123456789")
    told = converse(
        [(True, whole[:-8]), (True, 3), (True, whole[-5:] + request("/2", b"next")), (False, response() * 2)]
    )
    assert [(e.seen, e.opaque) for e in told.exchanges] == [
        ("head", "3 bytes are missing from the capture"),
        ("full", ""),
    ]
    assert bodies(told) == [(b"01\0\0\x0056789", b"ok"), (b"next", b"ok")]
    answer = response(b"0123456789")
    told = converse(
        [(True, request("/1") + request("/2")), (False, answer[:-8]), (False, 3), (False, answer[-5:] + response())]
    )
    assert [e.seen for e in told.exchanges] == ["full", "full"], "what was sent is all there"
    assert [b for _, b in bodies(told)] == [b"01\0\0\x0056789", b"ok"]
    assert told.losses == ["3 bytes are missing from the capture"]


def test_a_loss_elsewhere_ends_the_direction() -> None:
    told = converse([(True, request("/1", b"one")), (True, 5), (True, request("/2", b"two")), (False, response() * 2)])
    assert ([r.target for r in told.requests], told.losses) == (["/1"], ["5 bytes are missing from the capture"])
    told = converse([(True, request("/1", b"12345")[:-3]), (True, 1 << 40), (True, request("/2")), (False, response())])
    assert [(e.seen, e.response and e.response.body) for e in told.exchanges] == [("head", b"ok")]
    told = converse([(True, request("/1")), (False, response(b"12345")[:-3]), (False, 4000), (False, response())])
    assert bodies(told) == [(b"", b"12")]


def test_broken_messages_are_told_once() -> None:
    told = converse(
        [(True, request("/1")), (False, response()), (True, b"\x00\x01" + request("/2")), (True, request("/3"))]
    )
    assert [r.target for r in told.requests] == ["/1"]
    assert len(told.losses) == 1
    assert "malformed HTTP" in told.losses[0]


def test_a_large_body_is_kept_up_to_the_limit() -> None:
    size = BODY_LIMIT + 1000
    told = converse([(True, request("/1", bytes(size))), (False, response(bytes(size)))])
    (exchange,) = told.exchanges
    assert (exchange.seen, exchange.opaque) == ("head", f"{BODY_LIMIT} of {size} bytes of the body were kept")
    assert [(len(a), len(b or b"")) for a, b in bodies(told)] == [(BODY_LIMIT, BODY_LIMIT)]
    assert len(told.losses) == 2


def test_too_many_open_requests_are_given_without_answer() -> None:
    count = PENDING_LIMIT + 10
    asked = b"".join(request(f"/{n}", method="GET") for n in range(count))
    told = converse([(True, asked), (False, b"".join(response(b"%d" % n) for n in range(count)))])
    answers = [b for _, b in bodies(told)]
    assert answers == [None] * 10 + [b"%d" % n for n in range(10, count)]


def test_a_long_answer_before_one_to_head_takes_no_longer_than_it_must() -> None:
    asked = request("/1", method="GET") + request("/2", method="HEAD")
    piece = b"3e8\r\n" + bytes(1000) + b"\r\n"
    begun: Chunks = [(True, asked), (False, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    started = time.process_time()
    told = converse([*begun, *[(False, piece * 100)] * 100])
    assert time.process_time() - started < 10
    assert told.losses[0] == f"{BODY_LIMIT} of {100 * 100 * 1000} bytes of the body were kept"


def test_a_proxy_is_asked_in_absolute_form() -> None:
    told = converse([(True, request("http://Ads.Example.com:8080/track?id=1", method="GET")), (False, response())])
    (exchange,) = told.exchanges
    assert exchange.request is not None
    assert exchange.request.target == "/track?id=1"
    assert (exchange.endpoint.host, exchange.endpoint.port, exchange.endpoint.ip) == ("ads.example.com", 8080, None)


CONNECT = b"CONNECT far.example.com:8443 HTTP/1.1\r\nHost: far.example.com:8443\r\n\r\n"


@pytest.mark.parametrize("granted", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"])
def test_a_tunnel_is_looked_into(granted: bytes) -> None:
    told = converse(
        [
            (True, CONNECT + request("/in", b"hello")[:10]),
            (True, request("/in", b"hello")[10:]),
            (False, granted + response()),
        ]
    )
    (exchange,) = told.exchanges
    assert (exchange.endpoint.host, exchange.endpoint.port, exchange.endpoint.ip) == ("chat.example.com", 8443, None)
    assert bodies(told) == [(b"hello", b"ok")]


def test_a_tunnel_that_stays_closed_keeps_its_name() -> None:
    told = converse([(True, CONNECT), (False, b"HTTP/1.1 200 OK\r\n\r\n"), (True, b"\x00\x01\x02 something else")])
    (exchange,) = told.exchanges
    assert (exchange.seen, exchange.request) == ("name", None)
    assert (exchange.endpoint.host, exchange.endpoint.named_by, exchange.endpoint.ip) == (
        "far.example.com",
        "connect",
        None,
    )
    assert exchange.opaque == "in a protocol that is not read here"


def test_a_tunnel_in_a_tunnel_is_not() -> None:
    inner = CONNECT.replace(b"far", b"inner")
    told = converse(
        [
            (True, CONNECT),
            (False, b"HTTP/1.1 200 OK\r\n\r\n"),
            (True, inner),
            (False, b"HTTP/1.1 200 OK\r\n\r\n"),
            (True, request()),
        ]
    )
    assert told.requests == []
    assert "a tunnel inside a tunnel" in told.losses


def test_a_tunnel_that_was_refused() -> None:
    told = converse(
        [
            (True, CONNECT),
            (False, response(b"no", 407)),
            (True, CONNECT),
            (False, b"HTTP/1.1 200 OK\r\n\r\n"),
            (True, request("/in")),
            (False, response()),
        ]
    )
    assert [(r.method, r.target) for r in told.requests] == [("CONNECT", "far.example.com:8443"), ("POST", "/in")]


def test_an_upgrade_that_was_declined() -> None:
    told = converse(
        [
            (True, request("/ws", b"", "GET", *UPGRADE)),
            (False, response(b"no", 400)),
            (True, request("/2", b"two")),
            (False, response()),
        ]
    )
    assert [r.target for r in told.requests] == ["/ws", "/2"]
    assert bodies(told) == [(b"", b"no"), (b"two", b"ok")]


def test_an_upgrade_whose_answer_is_missing() -> None:
    told = converse([(True, request("/ws", b"", "GET", *UPGRADE)), (True, b"\x81\x80abcd")])
    assert [r.target for r in told.requests] == ["/ws"]
    assert told.losses == ["the answer to a request for another protocol is missing"]
    flood: Chunks = [(True, request("/ws", b"", "GET", *UPGRADE)), *[(True, bytes(1 << 20))] * 9]
    assert "the answer to a request for another protocol was not captured" in converse(flood).losses


def test_a_change_to_an_unknown_protocol_is_told() -> None:
    asked = request("/x", b"", "GET", "Upgrade: tftp", "Connection: Upgrade")
    told = converse(
        [(True, asked), (False, response(b"", 101, "Upgrade: tftp", "Connection: Upgrade")), (True, b"data")]
    )
    assert [r.target for r in told.requests] == ["/x"]
    assert told.losses == ["in a protocol that is not read here"]


@pytest.mark.parametrize(
    ("host", "expected", "named_by"),
    [
        ("Shop.Example.com:8443", "shop.example.com", "http-host"),
        ("[2001:db8::1]:80", "2001:db8::1", "http-host"),
        ("2001:db8::1", "2001:db8::1", "http-host"),
        ("198.51.100.7", "198.51.100.7", "http-host"),
        ("a/b", None, ""),
        ("", None, ""),
        ("x:99999999", None, ""),
    ],
)
def test_the_host_field_names_the_peer(host: str, expected: str | None, named_by: str) -> None:
    told = converse([(True, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())])
    (exchange,) = [item for item in told.items if isinstance(item, Exchange)]
    assert (exchange.endpoint.host, exchange.endpoint.named_by) == (expected, named_by)
