"""WebSocket and MQTT on a connection: what the client sends is exchanges."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from tests.capture.conversations import Chunks, converse, recut, request, response, spoilt, untimed
from tests.wire.test_mqtt import CONNECT_4, packet, text
from tests.world.websocket import frame

MASK = b"\x0a\x0b\x0c\x0d"


def opening(*answered: str, target: str = "/socket?room=7") -> Chunks:
    fields = ("Upgrade: websocket", "Connection: Upgrade")
    return [(True, request(target, b"", "GET", *fields)), (False, response(b"", 101, *fields, *answered))]


SOCKET: Chunks = [
    *opening(),
    (True, frame(1, "김가람".encode(), MASK) + frame(9, b"ping", MASK)),
    (False, frame(1, b"answer")),
    (True, b"\x02" + frame(2, b"two ", MASK)[1:] + b"\x80" + frame(0, b"parts", MASK)[1:]),
    (False, frame(8, b"")),
]


def test_messages_of_the_client_are_exchanges() -> None:
    told = converse(SOCKET)
    handshake, first, second = told.exchanges
    assert (handshake.request and handshake.request.method, handshake.response and handshake.response.status) == (
        "GET",
        101,
    )
    assert [e.endpoint.scheme for e in told.exchanges] == ["ws"] * 3
    assert first.request is not None
    assert second.request is not None
    assert (first.request.method, first.request.target, first.request.headers) == ("WEBSOCKET", "/socket?room=7", ())
    assert (first.request.body.decode(), second.request.body) == ("김가람", b"two parts")
    assert (first.at, first.endpoint.host, first.provenance.entry) == (2002.0, "chat.example.com", "7.exchange-1")
    assert (told.losses, told.conversation.protocol) == ([], "http1+websocket")


@given(st.integers(0, 1 << 32), st.integers(1, 60))
def test_any_cut_gives_the_same_messages(seed: int, size: int) -> None:
    assert untimed(converse(recut(SOCKET, seed, size))) == untimed(converse(SOCKET))
    assert untimed(converse(recut(MQTT, seed, size))) == untimed(converse(MQTT))


@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 255)), max_size=6), st.integers(0, 9))
def test_changed_bytes_never_make_it_fail(changes: list[tuple[int, int]], gap: int) -> None:
    for whole in (SOCKET, MQTT, [*opening("Sec-WebSocket-Protocol: mqtt"), (True, frame(2, MQTT[0][1], MASK))]):
        chunks: list[tuple[bool, bytes | int]] = list(spoilt(whole, changes))
        chunks.insert(gap % len(chunks), (gap % 2 == 0, gap))
        converse(chunks)


def test_compressed_messages() -> None:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = (stream.compress(b"typed " * 100) + stream.flush(zlib.Z_SYNC_FLUSH))[:-4]
    sent = frame(1, packed, MASK)
    chunks = [*opening("Sec-WebSocket-Extensions: permessage-deflate"), (True, bytes([sent[0] | 0x40]) + sent[1:])]
    assert converse(chunks).requests[-1].body == b"typed " * 100


def test_what_is_missing_of_a_message() -> None:
    cut = frame(1, b"not the whole of it", MASK)
    told = converse([*opening(), (True, cut[:12])])
    assert [(e.seen, e.request and e.request.body) for e in told.exchanges[1:]] == [("head", b"not th")]
    told = converse([*opening(), (True, cut[:12]), (True, 4), (True, frame(1, b"after", MASK))])
    assert [e.seen for e in told.exchanges] == ["full", "head"]
    assert told.losses[-1] == "4 bytes are missing from the capture"
    told = converse([*opening(), (True, frame(1, b"fine", MASK) + b"\x83\x00")])
    assert told.losses == ["what follows is not a WebSocket frame"]
    assert told.requests[-1].body == b"fine"


MQTT: Chunks = [
    (True, CONNECT_4 + packet(0x82, b"\x00\x01" + text("cmd/+") + b"\x01" + text("x") + b"\x00")),
    (False, packet(0x20, b"\x00\x00") + packet(0x30, text("cmd/1") + b"from the server")),
    (True, packet(0x30, text("home/가람") + b'{"serial":"A1"}')),
]


def test_mqtt_packets_are_exchanges() -> None:
    told = converse(MQTT)
    connect, subscribe, publish = told.requests
    assert (connect.method, connect.target, connect.body) == ("CONNECT", "/will/topic", b"gone")
    assert connect.headers == (("client-id", "dev-1"), ("username", "garam"), ("password", "pw"))
    assert (subscribe.method, subscribe.target, subscribe.body) == ("SUBSCRIBE", "/cmd/+", b"cmd/+\nx")
    assert (publish.method, publish.target, publish.body) == ("PUBLISH", "/home/가람", b'{"serial":"A1"}')
    assert publish.headers == (("client-id", "dev-1"),)
    assert [(e.endpoint.scheme, e.at) for e in told.exchanges] == [("mqtt", 2000.0), ("mqtt", 2000.0), ("mqtt", 2002.0)]
    assert (told.losses, told.conversation.protocol) == ([], "mqtt")


def test_mqtt_inside_a_websocket() -> None:
    wire = b"".join(data for up, data in MQTT if up)
    chunks = [
        *opening("Sec-WebSocket-Protocol: mqtt", target="/mqtt"),
        (True, frame(2, wire[:40], MASK) + frame(2, wire[40:], MASK)),
    ]
    told = converse(chunks)
    assert [r.method for r in told.requests] == ["GET", "CONNECT", "SUBSCRIBE", "PUBLISH"]
    assert {e.endpoint.host for e in told.exchanges} == {"chat.example.com"}


def test_mqtt_losses_are_told() -> None:
    told = converse([*MQTT, (True, 9), (True, packet(0x30, text("t") + b"after"))])
    assert (len(told.exchanges), told.losses) == (3, ["9 bytes are missing from the capture"])
    told = converse([*MQTT, (True, packet(0x30, text("t") + b"cut short")[:-3])])
    assert (len(told.exchanges), told.losses) == (3, ["an MQTT packet was cut short"])
    told = converse([*MQTT, (True, b"\x30\xff\xff\xff\xff\xff")])
    assert (len(told.exchanges), told.losses) == (3, ["an MQTT packet whose length is none"])
