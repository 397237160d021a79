"""Header fields, ids, addresses and the memory of refusing clients."""

from __future__ import annotations

import socket
import time
import uuid

import pytest

from gwanmun.gate.addresses import Addresses
from gwanmun.gate.headers import nominated, to_client, to_origin, visible
from gwanmun.gate.ids import POOL, Ids
from gwanmun.gate.refusers import LIMIT, Refusers
from gwanmun.transfer import Headers
from gwanmun.wire.http1 import RequestHead, ResponseHead


def request(*headers: tuple[str, str]) -> RequestHead:
    return RequestHead("GET", "/", headers, "1.1", 0, True, "", dict(headers))


def response(*headers: tuple[str, str]) -> ResponseHead:
    return ResponseHead(200, "OK", headers, "1.1", 0, True, False, dict(headers))


def test_what_the_judge_sees() -> None:
    head = request(("host", "a"), ("proxy-authorization", "Basic x"), ("proxy-connection", "x"), ("cookie", "c"))
    assert visible(head) == (("host", "a"), ("cookie", "c"))


def test_connection_may_name_fields_more_than_once() -> None:
    assert nominated(request(("connection", "X-A, close"), ("connection", "x-b"))) == {"x-a", "close", "x-b"}
    assert nominated(request(("connection", "Keep-Alive"))) == frozenset()


@pytest.mark.parametrize(
    ("length", "framing"), [(-1, ()), (3, (("content-length", "3"),)), (None, (("transfer-encoding", "chunked"),))]
)
def test_what_the_origin_gets(length: int | None, framing: Headers) -> None:
    headers = (("host", "a"), ("te", "x"), ("expect", "100-continue"), ("content-length", "9"), ("x-hop", "1"))
    assert to_origin(headers, frozenset({"x-hop"}), length) == (("host", "a"), *framing)


def test_an_answer_is_asked_for_without_coding_when_it_is_to_be_restored() -> None:
    sent = to_origin((("accept-encoding", "br"), ("host", "a")), frozenset(), -1, identity=True)
    assert sent == (("host", "a"), ("accept-encoding", "identity"))


def test_what_the_client_gets() -> None:
    head = response(
        ("alt-svc", 'h3=":443"'), ("connection", "x-hop"), ("x-hop", "1"), ("etag", "e"), ("set-cookie", "a")
    )
    assert to_client(head) == [("etag", "e"), ("set-cookie", "a")]
    assert to_client(head, restored=True) == [("set-cookie", "a")]


def test_ids_are_uuids_of_version_7_and_sort_by_time() -> None:
    ids = Ids()
    earlier, later = ids.new(1_795_000_000.0), ids.new(1_795_000_000.5)
    assert earlier < later
    parsed = uuid.UUID(earlier)
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == 1_795_000_000_000
    assert len({ids.new(0.0) for _ in range(POOL)}) == POOL
    assert all(uuid.UUID(ids.new(0.0)).version == 7 for _ in range(POOL))


async def test_addresses_come_from_the_map_first() -> None:
    addresses = Addresses({("A.example", 443): ("127.0.0.1", 8443)}, only_resolved=False)
    assert addresses.known("a.example", 443) == (("127.0.0.1", 8443),)
    assert addresses.known("a.example", 80) is None
    assert addresses.known("192.0.2.1", 80) == (("192.0.2.1", 80),)


async def test_only_what_is_mapped_is_reached() -> None:
    addresses = Addresses({}, only_resolved=True)
    assert await addresses.look_up("a.example", 443) == ()
    assert addresses.known("127.0.0.1", 80) == ()


async def test_the_resolver_is_asked_once_and_bad_addresses_go_last(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = Addresses({}, only_resolved=False)
    found = await addresses.look_up("localhost", 80)
    assert ("127.0.0.1", 80) in found or ("::1", 80) in found
    assert addresses.known("localhost", 80) == found
    addresses._cache["two.example", 1] = time.monotonic() + 9, (("192.0.2.1", 1), ("192.0.2.2", 1))
    addresses.avoid("two.example", 1, ("192.0.2.1", 1))
    assert addresses.known("two.example", 1) == (("192.0.2.2", 1), ("192.0.2.1", 1))


async def test_a_name_that_does_not_exist_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    async def fails(*args: object, **kwargs: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    class Loop:
        getaddrinfo = staticmethod(fails)

    monkeypatch.setattr(asyncio, "get_running_loop", lambda: Loop())
    assert await Addresses({}, only_resolved=False).look_up("nowhere.example", 80) == ()


def test_refusers_are_remembered_by_client_and_host() -> None:
    refusers = Refusers()
    refusers.refused("192.0.2.1", "a.example", "alert")
    assert refusers.refuses("192.0.2.1", "a.example")
    assert not refusers.refuses("192.0.2.2", "a.example")
    assert not refusers.refuses("192.0.2.1", "b.example")
    refusers.accepted("192.0.2.1", "a.example")
    assert not refusers.refuses("192.0.2.1", "a.example")


def test_a_hang_up_counts_the_second_time_in_a_row() -> None:
    refusers = Refusers()
    refusers.refused("192.0.2.1", "a.example", "eof")
    assert not refusers.refuses("192.0.2.1", "a.example")
    refusers.accepted("192.0.2.1", "a.example")
    refusers.refused("192.0.2.1", "a.example", "eof")
    assert not refusers.refuses("192.0.2.1", "a.example")
    refusers.refused("192.0.2.1", "a.example", "eof")
    assert refusers.refuses("192.0.2.1", "a.example")


def test_refusals_are_forgotten_in_time_and_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    refusers, now = Refusers(), time.monotonic()
    refusers.refused("192.0.2.1", "a.example", "alert")
    monkeypatch.setattr(time, "monotonic", lambda: now + 4000)
    assert not refusers.refuses("192.0.2.1", "a.example")
    for number in range(LIMIT + 10):
        refusers.refused(None, f"{number}.example", "alert")
    assert not refusers.refuses(None, "0.example")
    assert refusers.refuses(None, f"{LIMIT + 9}.example")
