"""Reading key logs: the labels, comments, other lines counted, and no secret ever shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.tls_secrets import CLIENT_EARLY, LABELS, MASTER, Secrets, recognises

RANDOM = bytes(range(32))
MASTER_LINE = f"{MASTER} {RANDOM.hex()} {'ab' * 48}\n".encode()


def test_all_labels_are_found_again() -> None:
    secrets = Secrets.parse("".join(f"{label} {RANDOM.hex()} {label.encode().hex()}\n" for label in LABELS).encode())
    assert len(secrets) == len(LABELS) == 6
    assert all(secrets.lookup(RANDOM, label) == label.encode() for label in LABELS)
    assert secrets.lookup(bytes(32), MASTER) is None


def test_other_lines_are_counted() -> None:
    log = (
        b"\xef\xbb\xbf# made by a browser\r\n\r\n"
        + MASTER_LINE.replace(b"\n", b"\r\n")
        + f"EXPORTER_SECRET {RANDOM.hex()} {'01' * 32}\r\n".encode()
        + b"RSA 0011223344556677 0102\r\n"
        + f"{MASTER} {RANDOM.hex()[:-2]} {'ab' * 48}\r\n".encode()
        + f"{MASTER} {RANDOM.hex()} abc\r\n".encode()
        + b"\xff\xfe nonsense\r\n"
    )
    secrets = Secrets.parse(log)
    assert (len(secrets), secrets.ignored, secrets.damaged) == (1, 2, 3)
    assert secrets.lookup(RANDOM, MASTER) == b"\xab" * 48


def test_two_logs_are_joined() -> None:
    early = f"{CLIENT_EARLY} {RANDOM.hex().upper()} {'cd' * 32}\nx".encode()
    both = Secrets.parse(MASTER_LINE).merge(Secrets.parse(early))
    assert (len(both), both.damaged) == (2, 1)
    assert both.lookup(RANDOM, CLIENT_EARLY) == b"\xcd" * 32


def test_the_repr_shows_no_secret() -> None:
    shown = repr(Secrets.parse(MASTER_LINE))
    assert shown == "Secrets(1 secrets, 0 ignored, 0 damaged)"


def test_key_logs_are_recognised() -> None:
    assert recognises(b"# comment\n\n" + MASTER_LINE)
    assert recognises(b"RSA 0011223344556677 0102\n")
    assert not recognises(b"# only a comment\n")
    assert not recognises(b'{"log": {}}')


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    secrets = Secrets.parse(MASTER_LINE + data)
    assert secrets.lookup(RANDOM, MASTER) is not None
    recognises(data)
