"""Reading a ClientHello: what OpenSSL sends, any cut of it, and hostile bytes."""

from __future__ import annotations

import ssl
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.tls import ENCRYPTED_CLIENT_HELLO, HELLO_LIMIT, ClientHello, NotHello, host_name, read_client_hello


def hello(name: str | None = "chat.example.com", alpn: tuple[str, ...] = ("h2", "http/1.1")) -> bytes:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    if alpn:
        context.set_alpn_protocols(list(alpn))
    tls = context.wrap_bio(incoming, outgoing, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


def built(extensions: bytes) -> bytes:
    """A ClientHello with these extensions, in one record."""
    body = b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\x13\x01" + b"\x01\x00"
    body += struct.pack(">H", len(extensions)) + extensions
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return record(message)


def record(payload: bytes) -> bytes:
    return b"\x16\x03\x01" + struct.pack(">H", len(payload)) + payload


def extension(kind: int, body: bytes) -> bytes:
    return struct.pack(">HH", kind, len(body)) + body


def test_openssl_is_understood() -> None:
    assert read_client_hello(hello()) == ClientHello("chat.example.com", ("h2", "http/1.1"))
    assert read_client_hello(hello(None, ())) == ClientHello(None)
    assert read_client_hello(hello() + b"more") == ClientHello("chat.example.com", ("h2", "http/1.1"))


def test_every_beginning_asks_for_more() -> None:
    data = hello()
    assert all(read_client_hello(data[:end]) is None for end in range(len(data)))


def test_a_hello_over_many_records() -> None:
    message = hello()[5:]
    data = b"".join(record(message[at : at + 7]) for at in range(0, len(message), 7))
    assert read_client_hello(data) == ClientHello("chat.example.com", ("h2", "http/1.1"))


def test_encrypted_client_hello_is_noticed() -> None:
    found = read_client_hello(built(extension(ENCRYPTED_CLIENT_HELLO, b"\x00" * 8)))
    assert found == ClientHello(None, (), True)


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n",
        b"\x16\x02\x01\x00\x01\x01",
        record(b"\x02\x00\x00\x00"),
        record(b"\x01\x00\x00\x03abc"),
        built(extension(0, b"\x00\xff\x00")),
        built(extension(16, b"\x00\x04\x09ab")),
        built(b"\x00\x00\xff\xff"),
    ],
)
def test_what_is_no_hello(data: bytes) -> None:
    assert isinstance(read_client_hello(data), NotHello)


def test_an_endless_hello_is_given_up() -> None:
    message = b"\x01\xff\xff\xff" + bytes(2 * HELLO_LIMIT)
    data = b"".join(record(message[at : at + 16000]) for at in range(0, len(message), 16000))
    assert isinstance(read_client_hello(data), NotHello)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Chat.Example.COM.", "chat.example.com"),
        (b"xn--939au0g4vj8sq.kr", "xn--939au0g4vj8sq.kr"),
        (b"_x.example", "_x.example"),
        (b"", None),
        (b"a..b", None),
        (b"*.example", None),
        (b"a/b", None),
        (b"a b", None),
        ("한국".encode(), None),
        (b"a" * 64 + b".example", None),
        (b"a." * 130, None),
    ],
)
def test_host_names(raw: bytes, expected: str | None) -> None:
    assert host_name(raw) == expected


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_no_bytes_make_it_fail(data: bytes, at: int, value: int) -> None:
    read_client_hello(data)
    read_client_hello(record(b"\x01" + data))
    changed = bytearray(hello(alpn=()))
    changed[at % len(changed)] = value
    read_client_hello(bytes(changed))
