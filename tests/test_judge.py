from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.scan import Scanner
from gwanmun.judge import INSPECT_LIMIT, WINDOW, Judge, safe_path
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.policy.document import load
from gwanmun.recipient.directory import Directory
from gwanmun.transfer import Endpoint, Exchange, Judgement, Origin, Provenance, Request

PHONE = "010-1234-5678"


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(Scanner(load_kinds(), b"k" * 32), Directory.bundled(), load("default"))


def exchange(body: bytes, *headers: tuple[str, str], target: str = "/") -> Exchange:
    fields = (("host", "chat.deepseek.com"), ("content-type", "text/plain; charset=utf-8"), *headers)
    return Exchange(
        "x",
        0.0,
        Origin(),
        Endpoint("chat.deepseek.com", 443),
        Provenance("gate", "test"),
        Request("POST", target, fields, body),
    )


def read_in_pieces(judge: Judge, whole: Exchange, size: int) -> tuple[Judgement, bytes]:
    """The judgement and the bytes cleared when the body of `whole` arrives in pieces of `size` bytes."""
    assert whole.request is not None
    body = whole.request.body
    reading = judge.open(replace(whole, request=replace(whole.request, body=b"")))
    cleared = b"".join(reading.feed(body[at : at + size])[1] for at in range(0, len(body), size))
    judgement, rest = reading.close()
    return judgement, cleared + rest


def test_a_judgement_is_the_same_every_time(judge: Judge) -> None:
    seen = exchange(f"전화 {PHONE}입니다".encode())
    assert judge(seen) == judge(seen)


def test_nothing_of_the_body_stays_in_a_judgement(judge: Judge) -> None:
    assert PHONE not in repr(judge(exchange(f"전화 {PHONE}입니다".encode(), target=f"/u?tel={PHONE}")))


def test_an_exchange_without_a_request_is_judged_by_its_name(judge: Judge) -> None:
    named = replace(exchange(b""), request=None, seen="name", opaque="client refused our certificate")
    transfer = judge(named).transfer
    assert (transfer.seen, transfer.sightings, transfer.method) == ("name", (), "")
    assert transfer.recipient.known


def test_a_large_body_is_judged_alike_whole_and_in_pieces_of_any_size(judge: Judge) -> None:
    filler = "회의 자료입니다. ".encode() * (INSPECT_LIMIT // 20)
    large = exchange(filler + f" 전화 {PHONE}입니다 ".encode() + filler)
    whole = judge(large)
    assert whole.transfer.kinds() == {"contact.phone": 1}
    for size in (1 << 14, 999_983, 3 * WINDOW):
        assert read_in_pieces(judge, large, size)[0] == whole


@pytest.mark.parametrize("shift", range(0, 14, 3))
def test_a_value_across_a_window_border_is_seen_before_its_first_half_is_cleared(judge: Judge, shift: int) -> None:
    lead = b"x" * (WINDOW - shift - 1) + b" "
    reading = judge.open(exchange(b""))
    _, cleared = reading.feed(lead + PHONE.encode() + b" tail")
    assert cleared == b""
    judgement, cleared = reading.close()
    assert judgement.transfer.kinds() == {"contact.phone": 1}
    assert PHONE.encode() in cleared


@given(st.lists(st.integers(1, 3 * WINDOW), min_size=1, max_size=4))
def test_every_byte_is_cleared_once_and_in_order(judge: Judge, sizes: list[int]) -> None:
    reading = judge.open(exchange(b""))
    chunks = [bytes([at % 251]) * size for at, size in enumerate(sizes)]
    cleared = b"".join(reading.feed(chunk)[1] for chunk in chunks)
    assert cleared + reading.close()[1] == b"".join(chunks)


def test_a_large_compressed_body_is_read_too(judge: Judge) -> None:
    lines = "".join(f"{number * 7919:x} {number}\n" for number in range(1_500_000))
    body = gzip.compress(f"{lines}전화 {PHONE}입니다".encode(), 1)
    assert len(body) > INSPECT_LIMIT
    assert "contact.phone" in judge(exchange(body, ("content-encoding", "gzip"))).transfer.kinds()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/api/v0/chat/completion?x=1", "/api/v0/chat/completion"),
        ("/users/kim%40example.com/orders", "/users/*/orders"),
        ("/orders/1234567890", "/orders/*"),
        ("/s/0f8fad5b-d9cb-469f-a165-70867728950e", "/s/*"),
        ("/deviceprofile/v4", "/deviceprofile/v4"),
    ],
)
def test_a_path_is_kept_without_what_may_be_a_value(target: str, expected: str) -> None:
    assert safe_path(target, ()) == expected


def test_a_path_in_which_something_was_seen_is_not_kept(judge: Judge) -> None:
    transfer = judge(exchange(b"", target=f"/tel/{PHONE}/x")).transfer
    assert transfer.kinds() == {"contact.phone": 1}
    assert transfer.path == "/*"


def test_a_record_of_a_chat_names_prompt_and_recipient(judge: Judge) -> None:
    body = json.dumps({"prompt": f"이 번호로 전화해 줘 {PHONE}"}).encode()
    judged = judge(exchange(body, ("content-type", "application/json")))
    assert judged.transfer.recipient.operator_country is not None
    assert judged.transfer.recipient.operator_country.value == "CN"
    assert "contact.phone" in judged.transfer.kinds()
