"""Zeek logs, as text and JSON -> exchanges."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.capture import zeek
from gwanmun.capture.lookup import looked_up
from gwanmun.capture.place import Item
from gwanmun.capture.read import read
from gwanmun.capture.zeekpeer import ADDRESSES, BROKEN_OFF, ENCRYPTED
from gwanmun.transfer import Endpoint, Exchange, Unreadable, Volume

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "logs"
SHA = "12" * 32

EXPECTED = {
    # exchanges, evidence of their names, lines that hold no transfer
    "zeek-dns.json": (392, {"dns": 392}, 116),
    "zeek-dns.log": (494, {"dns": 494}, 200),
    "zeek-ssl.json": (3000, {"": 2703, "sni": 297}, 0),
    "zeek-ssl.log": (4000, {"": 3623, "sni": 377}, 0),
    "zeek-x509.log": (340, {"certificate": 340}, 8),
}

ENDS: dict[str, Any] = {
    "ts": 1763790000.25,
    "uid": "C1",
    "id.orig_h": "10.0.0.4",
    "id.orig_p": 50000,
    "id.resp_h": "203.0.113.9",
    "id.resp_p": 443,
}


def items(*rows: dict[str, Any], size: int = 1 << 20) -> list[Item]:
    stream = b"\n".join(json.dumps(row).encode() for row in rows)
    return list(zeek.items((stream[at : at + size] for at in range(0, len(stream), size)), SHA))


def one(**fields: Any) -> Exchange:
    (exchange,) = items({**ENDS, **fields})
    assert isinstance(exchange, Exchange)
    return exchange


def table(log: str, *rows: dict[str, str], separator: str = "\t") -> bytes:
    """The text form; every row has the same fields, lists have commas in them."""
    shown = "\\x09" if separator == "\t" else separator
    kinds = ["vector[string]" if "," in value else "string" for value in rows[0].values()]
    head = [f"#separator {shown}", f"#set_separator{separator},", f"#empty_field{separator}(empty)"]
    head += [f"#unset_field{separator}-", f"#path{separator}{log}"]
    head += [separator.join(["#fields", *rows[0]]), separator.join(["#types", *kinds])]
    return "\n".join([*head, *(separator.join(row.values()) for row in rows), "#close"]).encode()


def test_a_connection_has_its_volume_and_no_name() -> None:
    made = one(
        proto="tcp",
        service="ssl",
        duration=2.5,
        orig_bytes=700,
        resp_bytes=9000,
        conn_state="SF",
        orig_pkts=5,
        resp_pkts=9,
    )
    assert made.endpoint == Endpoint(None, 443, "https", "203.0.113.9")
    assert made.volume == Volume(700, 9000, 14, 2.5)
    assert (made.at, made.origin.address, made.seen, made.opaque) == (1763790000.25, "10.0.0.4", "name", ADDRESSES)
    assert (made.id, made.provenance.entry) == (f"{SHA[:12]}-1", "1")


def test_a_connection_that_carried_nothing_is_counted() -> None:
    (loss,) = items({**ENDS, "conn_state": "S0", "orig_bytes": 0, "resp_bytes": 0})
    assert loss == Unreadable("lines", "1 of 1 lines hold no transfer: connections that carried nothing")


def test_names_of_tls_and_quic() -> None:
    tls = one(server_name="Chat.Example.com", version="TLSv13", cipher="TLS_AES_128_GCM_SHA256", established=True)
    assert tls.endpoint == Endpoint("chat.example.com", 443, "https", "203.0.113.9", "chat.example.com", "sni")
    assert tls.opaque == ENCRYPTED
    quic = one(server_name="www.example.com", client_initial_dcid="aa", version="1")
    assert (quic.endpoint.named_by, quic.endpoint.scheme) == ("quic-sni", "quic")
    assert one(cipher="x", established=False).opaque == BROKEN_OFF
    old = one(cipher="x", subject="CN=*.example.com,O=Example\\, Inc")
    assert (old.endpoint.host, old.endpoint.named_by) == ("example.com", "certificate")


def test_one_stream_of_several_logs_lends_its_names() -> None:
    answer = {"_path": "dns", **ENDS, "id.resp_p": 53, "query": "api.example.com", "qtype_name": "A"}
    shown = {
        "_path": "x509",
        "ts": 1763790000,
        "fingerprint": "f1",
        "san.dns": ["*.shop.example.com"],
        "host_cert": True,
    }
    rows = [
        {**answer, "answers": ["cdn.example.net", "203.0.113.7"]},
        {"_path": "conn", **ENDS, "uid": "C7", "id.resp_h": "203.0.113.7", "orig_bytes": 1, "resp_bytes": 1},
        {"_path": "conn", **ENDS, "id.orig_h": "10.0.0.5", "id.resp_h": "203.0.113.7", "orig_bytes": 1},
        shown,
        {"_path": "ssl", **ENDS, "uid": "C8", "cert_chain_fps": ["f1", "f2"]},
        {"_path": "conn", **ENDS, "uid": "C8", "orig_bytes": 1, "resp_bytes": 1},
    ]
    found = [(e.endpoint.host, e.endpoint.named_by) for e in items(*rows) if isinstance(e, Exchange)]
    assert found == [("api.example.com", "dns"), (None, ""), ("shop.example.com", "certificate")]


def test_one_exchange_has_the_volume_of_its_connection_and_the_facts_of_its_handshake() -> None:
    ssl = {"_path": "ssl", **ENDS, "uid": "C8", "server_name": "chat.example.com", "version": "TLSv10"}
    conn = {"_path": "conn", **ENDS, "uid": "C8", "service": "ssl", "orig_bytes": 7, "resp_bytes": 9}
    (made,) = items(ssl, conn)
    assert isinstance(made, Exchange)
    assert made.endpoint == Endpoint("chat.example.com", 443, "https", "203.0.113.9", "chat.example.com", "sni")
    assert (made.volume, made.provenance.entry) == (Volume(7, 9), "2")
    assert made.opaque.startswith("weakly encrypted (TLS 1.0)")


def test_the_requests_of_a_connection_stand_for_it_and_questions_to_a_resolver_are_one() -> None:
    http = {"_path": "http", **ENDS, "uid": "C1", "host": "a.example.com", "uri": "/", "method": "GET"}
    conn = {"_path": "conn", **ENDS, "uid": "C1", "orig_bytes": 7, "resp_bytes": 9}
    asking = {"_path": "conn", **ENDS, "id.resp_h": "10.0.0.1", "id.resp_p": 53, "service": "dns"}
    found = items(http, conn, *({**asking, "uid": f"D{n}", "orig_bytes": 30, "resp_bytes": 60} for n in range(3)))
    assert [e.seen for e in found if isinstance(e, Exchange)] == ["head", "name"]
    dns = found[-1]
    assert isinstance(dns, Exchange)
    assert (dns.endpoint.ip, dns.volume) == ("10.0.0.1", Volume(90, 180))
    assert Unreadable("lines", "1 of 5 lines hold no transfer: connections whose requests are told one by one") in found


def test_a_name_that_was_never_contacted_is_told_once() -> None:
    asked = {"_path": "dns", **ENDS, "qtype_name": "A"}
    rows = [
        {**asked, "query": "a.example.com"},
        {**asked, "query": "b.example.com"},
        {**asked, "query": "b.example.com"},
    ]
    ssl = {"_path": "ssl", **ENDS, "uid": "C8", "server_name": "a.example.com"}
    found = [(e.endpoint.host, e.opaque) for e in items(*rows, ssl) if isinstance(e, Exchange)]
    assert found == [("a.example.com", ENCRYPTED), ("b.example.com", looked_up(2))]


def test_a_question_is_a_name_that_was_looked_up_and_an_inverse_one_is_none() -> None:
    asked = one(query="api.example.com", qtype_name="AAAA", answers=["2001:db8::9"])
    assert (asked.endpoint.host, asked.endpoint.ip, asked.opaque) == ("api.example.com", "2001:db8::9", looked_up(1))
    (loss,) = items({**ENDS, "query": "4.0.0.10.in-addr.arpa", "qtype_name": "PTR"})
    assert loss == Unreadable("lines", "1 of 1 lines hold no transfer: DNS questions that ask for no address")


def test_a_request_in_clear_text_is_a_head_with_its_target() -> None:
    made = one(
        **{"id.resp_p": 8080},
        method="POST",
        host="collect.example.com:8080",
        uri="/v1?email=garam.kim@example.com&q=가",
        user_agent="cam/1.0",
        referrer="-",
        version="1.0",
        status_code=200,
        status_msg="OK",
        request_body_len=120,
        response_body_len=4,
    )
    assert made.endpoint == Endpoint("collect.example.com", 8080, "http", "203.0.113.9", None, "http-host")
    assert made.request is not None
    assert made.request.target == "/v1?email=garam.kim@example.com&q=%EA%B0%80"
    assert made.request.headers == (("host", "collect.example.com:8080"), ("user-agent", "cam/1.0"))
    assert made.response is not None
    assert (made.seen, made.opaque) == ("head", "the capture does not hold the body (120 bytes)")
    assert (made.request.version, made.response.status, made.volume) == ("1.0", 200, Volume(120, 4))


def test_a_request_to_a_proxy_leads_where_its_url_says() -> None:
    made = one(method="GET", host="a.example.com", uri="http://b.example.com:81/x")
    assert made.endpoint == Endpoint("b.example.com", 81, "http")
    tunnel = one(method="CONNECT", host="b.example.com:443", uri="b.example.com:443")
    assert (tunnel.seen, tunnel.request, tunnel.endpoint.named_by) == ("name", None, "connect")


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_the_text_form_says_the_same_as_json(separator: str) -> None:
    ends = {name: str(value) for name, value in ENDS.items()}
    row = {**ends, "server_name": "www.example.com", "established": "T", "cert_chain_fps": "a,b"}
    unset = {**row, "uid": "C2", "server_name": "-", "cert_chain_fps": "(empty)"}
    found = list(zeek.items([table("ssl", row, unset, separator=separator)], SHA))
    assert [(e.endpoint.host, e.at, e.provenance.entry) for e in found if isinstance(e, Exchange)] == [
        ("www.example.com", 1763790000.25, "8"),
        (None, 1763790000.25, "9"),
    ]


def test_escapes_of_the_text_form() -> None:
    ends = {name: str(value) for name, value in ENDS.items()}
    (made,) = zeek.items([table("http", {**ends, "method": "GET", "host": "www.example.com", "uri": "/a\\x09b"})], SHA)
    assert isinstance(made, Exchange)
    assert made.request is not None
    assert made.request.target == "/a%09b"


NESTED = {"orig_h": "10.0.0.4", "resp_h": "203.0.113.9", "resp_p": 443}
UNDERSCORED = {"id_orig_h": "10.0.0.4", "id_resp_h": "203.0.113.9", "id_resp_p": "443"}


@pytest.mark.parametrize(
    "row",
    [
        {"ssl": {**ENDS, "server_name": "www.example.com"}},
        {"_path": "ssl", "ts": "2025-11-22T05:40:00.25Z", "id": NESTED, "server_name": "www.example.com"},
        {"_path": "ssl", "ts": "1763790000.25", **UNDERSCORED, "server_name": "www.example.com"},
    ],
    ids=["wrapped", "nested", "underscored"],
)
def test_json_as_log_shippers_write_it(row: dict[str, Any]) -> None:
    (made,) = items(row)
    assert isinstance(made, Exchange)
    assert (made.endpoint.host, made.endpoint.port, made.at) == ("www.example.com", 443, 1763790000.25)


def test_lines_that_are_not_understood_and_other_logs_are_counted() -> None:
    good = json.dumps({**ENDS, "cipher": "x"})
    mixed = "\n".join([good, "{broken", "a\tb", '{"_path": "weird", "ts": 1}', '{"_path": "ssl", "ts": 1}', good])
    found = list(zeek.items([mixed.encode()], SHA))
    assert [item for item in found if isinstance(item, Unreadable)] == [
        Unreadable("lines", "3 of 6 lines not understood, first 2, 3, 5"),
        Unreadable("lines", "1 of 6 lines hold no transfer: weird records"),
    ]
    assert sum(isinstance(item, Exchange) for item in found) == 2


def test_bytes_that_were_not_counted_are_unknown() -> None:
    assert one(orig_bytes=5, conn_state="SF").volume == Volume(5, -1)


def test_numbers_out_of_bounds_are_taken_for_what_a_record_can_hold() -> None:
    made = one(**{"id.resp_p": 1e300}, orig_bytes=1e300, resp_bytes=-5, duration=1e308, conn_state="SF")
    assert (made.endpoint.port, made.volume) == (0, Volume(1 << 53, 0, 0, 1e308))
    assert isinstance(items({**ENDS, "ts": 1e300, "cipher": "x"})[0], Unreadable)


MORE = (
    {"server_name": "a.example.com"},
    {"method": "GET", "uri": "/"},
    {"query": "b.example.com", "answers": ["x"]},
)
STREAM = b"\n".join(
    [
        table("conn", {**{name: str(value) for name, value in ENDS.items()}, "orig_bytes": "5", "a": "b,c"}),
        *(json.dumps({**ENDS, **more}).encode() for more in MORE),
    ]
)


@given(st.integers(1, 99))
def test_however_the_file_is_cut_into_chunks_the_items_are_the_same(size: int) -> None:
    chunks = (STREAM[at : at + size] for at in range(0, len(STREAM), size))
    assert list(zeek.items(chunks, SHA)) == list(zeek.items([STREAM], SHA))


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(STREAM) - 1), st.binary(max_size=3)), max_size=6))
def test_no_damage_makes_the_reader_fail(damage: list[tuple[int, bytes]]) -> None:
    stream = bytearray(STREAM)
    for at, data in damage:
        stream[at : at + len(data)] = data
    for item in zeek.items([bytes(stream)], SHA):
        assert isinstance(item, Exchange | Unreadable)


VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["-", "10.0.0.1", "T"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)
NAMES = [
    "ts",
    "uid",
    "id",
    "id.orig_h",
    "id.resp_h",
    "id.resp_p",
    "query",
    "qtype_name",
    "answers",
    "server_name",
    "uri",
    "host",
]
NAMES += [
    "method",
    "status_code",
    "orig_bytes",
    "resp_bytes",
    "duration",
    "conn_state",
    "san.dns",
    "host_cert",
    "cert_chain_fps",
]


@settings(max_examples=300)
@given(st.sampled_from([*zeek.LOGS, "weird", ""]), st.dictionaries(st.sampled_from(NAMES), VALUE, max_size=8))
def test_no_field_of_any_type_makes_the_reader_fail(log: str, fields: dict[str, Any]) -> None:
    for item in items({"_path": log, **ENDS, **fields}):
        assert isinstance(item, Exchange | Unreadable)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("zeek-*")) if SAMPLES.is_dir() else [], ids=lambda path: path.name)
def test_real_logs_are_read_whole(path: Path) -> None:
    capture = read(path)
    found = list(capture.exchanges)
    exchanges, named_by, apart = EXPECTED[path.name]
    assert capture.format == "zeek"
    assert (len(found), Counter(e.endpoint.named_by for e in found)) == (exchanges, named_by)
    assert sum(int(loss.why.split()[0].replace(",", "")) for loss in capture.unreadable) == apart
    assert not any("not understood" in loss.why for loss in capture.unreadable)
