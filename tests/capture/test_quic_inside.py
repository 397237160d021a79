"""QUIC in a capture: with a key log the requests of HTTP/3, without one the name."""

from __future__ import annotations

import pytest

from gwanmun.capture import quic_inside
from gwanmun.capture.pcap import items
from gwanmun.transfer import Exchange, Unreadable
from gwanmun.wire.tls_secrets import Secrets
from tests.capture.packet_maker import datagrams, pcap
from tests.capture.test_streams_quic import conversation
from tests.wire.quic_peer import RANDOM, SERVER, Sender, log, secrets, stream


def read(messages: list[tuple[bool, bytes]], key_log: bytes = b"") -> list[Exchange | Unreadable]:
    return list(items([pcap(datagrams(443, messages))], "0" * 64, Secrets.parse(key_log)))


def test_with_a_key_log_the_requests_are_read() -> None:
    (found,) = read(conversation(), log("aes128"))
    assert isinstance(found, Exchange)
    assert found.request
    assert found.response
    assert (found.request.method, found.request.target, found.request.body.decode()) == ("POST", "/v1", "가람")
    assert (found.response.status, found.response.body, found.seen) == (200, b"fine", "full")
    assert (found.endpoint.host, found.endpoint.sni, found.endpoint.port) == ("api.example.com", "h3.example.com", 443)
    sent = sum(len(data) for up, data in conversation() if up)
    assert found.volume
    assert (found.volume.up, found.volume.packets) == (sent, len(conversation()))


@pytest.mark.parametrize("key_log", [b"", f"CLIENT_RANDOM {'00' * 32} {'11' * 48}\n".encode()])
def test_without_its_secrets_the_name_is_all(key_log: bytes) -> None:
    (found,) = read(conversation(), key_log)
    assert isinstance(found, Exchange)
    assert (found.seen, found.endpoint.host, found.endpoint.named_by) == ("name", "h3.example.com", "quic-sni")
    assert found.opaque == "encrypted (QUIC version 1)"


def test_a_key_that_does_not_fit_is_told() -> None:
    label = "CLIENT_TRAFFIC_SECRET_0"
    wrong = f"{label} {RANDOM.hex()} {'77' * 32}\n".encode()
    (found,) = read(conversation(), wrong)
    assert isinstance(found, Exchange)
    assert found.seen == "name"
    assert found.opaque not in ("", "encrypted (QUIC version 1)")


def test_what_is_never_understood_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quic_inside, "GIVE_UP", 4000)
    client = Sender("aes128", secrets("aes128")[1])
    other = [(True, client.short(SERVER, n, stream(8, bytes(900), 900 * n))) for n in range(1, 9)]
    (found,) = read([*conversation()[:3], *other], log("aes128"))
    assert isinstance(found, Exchange)
    assert found.seen == "name"
    assert found.volume
    assert found.volume.up > 8 * 900
