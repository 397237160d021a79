"""Suffix matching on whole labels."""

from __future__ import annotations

from gwanmun.knowledge.services import Service
from gwanmun.recipient.service import ServiceIndex


def service(name: str, *hosts: str) -> Service:
    return Service(name, (("en", name),), "ai", "somebody", "first-party", hosts, "a source", "2026-01-01", 0.6)


INDEX = ServiceIndex((service("wide", "example.com"), service("narrow", "api.example.com")))


def matched(host: str) -> tuple[str, str, str] | None:
    match = INDEX.match(host)
    return (match.service.id, match.suffix, match.labels) if match else None


def test_longest_suffix_on_labels() -> None:
    assert matched("example.com") == ("wide", "example.com", "")
    assert matched("a.b.example.com") == ("wide", "example.com", "a.b")
    assert matched("api.example.com") == ("narrow", "api.example.com", "")
    assert matched("v1.api.example.com") == ("narrow", "api.example.com", "v1")
    assert matched("xapi.example.com") == ("wide", "example.com", "xapi")


def test_what_only_looks_alike_is_not_matched() -> None:
    for host in ("", "com", "badexample.com", "example.com.evil.org", "example.com-evil.org", ".", "..", "example"):
        assert matched(host) is None
