"""Header fields: which are read, and in which charset they come."""

from __future__ import annotations

import pytest

from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request, rewrite
from gwanmun.unpack.parts import Edit


def texts(name: str, value: str) -> list[str]:
    return [leaf.text for leaf in open_request(Request("GET", "", ((name, value),))).leaves]


@pytest.mark.parametrize(
    "value", ["김가람", "김가람".encode().decode("latin-1"), "김가람".encode("cp949").decode("latin-1")]
)
def test_charsets(value: str) -> None:
    """As a HAR gives it, and as a gate does that reads each byte as one character."""
    assert texts("x-name", value) == ["김가람"]
    sent = Request("GET", "/", (("x-name", value + " 010-1234-5678"),))
    after = rewrite(sent, [Edit("request.header:x-name", "", 4, 17, "GW_1")])
    assert after.headers == (("x-name", value + " GW_1"),)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("accept-language", "ko-KR", False),
        ("host", "example.com", False),
        ("sec-ch-ua-model", '"SM-S918N"', False),
        ("user-agent", "Mozilla/5.0 (Windows NT 10.0)", False),
        ("user-agent", "ShopApp/1.2 (SM-S918N; 010-1234-5678)", True),
        ("authorization", "Bearer sk-test-0000", True),
        ("sec-websocket-protocol", "token.abc", True),
        ("x-device-id", "a1b2c3", True),
        ("unheard-of", "x", True),
    ],
)
def test_dull_fields_are_left_out(name: str, value: str, read: bool) -> None:
    assert texts(name, value) == ([value] if read else [])


def test_basic_credentials() -> None:
    assert texts("authorization", "Basic Z2FyYW06Z2VoZWlt") == ["garam:geheim"]
    sent = Request("GET", "/", (("authorization", "Basic Z2FyYW06Z2VoZWlt"),))
    after = rewrite(sent, [Edit("request.header:authorization", "basic:", 6, 12, "x")])
    assert after.headers == (("authorization", "Basic Z2FyYW06eA=="),)
