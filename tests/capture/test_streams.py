"""Telling the protocol of a connection by its first bytes, and what is said of one that is not understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture.streams_begin import NOTHING, UNKNOWN, WAIT_LIMIT
from gwanmun.capture.streams_sniff import LINE_LIMIT, told, told_by_server
from gwanmun.wire.http2_frames import PREFACE
from tests.capture.conversations import converse, request, response
from tests.wire.test_mqtt import CONNECT_4
from tests.wire.test_tls import hello


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"GET / HTTP/1.1\r\n", "http1"),
        (b"M-SEARCH * HTTP/1.1\r\n", "http1"),
        (b"OPTIONS * HTTP/1.0\n", "http1"),
        (PREFACE, "http2"),
        (hello(), "tls"),
        (b"\x17\x03\x03\x00\x10", "tls"),
        (b"\x16\x02\x00\x00\x10", "unknown"),
        (b"\x16\x03\x01\xff\xff", "unknown"),
        (CONNECT_4, "mqtt"),
        (b"\x10\x05abcde", "unknown"),
        (b"SSH-2.0-x\r\n", "unknown"),
        (b"GET / RTSP/1.0\r\n", "unknown"),
        (b"get / HTTP/1.1\r\n", "unknown"),
        (b"EHLO mail.example.com\r\n", "unknown"),
        (b"\x00\x00", "unknown"),
        (b"G" * 40, "unknown"),
        (b"GET /" + b"a" * LINE_LIMIT, "unknown"),
    ],
)
def test_first_bytes(head: bytes, kind: str) -> None:
    assert told(head) == kind


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\n", PREFACE, hello()[:5], CONNECT_4[:8]])
def test_too_few_bytes_wait_for_more(head: bytes) -> None:
    assert {told(head[:size]) for size in range(len(head))} == {None}


def test_by_the_server_alone() -> None:
    assert told_by_server(b"HTTP/1.1 200") == "http1"
    assert told_by_server(b"\x16\x03\x03\x00\x10") == "tls"
    assert told_by_server(b"220 mail.example.com ESMTP") == "unknown"


@given(st.binary(max_size=120), st.binary(max_size=120))
def test_no_bytes_make_it_fail(up: bytes, down: bytes) -> None:
    converse([(True, up), (False, down), (True, up)], b"")
    converse([(False, down), (True, up), (False, 3)], b"")


def test_nothing_and_nothing_known() -> None:
    assert converse([]).conversation.opaque() == NOTHING
    assert converse([(True, b"")]).conversation.opaque() == NOTHING
    assert converse([(True, b"\x00\x01")]).conversation.opaque() == UNKNOWN
    assert converse([(False, b"220 ready\r\n"), (True, b"EHLO x\r\n")]).conversation.opaque() == UNKNOWN
    told_late = converse([(False, bytes(WAIT_LIMIT + 1))]).conversation
    assert (told_late.opaque(), told_late.protocol, told_late.readable) == (UNKNOWN, "unknown", False)


def test_a_server_that_speaks_first_is_waited_with() -> None:
    told_ = converse([(False, response(b"early")), (True, request("/1", b"body"))])
    assert [r.target for r in told_.requests] == ["/1"]


def test_a_loss_before_anything_is_told() -> None:
    assert converse([(True, 100), (True, request()), (False, response())]).conversation.readable
    lost = converse([(True, b"GET /"), (True, 100), (True, b"x HTTP/1.1\r\n\r\n")])
    assert (lost.items, lost.conversation.opaque()) == ([], "100 bytes are missing from the capture")


def test_one_byte_at_a_time_costs_no_more_than_it_should() -> None:
    assert converse([(True, b"A")] * 20_000).conversation.opaque() == UNKNOWN
    assert converse([(False, b"A")] * 20_000).conversation.opaque() == UNKNOWN
