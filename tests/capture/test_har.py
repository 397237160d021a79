"""HAR dialects -> exchanges: what each tool leaves out or writes its own way."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture import har
from gwanmun.capture.read import read
from gwanmun.transfer import Exchange, Request, Unreadable

FIXTURES = Path(__file__).parent.parent / "fixtures"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "har"
SHA = "ab" * 32


def exchanges(name: str) -> list[Exchange]:
    return list(read(FIXTURES / name).exchanges)


def one(**entry: Any) -> list[Exchange | Unreadable]:
    """What an archive with this one entry gives; `request` is filled up to a minimum."""
    entry["request"] = {"method": "POST", "url": "https://www.example.com/", "headers": []} | entry.get("request", {})
    entry.setdefault("startedDateTime", "2026-03-02T00:00:00Z")
    return list(har.items([json.dumps({"log": {"entries": [entry]}}).encode()], SHA))


def request_of(**request: Any) -> Request:
    (exchange,) = one(request=request)
    assert isinstance(exchange, Exchange)
    assert exchange.request is not None
    return exchange.request


def test_chrome_pseudo_fields_sockets_and_local_urls() -> None:
    chat, socket, typed, binary, blocked = exchanges("chrome.har")
    assert chat.request is not None
    assert [name for name, _ in chat.request.headers] == ["host", "accept", "content-type", "user-agent"]
    assert (chat.request.target, chat.request.version, chat.endpoint.ip) == (
        "/api/v0/chat/completion",
        "2",
        "203.0.113.9",
    )
    assert "010-0123-4503" in chat.request.body.decode()
    assert chat.response is not None
    assert [v for n, v in chat.response.headers if n == "set-cookie"] == ["a=1; Path=/", "b=2; Path=/"]
    assert chat.response.header("content-encoding") is None, "HAR stores responses decoded"
    assert (socket.endpoint.scheme, socket.endpoint.port, socket.endpoint.ip) == ("wss", 443, "2001:db8::9")
    assert typed.request == Request(
        "WEBSOCKET", "/socket?room=7", (), b'{"event": "typing", "email": "garam.kim@example.com"}'
    )
    assert binary.request is not None
    assert (binary.request.body, binary.at, binary.provenance.entry) == (b"\x01\x02\x03", 1772409602.7, "2.message-1")
    assert (blocked.response, blocked.request and blocked.request.target) == (None, "/list?aid=1")


def test_ids_and_provenance_are_those_of_file_and_entry() -> None:
    capture = read(FIXTURES / "chrome.har")
    chat = next(capture.exchanges)
    assert chat.id == f"{capture.sha256[:12]}-0"
    assert (chat.provenance.source, chat.provenance.name, chat.provenance.entry) == ("capture", capture.sha256, "0")
    assert [e.id for e in capture.exchanges] == [e.id for e in capture.exchanges], "each pass gives the same"


def test_firefox_params_cookies_and_a_body_it_did_not_keep() -> None:
    order, upload, form = exchanges("firefox.har")
    assert order.at == 1772410200.0, "09:10 in Seoul is 00:10 UTC"
    assert order.request is not None
    assert order.request.header("cookie") == "lang=ko"
    assert order.request.body.endswith(b"&mobileNo=010-0123-4502&pccc=P230012345678&memo=%EB%AC%B8%20%EC%95%9E")
    assert (upload.seen, upload.opaque) == ("head", "the capture does not hold the body (104857 bytes)")
    assert form.request is not None
    assert form.request.body.startswith(b'------xyz\r\ncontent-disposition: form-data; name="email"\r\n\r\ndoyun.lee@')
    assert form.request.body.endswith(b"\r\n------xyz--\r\n")


def test_safari_raw_address_line_and_a_korean_charset() -> None:
    search, report = exchanges("safari.har")
    assert search.request is not None
    assert search.request.target == "/search?q=%EC%A0%90%EC%8B%AC%20%EC%8B%9D%EB%8B%B9&phone=010-1234-0419"
    assert report.request is not None
    assert json.loads(report.request.body.decode("euc-kr"))["ssid"] == "가람이네 5G", "bytes as the header says"


def test_charles_tunnel_is_no_more_than_a_name_and_gzip_stays_gzip() -> None:
    tunnel, report = exchanges("charles.har")
    assert (tunnel.seen, tunnel.request, tunnel.endpoint.host) == ("name", None, "a1.tuyaus.com")
    assert report.request is not None
    assert report.request.header("content-encoding") == "gzip"
    assert json.loads(gzip.decompress(report.request.body))[0]["header"]["gaid"].startswith("3f2a9c1e")


def test_mitmproxy_body_stored_decoded_loses_the_coding_and_gets_its_length() -> None:
    (asked,) = exchanges("mitmproxy.har")
    assert asked.request is not None
    assert asked.request.header("content-encoding") is None
    assert asked.request.header("content-length") == str(len(asked.request.body))
    assert asked.at == 1772413323.078662


def test_broken_entries_cost_only_themselves() -> None:
    capture = read(FIXTURES / "broken.har")
    parts = {u.part for u in capture.unreadable}
    assert parts >= {"entry 0", "entry 1", "entry 2", "entry 3", "entry 4: request.url", "entry 6: request.url"}
    assert parts >= {
        "entry 8: startedDateTime",
        "entry 8: request.headers",
        "entry 10: request.body",
        "entry 11: request.body",
    }
    by_entry = {e.provenance.entry: e for e in capture.exchanges}
    assert set(by_entry) == {"5", "8", "9", "10", "11", "12"}
    assert (by_entry["5"].seen, by_entry["5"].endpoint.ip, by_entry["10"].seen) == ("name", "203.0.113.4", "head")
    assert by_entry["9"].request is not None
    assert (by_entry["9"].at, by_entry["9"].request.headers) == (1772409600.0, (("ok", "True"),))


def test_a_truncated_archive_is_read_up_to_the_cut() -> None:
    capture = read(FIXTURES / "truncated.har")
    assert [e.request and e.request.target for e in capture.exchanges] == ["/one", "/two"]
    assert capture.unreadable == (Unreadable("log.entries", "the file is cut off inside its list of entries"),)


def test_query_list_stands_in_for_a_missing_query() -> None:
    query = [{"name": "q", "value": "가 나"}, {"name": "n", "value": 1}]
    assert request_of(queryString=query).target == "/?q=%EA%B0%80+%EB%82%98&n=1"


def test_http_toolkit_body_and_a_body_with_lone_surrogates() -> None:
    assert request_of(_content={"text": "aGk=", "encoding": "base64"}).body == b"hi"
    raw = b'{"log":{"entries":[{"startedDateTime":"2026-03-02T00:00:00Z","request":{"method":"POST",'
    raw += b'"url":"https://www.example.com/","headers":[],"postData":{"text":"a\\ud800b"}}}]}}'
    (exchange,) = har.items([raw], SHA)
    assert isinstance(exchange, Exchange)
    assert exchange.request is not None
    assert exchange.request.body.decode() == "a\ufffdb"


def test_a_body_that_only_its_length_announces_is_missing() -> None:
    """mitmproxy writes a body that was streamed as null, and its size as 0."""
    request = {"headers": [{"name": "Content-Length", "value": "77"}], "bodySize": 0, "postData": {"text": None}}
    loss, exchange = one(request=request)
    assert loss == Unreadable("entry 0: request.body", "the capture does not hold the body (77 bytes)")
    assert isinstance(exchange, Exchange)
    assert exchange.seen == "head"


def test_text_of_a_socket_that_pcapdroid_wrote_as_base64() -> None:
    sent = {"type": "send", "opcode": 1, "time": 1772409600.5, "data": "sPg=", "encoding": "base64"}
    _, message = one(_webSocketMessages=[sent])
    assert isinstance(message, Exchange)
    assert message.request is not None
    assert (message.request.body, message.at) == (b"\xb0\xf8", 1772409600.5)


def test_gzip_body_that_a_tool_wrote_as_text_is_restored() -> None:
    body = gzip.compress(b"garam.kim@example.com", mtime=0)
    header = [{"name": "Content-Encoding", "value": "gzip"}]
    assert request_of(headers=header, postData={"text": body.decode("latin-1")}).body == body


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port"),
    [
        ("http://www.example.com", "http", "www.example.com", 80),
        ("https://WWW.Example.com:8443/x", "https", "www.example.com", 8443),
        ("wss://www.example.com/s", "wss", "www.example.com", 443),
        ("https://한글.example.com/", "https", "xn--bj0bj06e.example.com", 443),
        ("https://[2001:db8::1]/", "https", "2001:db8::1", 443),
    ],
)
def test_endpoint_of_a_url(url: str, scheme: str, host: str, port: int) -> None:
    (exchange,) = one(request={"url": url})
    assert isinstance(exchange, Exchange)
    assert (exchange.endpoint.scheme, exchange.endpoint.host, exchange.endpoint.port) == (scheme, host, port)


@pytest.mark.parametrize("date", ["", "0000-00-00", "9999-99-99T99:99:99Z", None, True, [], 1e300, "2026-13-01"])
def test_a_bad_date_is_reported_and_the_exchange_kept(date: object) -> None:
    loss, exchange = one(startedDateTime=date)
    assert loss == Unreadable("entry 0: startedDateTime", "not a date: the time is given as 0")
    assert isinstance(exchange, Exchange)
    assert exchange.at == 0


def test_header_values_cannot_smuggle_fields_or_odd_names() -> None:
    headers = [{"name": "a\r\nb", "value": "1"}, {"name": "ok", "value": "1\r\ncookie: x"}]
    assert request_of(headers=headers).headers == (("ok", "1"), ("ok", "cookie: x"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
MESSAGE = st.fixed_dictionaries(
    {},
    optional={
        "url": ANYTHING | st.sampled_from(["https://a.example.com/?", "https://[", "//x", "https://a:b/"]),
        "method": ANYTHING,
        "headers": ANYTHING | st.lists(st.fixed_dictionaries({"name": ANYTHING, "value": ANYTHING}), max_size=3),
        "cookies": ANYTHING | st.lists(st.fixed_dictionaries({"name": ANYTHING, "value": ANYTHING}), max_size=3),
        "postData": ANYTHING | st.fixed_dictionaries({"text": ANYTHING, "encoding": st.just("base64") | ANYTHING}),
        "content": ANYTHING | st.fixed_dictionaries({"text": ANYTHING, "encoding": st.just("base64") | ANYTHING}),
        "status": ANYTHING | st.just(200),
        "bodySize": ANYTHING,
        "httpVersion": ANYTHING,
    },
)
SOCKET = st.lists(
    st.fixed_dictionaries({"type": st.just("send"), "data": ANYTHING, "opcode": ANYTHING, "time": ANYTHING})
)
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "request": MESSAGE | ANYTHING,
        "response": MESSAGE | ANYTHING,
        "startedDateTime": ANYTHING,
        "serverIPAddress": ANYTHING | st.just("203.0.113.1"),
        "_webSocketMessages": ANYTHING | SOCKET,
    },
)


@given(st.lists(ENTRY | ANYTHING, max_size=3))
def test_no_entry_of_any_shape_makes_the_reader_fail(entries: list[Any]) -> None:
    for item in har.items([json.dumps({"log": {"entries": entries}}).encode()], SHA):
        assert isinstance(item, Exchange | Unreadable)


def test_deep_nesting_is_unreadable_not_a_crash() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    assert list(har.items([b'{"log":{"entries":[', deep, b"]}}"], SHA)) == [Unreadable("entry 0", "not valid JSON")]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.har")) if SAMPLES.is_dir() else [], ids=lambda path: path.stem)
def test_real_archives_are_read_whole(path: Path) -> None:
    capture = read(path)
    entries = len(json.loads(path.read_text("utf-8-sig"))["log"]["entries"])
    found = list(capture.exchanges)
    assert len(found) == entries
    assert all(e.endpoint.host and e.at > 0 for e in found)
    assert {u.part.partition(": ")[2] for u in capture.unreadable} <= {"request.body"}
