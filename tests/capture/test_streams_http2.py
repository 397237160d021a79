"""HTTP/2 on a connection: streams as exchanges, trailers, resets, WebSocket inside, h2c, losses, bounds."""

from __future__ import annotations

from hpack import Encoder
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture.streams_message import BODY_LIMIT, PENDING_LIMIT
from gwanmun.wire import http2_frames as f
from tests.capture.conversations import Chunks, converse, recut, request, response, spoilt, untimed
from tests.world.websocket import frame as socket_frame

END = f.END_HEADERS | f.END_STREAM
Pairs = list[tuple[str, str]]


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


class Speaker:
    """One end that speaks HTTP/2; the client's first words are the preface and its settings."""

    def __init__(self) -> None:
        self._encoder = Encoder()

    def head(self, stream: int, fields: Pairs, end: bool = False) -> bytes:
        return frame(f.HEADERS, END if end else f.END_HEADERS, stream, self._encoder.encode(fields))

    def ask(self, stream: int, path: str, *more: tuple[str, str], end: bool = False, method: str = "POST") -> bytes:
        fields = [(":method", method), (":scheme", "https"), (":path", path), (":authority", "api.example.com:443")]
        return self.head(stream, [*fields, *more], end)

    def answer(self, stream: int, status: int = 200, *more: tuple[str, str], end: bool = False) -> bytes:
        return self.head(stream, [(":status", str(status)), *more], end)


def data(stream: int, content: bytes, end: bool = True) -> bytes:
    return frame(f.DATA, f.END_STREAM if end else 0, stream, content)


HELLO = f.PREFACE + frame(f.SETTINGS, 0, 0)
client, server = Speaker(), Speaker()
CHUNKS: Chunks = [
    (False, frame(f.SETTINGS, 0, 0)),
    (
        True,
        HELLO
        + client.ask(1, "/v1/chat", ("cookie", "a=1"), ("cookie", "b=2"))
        + client.ask(3, "/list", end=True, method="GET"),
    ),
    (True, data(1, b'{"prompt":', False)),
    (False, server.answer(3, 103) + server.answer(3) + data(3, b"three")),
    (True, data(1, b'"x"}', False) + client.head(1, [("x-checksum", "7")], end=True)),
    (False, server.answer(1) + data(1, b"event", False) + server.head(1, [("grpc-status", "0")], end=True)),
    (
        False,
        frame(f.PUSH_PROMISE, f.END_HEADERS, 1, b"\x00\x00\x00\x02" + Encoder().encode([(":path", "/pushed")]))
        + data(2, b"pushed"),
    ),
    (True, client.ask(5, "/last", end=True, method="GET")),
    (False, frame(f.GOAWAY, 0, 0, b"\x00\x00\x00\x05\x00\x00\x00\x00")),
]


def test_streams_are_exchanges() -> None:
    told = converse(CHUNKS)
    listed, chat, last = told.exchanges
    assert chat.request is not None
    assert chat.response is not None
    assert (chat.request.method, chat.request.target, chat.request.version) == ("POST", "/v1/chat", "2")
    assert chat.request.headers == (("host", "api.example.com:443"), ("cookie", "a=1; b=2"), ("x-checksum", "7"))
    assert chat.request.body == b'{"prompt":"x"}'
    assert (chat.response.status, chat.response.headers, chat.response.body) == (200, (("grpc-status", "0"),), b"event")
    assert (chat.endpoint.host, chat.endpoint.scheme, chat.endpoint.named_by) == (
        "api.example.com",
        "http",
        "http-host",
    )
    assert (chat.at, listed.response and listed.response.body, last.response) == (2001.0, b"three", None)
    assert ({e.seen for e in told.exchanges}, told.losses, told.conversation.protocol) == ({"full"}, [], "http2")


@given(st.integers(0, 1 << 32), st.integers(1, 60))
def test_any_cut_gives_the_same_messages(seed: int, size: int) -> None:
    assert untimed(converse(recut(CHUNKS, seed, size))) == untimed(converse(CHUNKS))


@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 255)), max_size=6), st.integers(0, 9))
def test_changed_bytes_never_make_it_fail(changes: list[tuple[int, int]], gap: int) -> None:
    chunks: list[tuple[bool, bytes | int]] = list(spoilt(CHUNKS, changes))
    chunks.insert(gap % len(chunks), (gap % 2 == 0, gap))
    converse(chunks)


