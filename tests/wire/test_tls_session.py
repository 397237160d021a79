"""Opening TLS with a key log: every suite that this OpenSSL speaks, resumption, retries, key updates, losses."""

from __future__ import annotations

import random
import re
import ssl
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.tls_keys import expand_label, next_secret, traffic_keys
from gwanmun.wire.tls_secrets import APPLICATION, CLIENT_EARLY, HANDSHAKE, Secrets
from gwanmun.wire.tls_session import NO_HELLO, NO_LOG, NOT_LOGGED, TlsSession
from gwanmun.wire.tls_side import CHANGED, NO_FIT
from gwanmun.wire.tls_suites import SUITES
from tests.components import require
from tests.wire.tls_peers import NAME, Peers, contexts, with_suite

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "pcap" / "tls-keylog"
QUESTION, ANSWER, MORE = b"question " * 2000, b"answer", b"!"
V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
TRADITIONAL = "AES128-SHA"

Chunks = list[tuple[bool, bytes]]


def talk(peers: Peers) -> Peers:
    peers.send(True, QUESTION)
    peers.send(False, ANSWER)
    peers.send(True, MORE)
    return peers


def opened(chunks: Chunks, log: bytes | None) -> tuple[TlsSession, bytes, bytes]:
    """(session, what the client sent, what the server sent)."""
    session = TlsSession(None if log is None else Secrets.parse(log))
    content = [piece for up, data in chunks for piece in session.feed(up, data)]
    return session, b"".join(d for up, d in content if up), b"".join(d for up, d in content if not up)


