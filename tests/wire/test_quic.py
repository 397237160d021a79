"""QUIC Initial packets: the keys of the RFCs, hellos in one packet and in many, damage."""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.quic import Initials, is_long
from gwanmun.wire.quic_packet import VERSIONS, client_keys
from gwanmun.wire.tls import ClientHello, NotHello
from tests.capture.packet_maker import client_hello

TARGET = bytes.fromhex("8394c8f03e515708")
HELLO = client_hello("quic.example.com")[5:]


def variable(number: int) -> bytes:
    return (number | 0x4000).to_bytes(2, "big") if number < 1 << 14 else (number | 0x80000000).to_bytes(4, "big")


def crypto(offset: int, data: bytes) -> bytes:
    return b"\x06" + variable(offset) + variable(len(data)) + data


def initial(frames: bytes, version: int = 1, number: int = 2, target: bytes = TARGET) -> bytes:
    """A client's Initial packet, sealed as RFC 9001 section 5 has it."""
    keys = client_keys(VERSIONS[version], target)
    frames += bytes(max(0, 1100 - len(frames)))
    head = bytes([0xC3 | VERSIONS[version].initial << 4]) + version.to_bytes(4, "big") + bytes([len(target)]) + target
    head += b"\0\0" + variable(len(frames) + 16 + 4) + number.to_bytes(4, "big")
    nonce = (int.from_bytes(keys.iv, "big") ^ number).to_bytes(12, "big")
    sealed = AESGCM(keys.key).encrypt(nonce, frames, head)
    mask = Cipher(AES(keys.header), modes.ECB()).encryptor().update(sealed[:16])
    hidden = bytes(a ^ b for a, b in zip(head[-4:], mask[1:], strict=False))
    return bytes([head[0] ^ mask[0] & 0x0F]) + head[1:-4] + hidden + sealed


@pytest.mark.parametrize(
    ("version", "key", "iv", "header"),
    [
        (1, "1f369613dd76d5467730efcbe3b1a22d", "fa044b2f42a3fd3b46fb255c", "9f50449e04a0e810283a1e9933adedd2"),
        (
            0x6B3343CF,
            "8b1a0bc121284290a29e0971b5cd045d",
            "91f73e2351d8fa91660e909f",
            "45b95e15235d6f45a6b19cbcb0294ba9",
        ),
    ],
)
def test_keys_of_the_rfcs(version: int, key: str, iv: str, header: str) -> None:
    """RFC 9001 appendix A.1 and RFC 9369 appendix A.1."""
    assert client_keys(VERSIONS[version], TARGET) == tuple(map(bytes.fromhex, (key, iv, header)))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_hello_in_one_packet(version: int) -> None:
    reader = Initials()
    assert reader.feed(initial(crypto(0, HELLO), version)) == ClientHello("quic.example.com", ("h2", "http/1.1"))
    assert reader.version == VERSIONS[version].name


def test_a_hello_over_many_frames_packets_and_datagrams() -> None:
    pieces = [(at, HELLO[at : at + 40]) for at in range(0, len(HELLO), 40)]
    random.Random(7).shuffle(pieces)
    packets = [
        initial(b"\x01" + crypto(*a) + b"\0\0" + crypto(*b), number=n)
        for n, (a, b) in enumerate(zip(pieces[::2], pieces[1::2], strict=False))
    ]
    if len(pieces) % 2:
        packets.append(initial(crypto(*pieces[-1]), number=99))
    reader = Initials()
    found = [reader.feed(a + b) for a, b in zip(packets[::2], [*packets[1::2], b""], strict=False)]
    assert isinstance(found[-1], ClientHello)
    assert found[-1].server_name == "quic.example.com"


def test_acknowledgements_before_the_hello_are_passed_over() -> None:
    ack = b"\x02" + variable(5) + variable(0) + variable(1) + variable(0) + variable(1) + variable(1)
    assert isinstance(Initials().feed(initial(ack + crypto(0, HELLO))), ClientHello)


def test_after_a_retry_the_keys_are_new() -> None:
    reader = Initials()
    assert reader.feed(initial(crypto(0, HELLO[:50]))) is None
    assert isinstance(reader.feed(initial(crypto(50, HELLO[50:]), target=b"another-id")), ClientHello)


def test_what_is_not_sealed_so_gives_nothing() -> None:
    damaged = bytearray(initial(crypto(0, HELLO)))
    damaged[300] ^= 1
    assert Initials().feed(bytes(damaged)) is None


def test_a_hello_that_never_comes_is_given_up() -> None:
    reader = Initials()
    found = [reader.feed(initial(b"\x01", number=n)) for n in range(64)]
    assert isinstance(found[-1], NotHello)


@given(st.binary(max_size=100))
def test_noise(data: bytes) -> None:
    Initials().feed(data)
    Initials().feed(b"\xc0\0\0\0\x01\x08" + TARGET + data)
    assert not is_long(b"\x40" + data)
