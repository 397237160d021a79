"""Addresses as numbers agree with the standard library's."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.recipient.name import address
from gwanmun.recipient.spot import spot


@given(st.ip_addresses().map(str) | st.text(max_size=40) | st.from_regex(r"[0-9.]{1,15}", fullmatch=True))
def test_it_reads_what_the_slow_way_reads(text: str) -> None:
    found, slow = spot(text), address(text)
    if found:
        assert slow is not None
        assert (found.text, found.version, found.number) == (str(slow), slow.version, int(slow))
    else:
        assert slow is None or text.strip() != text or "[" in text


@pytest.mark.parametrize("text", ["", "1", "1.2.3", "01.2.3.4", "256.1.1.1", "1.2.3.4.5", "a.example", "1.2.3.4\0"])
def test_what_is_no_address(text: str) -> None:
    assert spot(text) is None


@pytest.mark.parametrize("text", ["::ffff:52.78.1.9", "64:ff9b::344e:109", "2002:344e:109::5"])
def test_an_embedded_address_is_the_address(text: str) -> None:
    found = spot(text)
    assert found
    assert (found.text, found.version, found.number) == ("52.78.1.9", 4, int(ipaddress.ip_address("52.78.1.9")))
