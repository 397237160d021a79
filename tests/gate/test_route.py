"""Targets, authorities and Host fields: where a request really goes."""

from __future__ import annotations

import pytest

from gwanmun.gate.route import Place, Target, absolute_target, split_authority, tunnel_place, tunnelled_target
from gwanmun.wire.http1 import Broken, RequestHead

PLACE = Place("https", "chat.example.com", 443, "chat.example.com", "chat.example.com")


def head(target: str, host: str | None = None, method: str = "GET") -> RequestHead:
    headers = (("host", host),) if host is not None else ()
    return RequestHead(method, target, headers, "1.1", 0, True, "", dict(headers))


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        ("Chat.Example.com:443", None, ("chat.example.com", 443)),
        ("a.example", 80, ("a.example", 80)),
        ("[::1]:8443", None, ("::1", 8443)),
        ("[::1]", 80, ("::1", 80)),
        ("192.0.2.1:1", None, ("192.0.2.1", 1)),
        ("a.example", None, None),
        ("a.example:", None, None),
        ("a.example:0", None, None),
        ("a.example:65536", None, None),
        ("a.example:４４３", None, None),
        ("a.example:-1", None, None),
        ("user@a.example:443", None, None),
        ("[a.example]:443", None, None),
        ("::1:443", None, None),
        ("", 80, None),
        (":443", None, None),
    ],
)
def test_authorities(text: str, default: int | None, expected: tuple[str, int] | None) -> None:
    assert split_authority(text, default) == expected


def test_connect() -> None:
    assert tunnel_place("a.example:8443") == Place("https", "a.example", 8443, "a.example")
    assert tunnel_place("a.example") is None


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://a.example/x?y=1", "/x?y=1"),
        ("http://a.example", "/"),
        ("http://a.example?q", "/?q"),
        ("HTTP://a.example:80/", "/"),
    ],
)
def test_absolute_targets(target: str, expected: str) -> None:
    assert absolute_target(head(target)) == Target(Place("http", "a.example", 80, "a.example"), expected)


@pytest.mark.parametrize("host", ["other.example", "a.example:81", ""])
def test_an_absolute_target_and_another_host(host: str) -> None:
    found = absolute_target(head("http://a.example/", host))
    assert isinstance(found, Broken)
    assert found.status == 421


def test_options_for_the_whole_server() -> None:
    found = absolute_target(head("http://a.example", method="OPTIONS"))
    assert isinstance(found, Target)
    assert found.target == "*"


@pytest.mark.parametrize("target", ["/", "https://a.example/", "http:///", "http://u@a.example/", "ftp://a/"])
def test_targets_a_proxy_does_not_take(target: str) -> None:
    assert isinstance(absolute_target(head(target)), Broken)


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("/x", "chat.example.com"),
        ("/x", "Chat.Example.com"),
        ("/x", "chat.example.com:443"),
        ("/x", None),
        ("https://chat.example.com/x", "chat.example.com"),
    ],
)
def test_inside_the_tunnel(target: str, host: str | None) -> None:
    assert tunnelled_target(head(target, host), PLACE) == Target(PLACE, "/x")


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("/", "other.example"),
        ("/", "chat.example.com:80"),
        ("/", "chat.example.com.evil.example"),
        ("/", ""),
        ("https://other.example/", "chat.example.com"),
        ("https://chat.example.com@other.example/", "chat.example.com"),
        ("x", "chat.example.com"),
    ],
)
def test_another_host_inside_the_tunnel(target: str, host: str) -> None:
    found = tunnelled_target(head(target, host), PLACE)
    assert isinstance(found, Broken)
    assert found.status == 421


def test_the_authority_of_a_place() -> None:
    assert PLACE.authority == "chat.example.com"
    assert Place("https", "::1", 8443, "::1").authority == "[::1]:8443"
