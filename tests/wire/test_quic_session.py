"""Opening QUIC with a key log: the three suites, key updates, early data, order, losses, hostile datagrams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.quic_datagram import Piece, packets, pieces
from gwanmun.wire.quic_open import OpenPacket, QuicOpener, whole_number
from gwanmun.wire.quic_session import AHEAD_LIMIT, AHEAD_PIECES, QuicSession, StreamBytes
from gwanmun.wire.tls_secrets import Secrets
from gwanmun.wire.tls_session import NO_HELLO, NO_LOG, NOT_LOGGED
from gwanmun.wire.tls_side import NO_FIT
from tests.wire.quic_peer import CLIENT, SERVER, Sender, early, log, opening, secrets, stream

Datagrams = list[tuple[bool, bytes]]


def opened(datagrams: Datagrams, key_log: bytes | None) -> tuple[QuicSession, list[StreamBytes]]:
    session = QuicSession(None if key_log is None else Secrets.parse(key_log))
    return session, [piece for up, data in datagrams for piece in session.feed(up, data)]


def senders(suite: str) -> tuple[Sender, Sender]:
    server, client, _ = secrets(suite)
    return Sender(suite, server), Sender(suite, client)


@pytest.mark.parametrize("suite", ["aes128", "aes256", "chacha"])
def test_every_suite(suite: str) -> None:
    server, client = senders(suite)
    session, found = opened(
        [
            *opening(),
            (True, client.short(SERVER, 0, b"\x01" + stream(0, b"question", end=True))),
            (False, server.short(CLIENT, 7, stream(0, b"ans") + stream(0, b"wer", 3, end=True))),
        ],
        log(suite),
    )
    assert found == [
        StreamBytes(True, 0, b"question", True),
        StreamBytes(False, 0, b"ans", False),
        StreamBytes(False, 0, b"wer", True),
    ]
    assert session.opening is not None
    assert (session.opening.hello.server_name, session.why(), session.opened) == ("h3.example.com", "", 2)


def test_a_chacha_packet_of_rfc_9001() -> None:
    """Appendix A.5: a short header with number 654360564 and a PING."""
    opener = QuicOpener(bytes.fromhex("9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b"), "quic")
    opener._largest = 654360563
    datagram = bytes.fromhex("4cfe4189655e5cd55c41f69080575d7999c25a5bfb")
    (packet,) = packets(datagram, 0)
    assert opener.open(datagram, packet) == OpenPacket(654360564, b"\x01")


def test_packet_numbers_of_rfc_9000() -> None:
    """Appendix A.3: 0xa82f30ea was the largest, 16 bits of the next are 0x9b32."""
    assert whole_number(0x9B32, 16, 0xA82F30EA) == 0xA82F9B32
    assert whole_number(0, 8, -1) == 0
    assert whole_number(1, 8, 255) == 257
    assert whole_number(255, 8, 256) == 255


def test_keys_are_updated() -> None:
    _, client = senders("aes128")
    after = client.updated()
    datagrams = [
        (True, client.short(SERVER, 0, stream(0, b"a"))),
        (True, after.short(SERVER, 1, stream(0, b"b", 1), 1)),
        (True, after.updated().short(SERVER, 2, stream(0, b"c", 2, end=True), 0)),
    ]
    assert b"".join(p.data for p in opened([*opening(), *datagrams], log("aes128"))[1]) == b"abc"


def test_early_data() -> None:
    zero = Sender("aes128", secrets("aes128")[2])
    both = [*opening()[:2], (True, early(zero, 2, stream(0, b"early", end=True)))]
    assert opened(both, log("aes128"))[1] == [StreamBytes(True, 0, b"early", True)]


def test_pieces_in_any_order_and_twice() -> None:
    _, client = senders("aes256")
    frames = [stream(4, b"0123456789"[a:b], a, b == 10) for a, b in ((7, 10), (3, 6), (3, 6), (5, 8), (0, 4), (0, 10))]
    datagrams = [(True, client.short(SERVER, n, frame)) for n, frame in enumerate(frames)]
    found = opened([*opening(), *datagrams], log("aes256"))[1]
    assert (b"".join(p.data for p in found), found[-1].end) == (b"0123456789", True)


def test_what_waits_is_bounded() -> None:
    _, client = senders("aes128")
    holes = [(True, client.short(SERVER, n, stream(0, b"x", 10 + 2 * n))) for n in range(AHEAD_PIECES + 10)]
    session, found = opened([*opening(), *holes], log("aes128"))
    assert (found, session._ahead) == ([], AHEAD_PIECES)
    large = [(True, client.short(SERVER, n, stream(4 * n, bytes(60_000), 1))) for n in range(100)]
    session, found = opened([*opening(), *large], log("aes128"))
    assert found == []
    assert session._ahead <= AHEAD_LIMIT


def test_why_it_stays_closed() -> None:
    client = senders("aes128")[1]
    datagrams = [*opening(), (True, client.short(SERVER, 0, stream(0, b"question")))]
    for key_log, why in ((None, NO_LOG), (b"", NOT_LOGGED), (log("aes128").replace(b"22" * 32, b"23" * 32), NO_FIT)):
        session, found = opened(datagrams, key_log)
        assert (found, session.why()) == ([], why)
    assert opened(datagrams[2:], log("aes128"))[0].why() == NO_HELLO


def test_frames_without_data_are_passed_over() -> None:
    others = (
        b"\x04\x00\x01\x02" + b"\x05\x00\x01" + b"\x07\x02ab" + b"\x10\x40\x64" + b"\x11\x00\x01" + b"\x15\x00\x01"
        b"\x18\x01\x00\x04cidd" + bytes(16) + b"\x19\x00" + b"\x1a" + bytes(8) + b"\x1e" + b"\x31\x01x"
        b"\x03\x05\x00\x01\x00\x00\x00\x01\x02\x03" + b"\x00\x01"
    )
    assert pieces(others + b"\x08\x04rest") == [Piece(4, 0, b"rest", False)]
    assert pieces(b"\x21" + stream(0, b"x")) == []
    assert pieces(stream(0, b"cut short")[:-1]) == []


@given(st.binary(max_size=100), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6))
def test_no_datagram_makes_it_fail(data: bytes, changes: list[tuple[int, int]]) -> None:
    client = senders("aes128")[1]
    whole = [bytearray(d) for _, d in [*opening(), (True, client.short(SERVER, 0, stream(0, b"question") + data))]]
    for at, value in changes:
        piece = whole[at % len(whole)]
        piece[at // len(whole) % len(piece)] = value
    opened([(True, bytes(piece)) for piece in whole] + [(False, data)], log("aes128"))
    pieces(data)
    list(packets(b"\xc0\x00\x00\x00\x01" + data, 3))
