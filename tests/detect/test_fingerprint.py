from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.fingerprint import Fingerprints, normal


@given(st.binary(max_size=200), st.text(max_size=40))
def test_it_is_hmac_sha256_of_kind_and_value(key: bytes, value: str) -> None:
    message = f"content.prompt\0{value}".encode("utf-8", "replace")
    assert Fingerprints(key).of("content.prompt", value) == hmac.digest(key, message, "sha256")[:16].hex()


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("contact.phone", "+82 10-1234-5678", "01012345678"),
        ("contact.phone", "(02) 123-4567", "02-123-4567"),
        ("contact.email", "Kim@Example.com", "kim@example.com"),
        ("kr.rrn", "990101-1234567", "9901011234567"),
        ("finance.card", "4111 1111 1111 1111", "4111-1111-1111-1111"),
        ("device.mac", "A4-5E-60-C1-22-3B", "a4:5e:60:c1:22:3b"),
        ("contact.address", "서울 강남구 테헤란로 152", "서울  강남구 테헤란로152"),
    ],
)
def test_writings_of_one_value_agree(kind: str, one: str, other: str) -> None:
    assert normal(kind, one) == normal(kind, other)


def test_keys_kinds_and_passwords_are_kept_apart() -> None:
    prints = Fingerprints(b"one")
    assert prints.of("kr.brn", "1234567891") != prints.of("finance.account", "1234567891")
    assert prints.of("kr.brn", "1234567891") != Fingerprints(b"two").of("kr.brn", "1234567891")
    assert prints.of("secret.password", "Secret") != prints.of("secret.password", "secret")
