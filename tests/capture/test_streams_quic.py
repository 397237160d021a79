"""QUIC with a key log: the requests of HTTP/3 become exchanges; without it, it is said why not."""

from __future__ import annotations

from pathlib import Path

import pylsqpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture.place import Item
from gwanmun.capture.streams_quic import QuicConversation
from gwanmun.transfer import Exchange
from gwanmun.wire.tls_secrets import Secrets
from gwanmun.wire.tls_session import NO_LOG
from tests.capture.conversations import BASE, PLACE, spoilt
from tests.wire.quic_peer import CLIENT, SERVER, Sender, log, opening, secrets, stream
from tests.wire.test_http3 import SETTINGS, frame

SAMPLE = (
    Path(__file__).parents[3] / "shared" / "samples" / "pcap" / "zeek" / "quic-curl-8.1.2-dev-http3-www-google-de.pcap"
)


def conversation() -> list[tuple[bool, bytes]]:
    """A POST whose head refers to the table, its body, and the answer."""
    server, client = (Sender("aes128", secret) for secret in secrets("aes128")[:2])
    encoder = pylsqpack.Encoder()
    table = encoder.apply_settings(4096, 16)
    fields = [(b":method", b"POST"), (b":scheme", b"https"), (b":authority", b"api.example.com"), (b":path", b"/v1")]
    fields += [(b"cookie", b"a=1"), (b"cookie", b"b=2")]
    for number in (0, 4):
        entries, block = encoder.encode(number, fields)
        table += entries
    answer = pylsqpack.Encoder().encode(4, [(b":status", b"200"), (b"server", b"x")])[1]
    return [
        *opening(),
        (False, server.short(CLIENT, 0, stream(3, SETTINGS))),
        (True, client.short(SERVER, 0, stream(4, frame(1, block) + frame(0, "가람".encode()), end=True))),
        (True, client.short(SERVER, 1, stream(2, b"\x02" + table) + stream(6, SETTINGS))),
        (False, server.short(CLIENT, 1, stream(4, frame(1, answer) + frame(0, b"fine"), end=True))),
    ]


def posted(host: str, target: str, body: bytes) -> list[tuple[bool, bytes]]:
    """A POST of JSON and its answer, without the dynamic table."""
    server, client = (Sender("aes128", secret) for secret in secrets("aes128")[:2])
    fields = [(":method", "POST"), (":scheme", "https"), (":authority", host), (":path", target)]
    fields += [("content-type", "application/json"), ("content-length", str(len(body)))]
    plain = [(name.encode(), value.encode()) for name, value in fields]
    asked = pylsqpack.Encoder().encode(0, plain)[1]
    answer = pylsqpack.Encoder().encode(0, [(b":status", b"200")])[1]
    return [
        *opening(),
        (True, client.short(SERVER, 0, stream(2, b"\x00" + SETTINGS[1:]))),
        (True, client.short(SERVER, 1, stream(0, frame(1, asked) + frame(0, body), end=True))),
        (False, server.short(CLIENT, 0, stream(0, frame(1, answer) + frame(0, b"fine"), end=True))),
    ]


def converse(datagrams: list[tuple[bool, bytes]], key_log: bytes | None) -> tuple[list[Item], QuicConversation]:
    talk = QuicConversation(PLACE, BASE, None if key_log is None else Secrets.parse(key_log))
    items = [i for n, (up, data) in enumerate(datagrams) for i in talk.feed(2000.0 + n, up, data)]
    return items + talk.close(), talk


def test_requests_become_exchanges() -> None:
    (exchange,), talk = converse(conversation(), log("aes128"))
    assert isinstance(exchange, Exchange)
    assert exchange.request is not None
    assert exchange.response is not None
    assert (exchange.request.method, exchange.request.target, exchange.request.version) == ("POST", "/v1", "3")
    assert exchange.request.headers == (("host", "api.example.com"), ("cookie", "a=1; b=2"))
    assert (exchange.request.body.decode(), exchange.response.body, exchange.seen) == ("가람", b"fine", "full")
    endpoint = exchange.endpoint
    assert (endpoint.scheme, endpoint.host, endpoint.sni) == ("https", "api.example.com", "h3.example.com")
    assert (talk.readable, talk.opaque(), talk.protocol, talk.host_hint) == (True, "", "quic+http3", "h3.example.com")


def test_without_the_key_only_the_name_is_known() -> None:
    items, talk = converse(conversation(), None)
    assert (items, talk.readable, talk.opaque(), talk.host_hint) == ([], False, NO_LOG, "h3.example.com")


def test_a_request_whose_datagram_is_lost_is_not_made_up() -> None:
    datagrams = conversation()
    datagrams[4] = (True, Sender("aes128", secrets("aes128")[1]).short(SERVER, 0, stream(8, b"other")))
    items, talk = converse(datagrams, log("aes128"))
    assert (items, talk.opaque()) == ([], "decrypted, but no HTTP/3 request was complete")


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=6), st.permutations(range(7)))
def test_changed_and_mixed_datagrams_never_make_it_fail(changes: list[tuple[int, int]], order: list[int]) -> None:
    datagrams = spoilt(conversation(), changes)
    converse([datagrams[index] for index in order], log("aes128"))


def test_a_real_connection_tells_its_name() -> None:
    if not SAMPLE.is_file():
        pytest.skip("the samples are not here")
    datagrams = _udp(SAMPLE.read_bytes())
    items, talk = converse(datagrams, b"")
    assert (items, talk.host_hint) == ([], "www.google.de")


def _udp(pcap: bytes) -> list[tuple[bool, bytes]]:
    """The UDP payloads of an Ethernet and IPv4 capture in the little-endian pcap format."""
    found, at = [], 24
    while at < len(pcap):
        size = int.from_bytes(pcap[at + 8 : at + 12], "little")
        packet = pcap[at + 16 : at + 16 + size]
        start = 14 + 4 * (packet[14] & 15)
        found.append((int.from_bytes(packet[start + 2 : start + 4], "big") == 443, packet[start + 8 :]))
        at += 16 + size
    return found
