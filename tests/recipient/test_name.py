"""One spelling for a name, whatever way it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.recipient.name import address, hostname, is_local_name, is_public

SPELLINGS = [
    ("Chat.DeepSeek.COM", "chat.deepseek.com"),
    ("chat.deepseek.com.", "chat.deepseek.com"),
    ("chat.deepseek.com:8443", "chat.deepseek.com"),
    ("https://user:word@chat.deepseek.com:443/path?q=1#f", "chat.deepseek.com"),
    ("https://chat.deepseek.com\\@evil.example", "chat.deepseek.com"),
    ("https://chat.deepseek.com@evil.example/", "evil.example"),
    ("//chat.deepseek.com/path", "chat.deepseek.com"),
    ("evil.example/?next=https://chat.deepseek.com", "evil.example"),
    ("evil.example://chat.deepseek.com", "chat.deepseek.com"),
    ("한국.kr", "xn--3e0b707e.kr"),
    ("ｃｈａｔ。ｄｅｅｐｓｅｅｋ．ｃｏｍ", "chat.deepseek.com"),
    ("[2001:db8::1]:443", "2001:db8::1"),
    ("2001:db8::1", "2001:db8::1"),
    ("host\x1b[31m.example", "host?"),
    ("two words", "two?words"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "host"), SPELLINGS)
def test_spelling(text: str, host: str) -> None:
    assert hostname(text).startswith(host)
    assert not host or hostname(text)[: len(host)] == host


@given(st.text(max_size=400))
def test_a_spelling_is_printable_bounded_and_final(text: str) -> None:
    host = hostname(text)
    assert len(host) <= 253
    assert host.isprintable()
    assert " " not in host


ADDRESSES = [
    ("192.0.2.1", "192.0.2.1"),
    ("::ffff:192.0.2.1", "192.0.2.1"),
    ("64:ff9b::c000:201", "192.0.2.1"),
    ("2002:c000:201::1", "192.0.2.1"),
    ("[2001:db8::1]", "2001:db8::1"),
    ("fe80::1%eth0", "fe80::1"),
    ("192.0.2.300", None),
    ("example.com", None),
    ("1", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_address(text: str, expected: str | None) -> None:
    found = address(text)
    assert (str(found) if found else None) == expected


@pytest.mark.parametrize("text", ["10.0.0.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "224.0.0.1", "::1", "fd00::1"])
def test_not_public(text: str) -> None:
    found = address(text)
    assert found
    assert not is_public(found)


def test_local_names() -> None:
    assert all(is_local_name(name) for name in ("localhost", "nas", "printer.local", "router.home.arpa", "x.internal"))
    assert not any(is_local_name(name) for name in ("local.example.com", "internal.co.kr"))
