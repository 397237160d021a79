"""Suricata's EVE log -> exchanges."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.capture import suricata
from gwanmun.capture.evehttp import PRINTED
from gwanmun.capture.loghttp import FEW_FIELDS, NO_BODY
from gwanmun.capture.lookup import looked_up
from gwanmun.capture.place import Item
from gwanmun.capture.read import read
from gwanmun.transfer import Endpoint, Exchange, Unreadable, Volume

SHA = "34" * 32
ENDS: dict[str, Any] = {
    "timestamp": "2025-11-22T14:40:00.250000+0900",
    "flow_id": 77,
    "src_ip": "10.0.0.4",
    "src_port": 50000,
    "dest_ip": "203.0.113.9",
    "dest_port": 443,
    "proto": "TCP",
}
BODY = b"email=garam.kim%40example.com"


def items(*events: dict[str, Any]) -> list[Item]:
    return list(suricata.items(["\n".join(json.dumps({**ENDS, **event}) for event in events).encode()], SHA))


def one(**event: Any) -> Exchange:
    (exchange,) = items(event)
    assert isinstance(exchange, Exchange)
    return exchange


def test_names_of_tls_and_quic() -> None:
    tls = one(event_type="tls", tls={"sni": "chat.example.com", "version": "TLS 1.3", "subject": "CN=x.example.com"})
    assert tls.endpoint == Endpoint("chat.example.com", 443, "https", "203.0.113.9", "chat.example.com", "sni")
    assert (tls.at, tls.origin.address, tls.seen) == (1763790000.25, "10.0.0.4", "name")
    shown = one(event_type="tls", dest_port=8883, tls={"subject": "C=KR, O=Example, CN=*.iot.example.com"})
    assert (shown.endpoint.host, shown.endpoint.named_by, shown.endpoint.scheme) == (
        "iot.example.com",
        "certificate",
        "tls",
    )
    quic = one(event_type="quic", quic={"version": "1", "sni": "www.example.com"})
    assert (quic.endpoint.host, quic.endpoint.named_by) == ("www.example.com", "quic-sni")


FLOW = {
    "pkts_toserver": 5,
    "pkts_toclient": 6,
    "bytes_toserver": 700,
    "bytes_toclient": 9000,
    "start": "2025-11-22T14:39:00.000000+0900",
    "end": "2025-11-22T14:39:30.500000+0900",
}


def test_a_flow_has_the_name_its_handshake_or_a_dns_answer_gave() -> None:
    answers = {"type": "answer", "rrname": "cdn.example.com", "grouped": {"A": ["203.0.113.7"]}}
    found = items(
        {"event_type": "tls", "tls": {"sni": "chat.example.com"}},
        {"event_type": "flow", "app_proto": "tls", "flow": FLOW},
        {
            "event_type": "dns",
            "src_ip": "10.0.0.1",
            "src_port": 53,
            "dest_ip": "10.0.0.4",
            "dest_port": 9,
            "dns": answers,
        },
        {"event_type": "flow", "flow_id": 78, "dest_ip": "203.0.113.7", "flow": FLOW},
    )
    flows = [item for item in found if isinstance(item, Exchange)]
    assert [(flow.endpoint.host, flow.endpoint.named_by) for flow in flows] == [
        ("chat.example.com", "sni"),
        ("cdn.example.com", "dns"),
    ]
    assert (flows[0].volume, flows[0].at) == (Volume(700, 9000, 11, 30.5), 1763789940.0)
    assert found[-1] == Unreadable(
        "lines", "1 of 4 lines hold no transfer: DNS answers, which give addresses their names"
    )


def test_a_connection_without_an_answer_is_counted() -> None:
    (loss,) = items({"event_type": "flow", "flow": {**FLOW, "pkts_toclient": 0}})
    assert loss == Unreadable("lines", "1 of 1 lines hold no transfer: connections that got no answer")


@pytest.mark.parametrize(
    "dns",
    [
        {"type": "query", "rrname": "api.example.com", "rrtype": "A", "id": 1},
        {"version": 3, "type": "request", "queries": [{"rrname": "api.example.com", "rrtype": "A"}]},
    ],
    ids=["version 2", "version 3"],
)
def test_a_question_is_a_name_that_was_looked_up(dns: dict[str, Any]) -> None:
    asked = one(event_type="dns", dest_port=53, dns=dns)
    assert (asked.endpoint.host, asked.opaque, asked.origin.address) == ("api.example.com", looked_up(1), "10.0.0.4")


LENGTH = {"request_headers": [{"name": "Content-Length", "value": "29"}]}


@pytest.mark.parametrize(
    ("more", "seen", "why"),
    [
        ({}, "head", FEW_FIELDS),
        (LENGTH, "head", "the capture does not hold the body (29 bytes)"),
        ({"http_request_body": base64.b64encode(BODY).decode()}, "full", ""),
        ({**LENGTH, "http_request_body": base64.b64encode(BODY[:9]).decode()}, "head", f"{NO_BODY} (20 bytes)"),
        ({"http_request_body_printable": BODY.decode()}, "head", PRINTED),
    ],
    ids=["usual", "all header fields", "with the body", "the beginning of the body", "printable body"],
)
def test_a_request_in_clear_text(more: dict[str, Any], seen: str, why: str) -> None:
    http = {
        "hostname": "collect.example.com",
        "url": "/v1?q=1",
        "http_method": "POST",
        "protocol": "HTTP/1.1",
        "status": 200,
    }
    made = one(event_type="http", dest_port=80, http={**http, "http_user_agent": "cam/1.0", **more})
    assert made.endpoint == Endpoint("collect.example.com", 80, "http", "203.0.113.9", None, "http-host")
    assert made.request is not None
    assert (made.request.method, made.request.target, made.seen, made.opaque) == ("POST", "/v1?q=1", seen, why)
    assert BODY.startswith(made.request.body)
    assert bool(made.request.body) == ("body" in str(more))


def test_a_request_to_a_proxy_leads_where_its_url_says() -> None:
    asked = {"hostname": "b.example.com", "url": "b.example.com:443", "http_method": "CONNECT"}
    made = one(event_type="http", dest_port=3128, http=asked)
    assert (made.endpoint, made.seen) == (Endpoint("b.example.com", 443, "https", None, None, "connect"), "name")


def test_other_events_and_broken_lines_are_counted(tmp_path: Path) -> None:
    good = json.dumps({**ENDS, "event_type": "tls", "tls": {}})
    path = tmp_path / "eve.json"
    path.write_text(
        "\n".join([good, json.dumps({"event_type": "stats"}), json.dumps({**ENDS, "event_type": "alert"}), "{cut"])
    )
    capture = read(path)
    assert capture.format == "suricata"
    assert len(list(capture.exchanges)) == 1
    assert [loss.why for loss in capture.unreadable] == [
        "1 of 4 lines not understood, first 4",
        "1 of 4 lines hold no transfer: stats events",
        "1 of 4 lines hold no transfer: alert events",
    ]


VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["10.0.0.1", "answer"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)
INNER = [
    "sni",
    "subject",
    "type",
    "rrname",
    "queries",
    "answers",
    "grouped",
    "rdata",
    "url",
    "hostname",
    "http_method",
    "status",
]
INNER += ["request_headers", "http_request_body", "start", "end", "pkts_toclient", "bytes_toserver"]


@settings(max_examples=300)
@given(
    st.sampled_from([*suricata.EVENTS, "alert", ""]),
    st.dictionaries(st.sampled_from(sorted(ENDS)), VALUE, max_size=3),
    VALUE | st.dictionaries(st.sampled_from(INNER), VALUE, max_size=5),
)
def test_no_field_of_any_type_makes_the_reader_fail(kind: str, outer: dict[str, Any], inner: Any) -> None:
    for item in items({**outer, "event_type": kind, kind: inner}):
        assert isinstance(item, Exchange | Unreadable)


STREAM = "\n".join(
    json.dumps({**ENDS, "event_type": kind, kind: {"sni": "a.example.com", "url": "/"}}) for kind in suricata.EVENTS
).encode()


@given(st.integers(1, 99), st.lists(st.tuples(st.integers(0, len(STREAM) - 1), st.binary(max_size=3)), max_size=4))
def test_neither_chunks_nor_damage_matter(size: int, damage: list[tuple[int, bytes]]) -> None:
    stream = bytearray(STREAM)
    for at, data in damage:
        stream[at : at + len(data)] = data
    whole = list(suricata.items([bytes(stream)], SHA))
    assert list(suricata.items((bytes(stream[at : at + size]) for at in range(0, len(stream), size)), SHA)) == whole