def offered() -> list[tuple[str, str]]:
    """(suite, certificate kind) that a server without DH parameters and PSK can use; `cryptography` has no ARIA."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("ALL:!aNULL:!eNULL:!RC4:!kDHE:!PSK:!SRP:!aDSS:!ARIA:@SECLEVEL=0")
    names = [row["name"] for row in context.get_ciphers() if row["protocol"] != "TLSv1.3"]
    return [(name, "ecdsa" if "ECDSA" in name else "rsa") for name in names]


@pytest.mark.parametrize(("suite", "kind"), offered())
def test_every_suite_of_tls_1_2(suite: str, kind: str, tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, V12, suite, kind, ("http/1.1",))))
    session, up, down = opened(peers.wire.chunks, peers.secrets(tmp_path))
    assert (up, down, session.why(True), session.why(False)) == (QUESTION + MORE, ANSWER, "", "")
    assert (session.alpn, session.opening and session.opening.hello.server_name) == ("http/1.1", NAME)
    assert session.certificate.startswith(b"\x30\x82")


def test_many_suites_were_tried() -> None:
    names = {name for name, _ in offered()}
    assert {"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES256-SHA384"} <= names


@pytest.mark.parametrize("option", [0x80000, 0x1, 0])
@pytest.mark.parametrize("suite", ["AES128-SHA", "AES256-SHA256", "ECDHE-RSA-AES256-SHA384", "CAMELLIA256-SHA256"])
def test_cbc_with_and_without_encrypt_then_mac_and_extended_master_secret(
    suite: str, option: int, tmp_path: Path
) -> None:
    """0x80000 is SSL_OP_NO_ENCRYPT_THEN_MAC, 0x1 SSL_OP_NO_EXTENDED_MASTER_SECRET."""
    pair = contexts(tmp_path, V12, suite)
    pair[0].options |= option
    peers = talk(Peers(pair))
    session, up, down = opened(peers.wire.chunks, peers.secrets(tmp_path))
    assert (up, down) == (QUESTION + MORE, ANSWER)
    assert session.choice is not None
    assert session.choice.encrypt_then_mac is (option != 0x80000)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.parametrize("suite", ["AES128-SHA", "ECDHE-RSA-AES256-SHA", "CAMELLIA128-SHA"])
def test_the_versions_before(version: ssl.TLSVersion, suite: str, tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, version, suite)))
    _, up, down = opened(peers.wire.chunks, peers.secrets(tmp_path))
    assert (up, down) == (QUESTION + MORE, ANSWER)


@pytest.mark.parametrize("retry", [False, True])
def test_tls_1_3(retry: bool, tmp_path: Path) -> None:
    """With a server that wants another group than the client guessed, there is a HelloRetryRequest."""
    pair = contexts(tmp_path, V13, alpn=("h2",))
    if retry:
        pair[1].set_ecdh_curve("secp384r1")
    peers = talk(Peers(pair))
    session, up, down = opened(peers.wire.chunks, peers.secrets(tmp_path))
    assert (up, down, session.alpn) == (QUESTION + MORE, ANSWER, "h2")
    assert session.certificate.startswith(b"\x30\x82"), "it is encrypted in TLS 1.3"
    hellos = b"".join(d for side, d in peers.wire.chunks if side).count(NAME.encode())
    assert hellos == (2 if retry else 1)


@pytest.mark.parametrize(
    "suite",
    [
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_CCM_SHA256",
        "TLS_AES_128_CCM_8_SHA256",
    ],
)
def test_every_suite_of_tls_1_3(suite: str, tmp_path: Path) -> None:
    chunks = with_suite(suite, tmp_path)
    assert opened(chunks, (tmp_path / "keys").read_bytes())[1:] == (b"ping", b"pong")


@pytest.mark.parametrize("name", ["tls12", "tls13"])
def test_the_captures_of_others(name: str) -> None:
    """tshark opens the same captures with the same key logs; both must give the same content."""
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    capture, keys = SAMPLES / f"{name}.pcap", SAMPLES / f"{name}.keylog.txt"
    rows = _tshark(capture, keys, "tcp.srcport", "tcp.dstport", "tcp.payload")
    server = int(rows[0][1])
    chunks = [(int(to) == server, bytes.fromhex(data)) for _, to, data in rows if data]
    told = {
        int(to) == server: bytes.fromhex(data)
        for to, data in _tshark(capture, keys, "tcp.dstport", "data.data")
        if data
    }
    session, up, down = opened(chunks, keys.read_bytes())
    assert {True: up, False: down} == told == {True: b"ping", False: b"pong"}
    assert (session.why(True), session.why(False)) == ("", "")


def _tshark(capture: Path, keys: Path, *fields: str) -> list[list[str]]:
    command = [
        require("tshark"),
        "-r",
        str(capture),
        "-o",
        f"tls.keylog_file:{keys}",
        "-Y",
        "tcp.len>0",
        "-T",
        "fields",
    ]
    for name in fields:
        command += ["-e", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


@pytest.mark.parametrize("version", [V12, V13])
def test_resumed_sessions(version: ssl.TLSVersion, tmp_path: Path) -> None:
    pair = contexts(tmp_path, version)
    before = talk(Peers(pair))
    peers = talk(Peers(pair, before.client.session))
    assert peers.client.session_reused
    _, up, down = opened(peers.wire.chunks, peers.secrets(tmp_path))
    assert (up, down) == (QUESTION + MORE, ANSWER)


@pytest.mark.parametrize("version", [V12, V13])
def test_the_directions_may_come_one_after_the_other(version: ssl.TLSVersion, tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, version)))
    for first in (True, False):
        chunks = [c for c in peers.wire.chunks if c[0] is first] + [c for c in peers.wire.chunks if c[0] is not first]
        _, up, down = opened(chunks, peers.secrets(tmp_path))
        assert (up, down) == (QUESTION + MORE, ANSWER)


@pytest.mark.parametrize("version", [V12, V13])
def test_why_it_stays_closed(version: ssl.TLSVersion, tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, version)))
    log = peers.secrets(tmp_path)
    other = re.sub(rb"(?m) \S{64} ", b" " + b"00" * 32 + b" ", log)
    wrong = re.sub(rb"(?m)[0-9a-f]{2}$", lambda m: b"%02x" % (int(m[0], 16) ^ 1), log)
    for given_log, why in ((None, NO_LOG), (b"", NOT_LOGGED), (other, NOT_LOGGED), (wrong, NO_FIT)):
        session, up, down = opened(peers.wire.chunks, given_log)
        assert (up, down) == (b"", b"")
        assert (session.why(True), session.why(False)) == (why, why)
        assert session.opening is not None
        assert session.opening.hello.server_name == NAME


def test_a_suite_that_is_not_read(tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, V12, "ECDHE-ARIA128-GCM-SHA256")))
    session, up, _ = opened(peers.wire.chunks, peers.secrets(tmp_path))
    assert (up, session.why(True)) == (b"", "encrypted with the cipher suite 0xC060, which is not read here")


def test_a_loss_ends_its_direction_only(tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, V13)))
    session = TlsSession(Secrets.parse(peers.secrets(tmp_path)))
    content = []
    for index, (up, data) in enumerate(peers.wire.chunks):
        if index == len(peers.wire.chunks) - 3:
            session.gap(True, 17)
        content += session.feed(up, data)
    assert content == [(False, ANSWER)]
    assert session.why(True) == "17 bytes are missing from the capture: what follows cannot be decrypted"
    assert session.why(False) == ""


@pytest.mark.parametrize("suite", ["AES128-SHA", "AES128-GCM-SHA256", "ECDHE-RSA-CHACHA20-POLY1305"])
def test_a_changed_record_ends_its_direction(suite: str, tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, V12, suite)))
    up, data = peers.wire.chunks[-1]
    peers.wire.chunks[-1] = (up, data[:-1] + bytes([data[-1] ^ 1]))
    session, sent, _ = opened(peers.wire.chunks, peers.secrets(tmp_path))
    assert (sent, session.why(True)) == (QUESTION, CHANGED)


def test_a_connection_that_had_begun_before(tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, V13)))
    session, up, down = opened(peers.wire.chunks[4:], peers.secrets(tmp_path))
    assert (up, down, session.why(True)) == (b"", b"", NO_HELLO)


def test_a_log_with_the_secrets_of_the_application_only(tmp_path: Path) -> None:
    peers = talk(Peers(contexts(tmp_path, V13)))
    log = b"\n".join(line for line in peers.secrets(tmp_path).splitlines() if b"HANDSHAKE" not in line)
    _, up, down = opened(peers.wire.chunks, log)
    assert (up, down) == (QUESTION + MORE, ANSWER)


def sealed(suite: int, secret: bytes, number: int, kind: int, data: bytes) -> bytes:
    """A TLS 1.3 record made here, by the other half of the standard (RFC 8446 section 5.2)."""
    keys = traffic_keys(SUITES[suite], secret)
    header = b"\x17\x03\x03" + (len(data) + 1 + 16).to_bytes(2, "big")
    nonce = (int.from_bytes(keys.iv, "big") ^ number).to_bytes(12, "big")
    return header + AESGCM(keys.key).encrypt(nonce, data + bytes([kind]), header)


def test_key_updates_are_followed(tmp_path: Path) -> None:
    peers = Peers(contexts(tmp_path, V13))
    log = Secrets.parse(peers.secrets(tmp_path))
    session = TlsSession(log)
    for up, data in peers.wire.chunks:
        session.feed(up, data)
    assert session.opening is not None
    assert session.choice is not None
    suite = session.choice.suite
    secret = log.lookup(session.opening.random, APPLICATION[True]) or b""
    update = sealed(suite, secret, 0, 22, b"\x18\x00\x00\x01\x00")
    after = sealed(suite, next_secret(SUITES[suite], secret), 0, 23, b"under new keys")
    assert session.feed(True, update + after) == [(True, b"under new keys")]


@pytest.mark.parametrize("known", [True, False])
def test_early_data(known: bool, tmp_path: Path) -> None:
    """Data before the handshake is over: opened with its secret, else passed over and counted."""
    peers = talk(Peers(contexts(tmp_path, V13)))
    log, early = peers.secrets(tmp_path), b"\x07" * 48
    (_, hello), *rest = peers.wire.chunks
    offer = with_extension(hello, b"\x00\x2a\x00\x00")
    first = sealed(0x1302, early, 0, 23, b"early")
    end = sealed(0x1302, early, 1, 22, b"\x05\x00\x00\x00")
    if known:
        log += f"{CLIENT_EARLY} {hello[11:43].hex()} {early.hex()}\n".encode()
    chunks = [(True, offer + first), *rest]
    index = next(i for i, (up, _) in enumerate(chunks) if up and i)
    chunks.insert(index, (True, end))
    session, up, down = opened(chunks, log)
    assert (up, down) == ((b"early" if known else b"") + QUESTION + MORE, ANSWER)
    assert (session.early, session.skipped(True)) == (True, 0 if known else 2)


def with_extension(hello: bytes, extension: bytes) -> bytes:
    """The ClientHello record with one more extension at its end."""
    body = bytearray(hello[9:])
    at = 34 + 1 + body[34]
    at += 2 + int.from_bytes(body[at : at + 2], "big")
    at += 1 + body[at]
    size = int.from_bytes(body[at : at + 2], "big") + len(extension)
    body[at : at + 2] = size.to_bytes(2, "big")
    message = b"\x01" + (len(body) + len(extension)).to_bytes(3, "big") + bytes(body) + extension
    return hello[:3] + len(message).to_bytes(2, "big") + message


def test_hkdf_expand_label_against_rfc_8448() -> None:
    """RFC 8448 section 3: the server's handshake write key and IV of the simple 1-RTT handshake."""
    secret = bytes.fromhex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38")
    assert expand_label("sha256", secret, b"key", 16).hex() == "3fce516009c21727d0f2e4e86ee403bc"
    assert expand_label("sha256", secret, b"iv", 12).hex() == "5d313eb2671276ee13000b30"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Chunks, bytes]]:
    found = []
    for version, suite in ((V12, TRADITIONAL), (V12, "AES128-GCM-SHA256"), (V13, "")):
        folder = tmp_path_factory.mktemp("tls")
        peers = talk(Peers(contexts(folder, version, suite)))
        found.append((peers.wire.chunks, peers.secrets(folder)))
    return found


