"""What a TLS handshake tells to whoever looks on: the server's choice, its certificate, what is weak."""

from __future__ import annotations

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.tls import ClientHello, NotHello
from gwanmun.wire.tls_hello import Handshake, ServerSide, certificate_names
from tests.capture.packet_maker import client_hello, server_hello


def certificate(common: str, names: tuple[str, ...] = ()) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    day = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1, day, day + datetime.timedelta(1))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def flight(der: bytes) -> bytes:
    entry = len(der).to_bytes(3, "big") + der
    body = len(entry).to_bytes(3, "big") + entry
    message = b"\x0b" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message


def test_names_of_a_certificate() -> None:
    assert certificate_names(certificate("cam.example.com")) == ("cam.example.com",)
    assert certificate_names(certificate("x", ("*.Example.com", "example.com"))) == ("*.example.com", "example.com")
    assert certificate_names(certificate("Living room camera")) == ()
    assert certificate_names(b"no certificate") == ()


@pytest.mark.parametrize("step", [1, 50, 1 << 16])
def test_client_and_server(step: int) -> None:
    shake = Handshake()
    hello, answer = client_hello(), server_hello() + flight(certificate("cam.example.com"))
    for up, data in ((True, hello), (False, answer)):
        for at in range(0, len(data), step):
            shake.feed(up, data[at : at + step])
    assert shake.client == ClientHello("chat.example.com", ("h2", "http/1.1"))
    assert shake.random == hello[11:43]
    assert shake.server == ServerSide(0x0303, 0xC02F, ("cam.example.com",))
    assert shake.done


def test_the_certificate_of_tls13_is_not_waited_for() -> None:
    shake = Handshake()
    body = b"\x03\x03" + bytes(32) + b"\0\x13\x01\0" + b"\0\x06\0\x2b\0\x02\x03\x04"
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    shake.feed(True, client_hello())
    shake.feed(False, b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message)
    assert shake.done
    assert shake.server == ServerSide(0x0304, 0x1301)


@pytest.mark.parametrize(
    ("version", "suite", "weak"),
    [
        (0x0303, 0xC02F, ""),
        (0x0301, 0xC013, "deprecated"),
        (0x0301, 0x0005, "deprecated, RC4"),
        (0x0303, 0x000A, "3DES"),
    ],
)
def test_weak(version: int, suite: int, weak: str) -> None:
    shake = Handshake()
    shake.feed(False, server_hello(version, suite))
    assert shake.server
    assert shake.server.weak == weak


def test_a_gap_ends_the_reading_of_its_direction() -> None:
    shake = Handshake()
    shake.feed(True, client_hello()[:40])
    shake.gap(True)
    shake.gap(False)
    assert isinstance(shake.client, NotHello)
    assert shake.done


@given(st.booleans(), st.binary(max_size=200))
def test_noise(up: bool, data: bytes) -> None:
    shake = Handshake()
    shake.feed(up, b"\x16\x03\x01\0\x40" + data)
    shake.feed(not up, data)
    certificate_names(data)
