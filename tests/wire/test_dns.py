"""DNS answers: aliases, hints, compression, and messages that lie."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.dns import Address, Answers, answers
from tests.capture.packet_maker import dns_answer, name

V4, V6 = bytes([203, 0, 113, 7]), bytes(15) + b"\x07"


def test_an_address_belongs_to_the_name_that_was_asked_for() -> None:
    message = dns_answer(
        "App.example.com", [("app.example.com", 5, name("edge.example.net")), ("edge.example.net", 1, V4)]
    )
    assert answers(message) == Answers((Address("app.example.com", V4, 60),))


def test_an_answer_beside_the_question_keeps_its_own_name() -> None:
    assert answers(dns_answer("a.example", [("b.example", 28, V6)])) == Answers((Address("b.example", V6, 60),))


def test_https_records_give_hints_and_ech() -> None:
    record = b"\0\x01\0" + b"\0\x04\0\x04" + V4 + b"\0\x05\0\x02ab" + b"\0\x06\0\x10" + V6
    found = answers(dns_answer("x.example", [("x.example", 65, record)]))
    assert found == Answers((Address("x.example", V4, 60), Address("x.example", V6, 60)), ("x.example",))


def test_compressed_names() -> None:
    head = struct.pack("!HHHHHH", 1, 0x8180, 1, 1, 0, 0) + name("a.example") + b"\0\x01\0\x01"
    assert answers(head + b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 5, 4) + V4) == Answers(
        (Address("a.example", V4, 5),)
    )


def test_pointers_that_go_round_end_the_reading() -> None:
    head = struct.pack("!HHHHHH", 1, 0x8180, 1, 1, 0, 0)
    assert answers(head + b"\xc0\x0c\0\x01\0\x01") is None
    assert answers(head + b"\xc0\x0e\xc0\x0c\0\x01\0\x01") is None


def test_a_query_is_no_answer() -> None:
    assert answers(struct.pack("!HHHHHH", 1, 0x0100, 1, 0, 0, 0) + name("a.example") + b"\0\x01\0\x01") is None


def test_what_stands_before_the_damage_counts() -> None:
    message = dns_answer("a.example", [("a.example", 1, V4), ("a.example", 1, V4)])
    assert answers(message[:-3]) == Answers((Address("a.example", V4, 60),))


@given(st.binary(max_size=200))
def test_noise(data: bytes) -> None:
    answers(data)
    answers(b"\0\0\x81\x80\0\x01\0\x05\0\0\0\0" + data)