@given(st.integers(0, 2), st.integers(20, 4000), st.integers(0, 1 << 32))
def test_any_cut_gives_the_same_content(recorded: list[tuple[Chunks, bytes]], which: int, size: int, seed: int) -> None:
    chunks, log = recorded[which]
    luck, cut = random.Random(seed), []
    for up, data in chunks:
        while data:
            piece = luck.randint(1, size)
            cut.append((up, data[:piece]))
            data = data[piece:]
    assert opened(cut, log)[1:] == (QUESTION + MORE, ANSWER)


@given(st.integers(0, 2), st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), max_size=6))
def test_changed_bytes_never_make_it_fail(
    recorded: list[tuple[Chunks, bytes]], which: int, changes: list[tuple[int, int]]
) -> None:
    chunks, log = recorded[which]
    spoilt = [(up, bytearray(data)) for up, data in chunks]
    for at, value in changes:
        piece = spoilt[at % len(spoilt)][1]
        piece[at % len(piece)] = value
    _, up, down = opened([(side, bytes(data)) for side, data in spoilt], log)
    assert (QUESTION + MORE).startswith(up)
    assert ANSWER.startswith(down)


def test_labels_are_of_the_server_first() -> None:
    assert HANDSHAKE[0].startswith("SERVER")
    assert APPLICATION[1].startswith("CLIENT")
