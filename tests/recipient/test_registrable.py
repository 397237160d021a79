"""Grouping of unknown hosts by the domain that was registered."""

from __future__ import annotations

from gwanmun.recipient.registrable import registrable


def test_registrable_domain() -> None:
    assert registrable("a.b.example.co.kr") == "example.co.kr"
    assert registrable("shop.github.io") == "shop.github.io"
    assert registrable("co.kr") == registrable("nas") == ""
