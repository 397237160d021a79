"""Real TLS with a key log on a connection: what is inside is read; without the key it is said why not."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.tls_session import NO_HELLO, NO_LOG, NOT_LOGGED
from tests.capture.conversations import Chunks, converse, recut, request, response, spoilt, untimed
from tests.capture.test_streams_http2 import CHUNKS as HTTP2
from tests.capture.test_streams_socket import MQTT, SOCKET
from tests.wire.tls_peers import NAME, Peers, contexts

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
HTTP1: Chunks = [
    (True, request("/v1/chat", "가람".encode())),
    (False, response(b"hi")),
    (True, request("/2")),
    (False, response()),
]


def sealed(
    inner: Chunks, folder: Path, version: ssl.TLSVersion = V13, alpn: tuple[str, ...] = ()
) -> tuple[Chunks, bytes]:
    """The same conversation inside TLS, and its key log."""
    peers = Peers(contexts(folder, version, alpn=alpn))
    for up, data in inner:
        peers.send(up, data)
    return peers.wire.chunks, peers.secrets(folder)


@pytest.mark.parametrize("version", [V12, V13])
def test_http1_inside(version: ssl.TLSVersion, tmp_path: Path) -> None:
    told = converse(*sealed(HTTP1, tmp_path, version, ("http/1.1",)))
    first, _ = told.exchanges
    assert first.request is not None
    assert (first.request.target, first.request.body.decode(), first.response and first.response.body) == (
        "/v1/chat",
        "가람",
        b"hi",
    )
    endpoint = first.endpoint
    assert (endpoint.scheme, endpoint.host, endpoint.sni, endpoint.named_by) == ("https", NAME, NAME, "http-host")
    assert (told.conversation.host_hint, told.conversation.opaque(), told.losses) == (NAME, "", [])
    assert told.conversation.protocol == f"tls1.{2 if version is V12 else 3}+http1"
    assert told.conversation.certificate.startswith(b"\x30\x82")


@pytest.mark.parametrize("version", [V12, V13])
@pytest.mark.parametrize(
    ("inner", "alpn", "count", "scheme"),
    [(HTTP2, "h2", 3, "https"), (SOCKET, "http/1.1", 3, "wss"), (MQTT, "mqtt", 3, "mqtts")],
)
def test_what_else_may_be_inside(
    inner: Chunks, alpn: str, count: int, scheme: str, version: ssl.TLSVersion, tmp_path: Path
) -> None:
    told = converse(*sealed(inner, tmp_path, version, (alpn,)))
    assert len(told.exchanges) == count
    assert {e.endpoint.scheme for e in told.exchanges} == {scheme}
    assert [e.request and e.request.body for e in told.exchanges] == [r.body for r in converse(inner).requests]


def test_mqtt_has_the_name_of_tls(tmp_path: Path) -> None:
    told = converse(*sealed(MQTT, tmp_path))
    assert {(e.endpoint.host, e.endpoint.named_by) for e in told.exchanges} == {(NAME, "sni")}


def test_why_it_stays_closed(tmp_path: Path) -> None:
    chunks, log = sealed(HTTP1, tmp_path)
    for given_log, why in ((None, NO_LOG), (b"# empty\n", NOT_LOGGED)):
        told = converse(chunks, given_log)
        assert (told.items, told.conversation.readable, told.conversation.opaque()) == ([], False, why)
        assert (told.conversation.host_hint, told.conversation.protocol) == (NAME, "tls1.3")
    told = converse(chunks[3:], log)
    assert (told.items, told.conversation.opaque()) == ([], NO_HELLO)
    told = converse([c for c in chunks if not c[0]], log)
    assert (told.items, told.conversation.opaque()) == ([], NO_HELLO)


def test_an_unknown_protocol_inside_is_said_to_be_decrypted(tmp_path: Path) -> None:
    told = converse(*sealed([(True, b"\x00\x01"), (False, b"\x02")], tmp_path, alpn=("dot",)))
    assert told.conversation.opaque() == "decrypted, but in a protocol that is not read here (dot)"


def test_a_loss_keeps_what_came_before(tmp_path: Path) -> None:
    chunks, log = sealed(HTTP1, tmp_path)
    late = max(i for i, (up, _) in enumerate(chunks) if up)
    told = converse([*chunks[:late], (True, 1448), *chunks[late:]], log)
    assert [r.target for r in told.requests] == ["/v1/chat"]
    assert told.losses == ["1448 bytes are missing from the capture: what follows cannot be decrypted"]


def test_tls_inside_a_tunnel(tmp_path: Path) -> None:
    inner, log = sealed(HTTP1, tmp_path)
    connect = f"CONNECT {NAME}:443 HTTP/1.1\r\nHost: {NAME}:443\r\n\r\n".encode()
    told = converse([(True, connect), (False, b"HTTP/1.1 200 OK\r\n\r\n"), *inner], log)
    assert [r.target for r in told.requests] == ["/v1/chat", "/2"]
    assert {(e.endpoint.host, e.endpoint.port, e.endpoint.ip) for e in told.exchanges} == {(NAME, 443, None)}
    assert (told.conversation.host_hint, told.conversation.protocol) == (NAME, "http1+tls1.3+http1")
    (closed,) = converse([(True, connect), (False, b"HTTP/1.1 200 OK\r\n\r\n"), *inner]).exchanges
    assert (closed.seen, closed.opaque, closed.endpoint.host) == ("name", NO_LOG, NAME)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Chunks, bytes]]:
    return [sealed(HTTP2, tmp_path_factory.mktemp("tls"), version, ("h2",)) for version in (V12, V13)]


@given(st.integers(0, 1), st.integers(0, 1 << 32), st.integers(10, 300))
def test_any_cut_gives_the_same_messages(
    recorded: list[tuple[Chunks, bytes]], which: int, seed: int, size: int
) -> None:
    chunks, log = recorded[which]
    assert untimed(converse(recut(chunks, seed, size), log)) == untimed(converse(chunks, log))


@given(
    st.integers(0, 1), st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 255)), max_size=6), st.integers(0, 30)
)
def test_changed_bytes_never_make_it_fail(
    recorded: list[tuple[Chunks, bytes]], which: int, changes: list[tuple[int, int]], gap: int
) -> None:
    whole, log = recorded[which]
    chunks: list[tuple[bool, bytes | int]] = list(spoilt(whole, changes))
    chunks.insert(gap % len(chunks), (gap % 2 == 0, gap))
    converse(chunks, log)
