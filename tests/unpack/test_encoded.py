"""Text inside text, and the places where it must be left alone."""

from __future__ import annotations

import base64
import json

import pytest

from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request, rewrite
from gwanmun.unpack.parts import Edit

KIM = "김가람 010-1234-5678"


def leaves(text: str) -> list[tuple[str, str]]:
    body = json.dumps({"v": text}).encode()
    return [
        (leaf.path.removeprefix("json:$.v"), leaf.text) for leaf in open_request(Request("POST", "/", (), body)).leaves
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("%EA%B9%80%EA%B0%80%EB%9E%8C%20010-1234-5678", "|url:"),
        ("%B1%E8%B0%A1%B6%F7%20010-1234-5678", "|url:"),
        ("&#44608;&#xAC00;&#46988; 010-1234-5678", "|entity:"),
        ("\\uae40\\uac00\\ub78c 010-1234-5678", "|escaped:"),
        ('"\\uae40\\uac00\\ub78c 010-1234-5678"', "|json:$"),
    ],
)
def test_other_ways_to_write_it(text: str, path: str) -> None:
    assert leaves(text) == [(path, KIM)]


def test_base64_gives_itself_and_its_text() -> None:
    encoded = base64.b64encode(KIM.encode()).decode()
    assert leaves(encoded) == [("", encoded), ("|base64:", KIM)]
    url = base64.urlsafe_b64encode("가>?가>?가>?ÿÿ".encode()).decode().rstrip("=")
    assert leaves(url)[1] == ("|base64:", "가>?가>?가>?ÿÿ")


@pytest.mark.parametrize(
    "text",
    [
        "30%010-1234-5678 할인",
        "카드 100%4111 1111 1111 1111",
        "C:\\users\\new\\010-1234-5678",
        "AT&T &copy 2026",
        "0123456789abcdef0123456789abcdef",
        "internationalization",
        "[긴급] 회의",
        "{{name}}님",
        "data:는 자료입니다",
    ],
)
def test_text_that_only_looks_encoded(text: str) -> None:
    assert leaves(text) == [("", text)]


def test_address_in_prose() -> None:
    assert leaves("보세요 https://example.com/?n=%EA%B9%80&t=1 네") == [
        ("|url:", "보세요 https://example.com/?n=김&t=1 네")
    ]


@pytest.mark.parametrize(
    "text", ["a=%EA%B9%80%20010-1234-5678%21", "&#44608; 010-1234-5678 &amp;", "\\uae40 010-1234-5678 \\u0021"]
)
def test_rewriting_keeps_what_stands_beside(text: str) -> None:
    sent = Request("POST", "/", (), json.dumps({"v": text}).encode())
    leaf = open_request(sent).leaves[0]
    at = leaf.text.index("010")
    after = rewrite(sent, [Edit(leaf.part, leaf.path, at, at + 13, "GW_1")])
    assert json.loads(after.body) == {"v": text.replace("010-1234-5678", "GW_1")}


def test_lines() -> None:
    body = b'{"tel":"010-1234-5678"}\r\n{"tel":"x"}\r\n'
    sent = Request("POST", "/", (("content-type", "application/x-ndjson"),), body)
    assert [leaf.path for leaf in open_request(sent).leaves] == ["ndjson:$[0]|json:$.tel", "ndjson:$[1]|json:$.tel"]
    assert rewrite(sent, [Edit("request.body", "ndjson:$[1]|json:$.tel", 0, 1, "y")]).body == body.replace(
        b'"x"', b'"y"'
    )
    events = b'event: delta\ndata: {"t": "hi"}\n\ndata: plain words\n\n'
    sent = Request("POST", "/", (("content-type", "text/event-stream"),), events)
    assert [(leaf.path, leaf.text) for leaf in open_request(sent).leaves] == [
        ("sse:$[0]", "delta"),
        ("sse:$[1]|json:$.t", "hi"),
        ("sse:$[2]", "plain words"),
    ]
    assert rewrite(sent, [Edit("request.body", "sse:$[2]", 0, 5, "x")]).body == events.replace(b"plain", b"x")