def test_a_stream_that_was_reset() -> None:
    c, s = Speaker(), Speaker()
    told = converse(
        [
            (True, HELLO + c.ask(1, "/a") + data(1, b"begun", False)),
            (False, frame(f.RST_STREAM, 0, 1, b"\x00\x00\x00\x0b")),
            (True, data(1, b"late") + c.ask(3, "/b", end=True) + frame(f.RST_STREAM, 0, 3, b"\x00\x00\x00\x08")),
            (False, s.answer(3, end=True)),
        ]
    )
    assert [(e.seen, e.opaque, e.request and e.request.body) for e in told.exchanges] == [
        ("head", "the stream was reset by the server (error 11)", b"begun"),
        ("full", "", b""),
    ]


def test_a_loss_ends_the_direction() -> None:
    c, s = Speaker(), Speaker()
    told = converse(
        [
            (True, HELLO + c.ask(1, "/a", end=True) + c.ask(3, "/b") + data(3, b"begun", False)),
            (True, 100),
            (True, data(3, b"more")),
            (False, s.answer(1) + data(1, b"answer") + s.answer(3) + data(3, b"x", False)),
        ]
    )
    why = "100 bytes are missing from the capture"
    assert [(e.seen, e.opaque) for e in told.exchanges] == [("full", ""), ("head", why)]
    assert [e.response and e.response.body for e in told.exchanges] == [b"answer", b"x"]
    assert told.losses.count(why) == 2, "of the connection, and of the request that was under way"


def test_a_bomb_ends_the_direction_and_keeps_the_rest() -> None:
    c, s = Speaker(), Speaker()
    bomb = frame(f.HEADERS, END, 3, b"\x40\x01x" + b"\x7f\xbd\x1d" + b"a" * 3900 + b"\xbe" * 60_000)
    told = converse([(True, HELLO + c.ask(1, "/a", end=True) + bomb), (False, s.answer(1, end=True))])
    assert [r.target for r in told.requests] == ["/a"]
    assert told.losses == ["HTTP/2 header fields that cannot be unpacked"]


def test_many_open_streams_and_large_bodies_stay_bounded() -> None:
    c = Speaker()
    asked = HELLO + b"".join(c.ask(2 * n + 1, f"/{n}") for n in range(PENDING_LIMIT + 5))
    told = converse([(True, asked)])
    assert len(told.exchanges) == PENDING_LIMIT + 5
    assert {e.seen for e in told.exchanges} == {"head"}
    c, piece = Speaker(), data(1, bytes(1 << 20), False)
    told = converse([(True, HELLO + c.ask(1, "/large")), *[(True, piece)] * 6, (True, data(1, b""))])
    (exchange,) = told.exchanges
    assert exchange.opaque == f"{BODY_LIMIT} of {6 << 20} bytes of the body were kept"


def test_a_websocket_inside() -> None:
    c, s = Speaker(), Speaker()
    mask = b"\x01\x02\x03\x04"
    told = converse(
        [
            (True, HELLO + c.ask(1, "/socket", (":protocol", "websocket"), method="CONNECT")),
            (False, s.answer(1)),
            (
                True,
                data(1, socket_frame(1, b"typed", mask)[:5], False)
                + data(1, socket_frame(1, b"typed", mask)[5:], False),
            ),
            (False, data(1, socket_frame(1, b"told"), False)),
            (True, data(1, socket_frame(8, b"", mask))),
        ]
    )
    sent, handshake = told.exchanges
    assert (sent.request and (sent.request.method, sent.request.target, sent.request.body)) == (
        "WEBSOCKET",
        "/socket",
        b"typed",
    )
    assert (sent.endpoint.scheme, handshake.request and handshake.request.method) == ("ws", "CONNECT")


def test_an_upgrade_to_h2c() -> None:
    s, c = Speaker(), Speaker()
    asked = request(
        "/first", b"", "GET", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"
    )
    told = converse(
        [
            (True, asked),
            (False, response(b"", 101, "Upgrade: h2c", "Connection: Upgrade") + frame(f.SETTINGS, 0, 0) + s.answer(1)),
            (True, HELLO + c.ask(3, "/second", end=True)),
            (False, data(1, b"one") + s.answer(3) + data(3, b"two")),
        ]
    )
    found = [(e.request and e.request.target, e.response and e.response.body) for e in told.exchanges]
    assert found == [("/first", b"one"), ("/second", b"two")]
    assert told.conversation.protocol == "http1+http2"
