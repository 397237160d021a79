"""mitmproxy dumps of several versions -> exchanges, losses beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.capture import mitm
from gwanmun.capture.lookup import looked_up
from gwanmun.capture.mitmhttp import CUT
from gwanmun.capture.mitmsocket import ENCRYPTED
from gwanmun.capture.place import Item
from gwanmun.capture.read import read
from gwanmun.transfer import Endpoint, Exchange, Request, Unreadable, Volume
from tests.capture import flows
from tests.capture.flows import connection, dump, http, request

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "mitm"
SHA = "cd" * 32

EXPECTED = {
    # exchanges, of them WebSocket messages, losses
    "dumpfile-018": (1, 0, 0),
    "dumpfile-19": (1, 0, 0),
    "dumpfile-7-websocket": (6, 3, 0),
    "flows-event_stream": (2, 0, 1),
}


def items(*made: dict[Any, Any], size: int = 1 << 20) -> list[Item]:
    stream = b"".join(map(dump, made))
    return list(mitm.items((stream[at : at + size] for at in range(0, len(stream), size)), SHA))


def one(flow: dict[Any, Any]) -> Exchange:
    (exchange,) = items(flow)
    assert isinstance(exchange, Exchange)
    return exchange


@pytest.mark.parametrize("flow", [http(), flows.old()], ids=["version 21", "version 0.13"])
def test_a_request_is_the_same_in_every_version(flow: dict[Any, Any]) -> None:
    asked = one(flow)
    assert asked.request is not None
    assert (asked.request.method, asked.request.target, asked.request.body) == ("POST", "/v1/chat?room=7", flows.BODY)
    assert asked.request.headers[0] == ("host", "chat.example.com")
    assert asked.endpoint == Endpoint("chat.example.com", 443, "https", "203.0.113.9", "chat.example.com")
    assert (asked.at, asked.origin.address, asked.seen) == (1763790000.25, "10.0.0.4", "full")
    assert asked.response is not None
    assert (asked.response.status, asked.response.reason) == (200, "OK")
    assert (asked.id, asked.provenance.entry) == (f"{SHA[:12]}-0", "0")


def test_a_server_addressed_by_number_is_named_by_what_the_message_says() -> None:
    bare = request(host="203.0.113.9", headers=[], http_version=b"HTTP/2.0", authority=b"chat.example.com:443")
    named = one(http(request=bare))
    assert (named.endpoint.host, named.endpoint.named_by) == ("chat.example.com", "http-host")
    assert named.request is not None
    assert (named.request.header("host"), named.request.version) == ("chat.example.com:443", "2")
    by_tls = one(http(request=request(host="203.0.113.9", headers=[])))
    assert (by_tls.endpoint.host, by_tls.endpoint.named_by) == ("chat.example.com", "sni")
    reverse = {"peername": ["10.0.0.4", 1], "proxy_mode": "reverse:https://203.0.113.9"}
    assert one(http(request=bare, client_conn=reverse)).endpoint.host == "203.0.113.9"


def test_an_upstream_proxys_address_is_not_the_servers() -> None:
    server = {"address": ["chat.example.com", 443], "peername": ["10.0.0.1", 3128]}
    assert one(http(server_conn={**server, "via": ["http", ["10.0.0.1", 3128]]})).endpoint.ip is None
    assert one(http(server_conn={**server, "via": {"address": ["10.0.0.1", 3128]}})).endpoint.ip is None


def test_the_name_given_to_the_proxy_is_the_user() -> None:
    origin = one(http(metadata={"proxyauth": ["garam", "secret"]})).origin
    assert (origin.user, origin.identified_by) == ("garam", "proxy-auth")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"content": None, "headers": [[b"Content-Length", b"77"]]}, "the capture does not hold the body (77 bytes)"),
        ({"content": None, "headers": [[b"Transfer-Encoding", b"chunked"]]}, "the capture does not hold the body"),
        ({"content": None, "headers": []}, "the capture does not hold the body"),
        ({"timestamp_end": None}, CUT),
        ({"content": None, "headers": [], "method": b"GET"}, ""),
    ],
)
def test_a_body_that_is_not_there_leaves_the_head(changed: dict[str, Any], why: str) -> None:
    exchange = one(http(request=request(**changed)))
    assert (exchange.seen, exchange.opaque) == ("head" if why else "full", why)


def test_a_flow_with_an_error_is_read_and_said() -> None:
    exchange, loss = items(http(response=None, error={"msg": "reset", "timestamp": 1.0}))
    assert isinstance(exchange, Exchange)
    assert (exchange.seen, exchange.response) == ("full", None)
    assert loss == Unreadable("flow 0: response", "the flow ended with an error: the answer is missing or not complete")


@pytest.mark.parametrize("version", [7, 11, 12, 21])
def test_websocket_messages_that_left_are_exchanges(version: int) -> None:
    handshake, message = items(*flows.socket(version))
    assert isinstance(handshake, Exchange)
    assert isinstance(message, Exchange)
    assert message.request == Request("WEBSOCKET", "/v1/chat?room=7", (), "안녕".encode())
    assert (message.endpoint.scheme, message.endpoint.host, message.at) == ("wss", "chat.example.com", 1763790001.0)
    assert message.provenance.entry == ("0.message-0" if version >= 12 else "1.message-0")


def test_messages_of_a_websocket_whose_handshake_is_missing() -> None:
    message = one(flows.socket(7)[1])
    assert message.request is not None
    assert (message.request.target, message.endpoint.host) == ("/", "chat.example.com")


def test_what_a_connection_sent_is_one_exchange() -> None:
    rows = [[True, b"CONNECT ", 1763790001.0], [False, b"ok", 1763790001.5], [True, b"garam", 1763790003.0]]
    exchange = one(connection("tcp", rows))
    assert exchange.request == Request("TCP", "/", (), b"CONNECT garam")
    assert exchange.volume == Volume(13, 2, 0, 2.0)
    assert one(connection("udp", rows)).endpoint.scheme == "udp"


def test_a_connection_that_was_passed_through_is_named_by_its_hello() -> None:
    name = b"camera.example.com"
    entry = b"\0" + len(name).to_bytes(2, "big") + name
    listed = len(entry).to_bytes(2, "big") + entry
    extension = b"\0\0" + len(listed).to_bytes(2, "big") + listed
    hello = (
        b"\x03\x03" + bytes(32) + b"\0" + b"\0\x02\x13\x01" + b"\x01\0" + len(extension).to_bytes(2, "big") + extension
    )
    message = b"\x01" + len(hello).to_bytes(3, "big") + hello
    record = b"\x16\x03\x01" + len(message).to_bytes(2, "big") + message
    server = {"address": ["203.0.113.9", 8883], "peername": ["203.0.113.9", 8883], "sni": None}
    exchange = one(connection("tcp", [[True, record, 1763790001.0]], server_conn=server))
    assert (exchange.seen, exchange.opaque, exchange.request) == ("name", ENCRYPTED, None)
    assert exchange.endpoint == Endpoint("camera.example.com", 8883, "tls", "203.0.113.9", "camera.example.com", "sni")


def test_a_dns_flow_is_a_name_that_was_looked_up() -> None:
    asked = {"questions": [{"name": "Chat.Example.com.", "type": 1, "class_": 1}], "timestamp": 1763790000.0}
    answer = {
        "answers": [{"name": "x", "type": 5, "data": b"\x01a\0"}, {"name": "x", "type": 1, "data": b"\xcb\0q\x09"}]
    }
    exchange = one(connection("dns", [], request=asked, response=answer))
    assert (exchange.seen, exchange.opaque, exchange.at) == ("name", looked_up(1), 1763790000.0)
    assert exchange.endpoint == Endpoint("chat.example.com", 53, "dns", "203.0.113.9", None, "dns")


def test_a_broken_flow_costs_only_itself() -> None:
    stream = dump([1, 2]) + b"4:1:a,}" + dump({"type": "ftp"}) + dump(http(request=request(host=""), server_conn={}))
    found = list(mitm.items([stream + dump(http()) + b"55:cut"], SHA))
    assert [item.part for item in found if isinstance(item, Unreadable)] == [
        "flow 0", "flow 1", "flow 2", "flow 3: request.host", "flow 5",
    ]  # fmt: skip
    assert [item.provenance.entry for item in found if isinstance(item, Exchange)] == ["4"]


def test_dumps_are_told_from_other_formats(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(dump(http()) * 3)
    assert read(path).format == "mitmproxy"
    assert [e.provenance.entry for e in read(path).exchanges] == ["0", "1", "2"]


STREAM = b"".join(
    map(dump, [http(), *flows.socket(7), *flows.socket(12), connection("tcp", [[True, b"x", 1.0]]), flows.old()])
)


@given(st.integers(1, 200))
def test_however_the_file_is_cut_into_chunks_the_items_are_the_same(size: int) -> None:
    chunks = (STREAM[at : at + size] for at in range(0, len(STREAM), size))
    assert list(mitm.items(chunks, SHA)) == list(mitm.items([STREAM], SHA))


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, len(STREAM) - 1), st.binary(max_size=3)), max_size=6), st.integers(0, len(STREAM))
)
def test_no_damage_makes_the_reader_fail(damage: list[tuple[int, bytes]], end: int) -> None:
    stream = bytearray(STREAM)
    for at, data in damage:
        stream[at : at + len(data)] = data
    for item in mitm.items([bytes(stream[:end])], SHA):
        assert isinstance(item, Exchange | Unreadable)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=8) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300)
@given(st.sampled_from(["http", "websocket", "tcp", "udp", "dns"]), st.data())
def test_no_field_of_any_type_makes_the_reader_fail(kind: str, data: st.DataObject) -> None:
    flow = http(type=kind, messages=[[True, b"x", 1.0]], websocket={"messages": [[1, True, b"x", 1.0]]})
    inner = data.draw(
        st.sampled_from([flow, flow["request"], flow["client_conn"], flow["server_conn"], flow["response"]])
    )
    inner[data.draw(st.sampled_from(sorted(inner)))] = data.draw(ANYTHING)
    for item in items(flow):
        assert isinstance(item, Exchange | Unreadable)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*")) if SAMPLES.is_dir() else [], ids=lambda path: path.stem)
def test_real_dumps_are_read_whole(path: Path) -> None:
    capture = read(path)
    found = list(capture.exchanges)
    sockets = [e for e in found if e.request and e.request.method == "WEBSOCKET"]
    assert (len(found), len(sockets), len(capture.unreadable)) == EXPECTED[path.stem]
    assert all(e.endpoint.host and e.endpoint.ip and e.at > 1e9 and e.seen == "full" for e in found)
