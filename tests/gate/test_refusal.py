"""What is seen on a refusal: everything that matters, escaped, and no raw value."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gwanmun.gate.ports import Reason
from gwanmun.gate.refusal import Page, Refusals, Wording, wants_json
from gwanmun.transfer import Endpoint, Exchange, Fact, Judgement, Origin, Provenance, Request
from gwanmun.wire.http1 import RequestHead
from tests.gate.rig import sighting, verdict

EVIL = '"><script>alert(1)</script>&\r\nset-cookie: x'
WORDING = Wording(
    {"contact.phone": "전화번호"}, {"contact.phone": "phone number"}, {"CN": "중국"}, {"CN": "China"}, "보안팀"
)


def judgement() -> Judgement:
    place = Endpoint("chat.example.com", 443)
    request = Request("POST", "/", ())
    exchange = Exchange("id-1", 0.0, Origin(), place, Provenance("gate", "g"), request)
    made = verdict(exchange, "block")
    recipient = replace(made.transfer.recipient, parent_country=Fact("CN", "test", "2026-11-22", 1.0))
    return Judgement(replace(made.transfer, recipient=recipient), made.verdict)


def head(*headers: tuple[str, str], method: str = "POST") -> RequestHead:
    return RequestHead(method, "/", headers, "1.1", 0, True)


def test_a_person_reads_what_was_found_in_both_languages() -> None:
    page = Refusals(WORDING).policy(judgement(), head(("accept", "text/html")), "")
    text = page.body.decode()
    for part in (
        "전화번호",
        "phone number",
        "010-****-5678",
        "중국",
        "China",
        "no-personal-data",
        "test-1",
        "id-1",
        "보안팀",
    ):
        assert part in text
    assert page.status == 403
    assert dict(page.headers)["gwanmun-action"] == "block"
    assert dict(page.headers)["cache-control"] == "no-store"


def test_a_program_gets_an_error_it_can_read() -> None:
    page = Refusals(WORDING).policy(judgement(), head(("content-type", "application/json")), "why")
    body = json.loads(page.body)
    assert body["type"] == "error"
    assert body["error"]["type"] == "permission_error"
    assert "phone number" in body["error"]["message"]
    assert body["gwanmun"]["kinds"] == {"contact.phone": 1}
    assert body["gwanmun"]["country"] == "China"
    assert body["gwanmun"]["note"] == "why"


def test_the_reason_stands_in_both_languages_for_people_and_programs() -> None:
    reason = Reason("명단은 보낼 수 없습니다", "Lists may not be sent", "개인정보 보호법 제28조의8", "PIPA art. 28-8")
    page = Refusals(WORDING).policy(judgement(), head(("accept", "text/html")), "", reason).body.decode()
    assert all(text in page for text in reason)
    error = json.loads(Refusals(WORDING).policy(judgement(), head(("accept", "application/json")), "", reason).body)
    assert reason.en in error["error"]["message"]
    assert error["gwanmun"]["reason"] == {"ko": reason.ko, "en": reason.en}


def hostile() -> Judgement:
    made = judgement()
    recipient = replace(made.transfer.recipient, names=(("ko", EVIL), ("en", EVIL)))
    transfer = replace(
        made.transfer, id="id", recipient=recipient, sightings=(sighting(EVIL),), opaque=EVIL,
        endpoint=Endpoint(EVIL, 443),
    )  # fmt: skip
    return Judgement(transfer, replace(made.verdict, rule=EVIL, policy_version=EVIL))


@pytest.mark.parametrize("kind", ["policy", "failure", "malformed"])
def test_everything_is_escaped(kind: str) -> None:
    refusals = Refusals(Wording({"contact.phone": EVIL}, contact=EVIL))
    pages: dict[str, Page] = {
        "policy": refusals.policy(hostile(), head(("accept", "text/html")), EVIL, Reason(EVIL, EVIL, EVIL, EVIL)),
        "failure": refusals.failure(hostile(), head(("accept", "text/html")), 502, EVIL),
        "malformed": refusals.malformed(400, EVIL),
    }
    wire = pages[kind].wire("GET", keep=True)
    assert b"<script>" not in wire
    assert b"&lt;script&gt;" in wire
    assert b"set-cookie" not in wire.partition(b"\r\n\r\n")[0]
    assert json.loads(refusals.policy(hostile(), head(("accept", "application/json")), EVIL).body)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((("accept", "text/html,application/xhtml+xml"),), False),
        ((("accept", "application/json"),), True),
        ((("accept", "text/event-stream"),), True),
        ((("accept", "*/*"), ("content-type", "application/json")), True),
        ((("accept", "*/*"), ("content-type", "application/x-www-form-urlencoded")), False),
        ((("accept", "text/html"), ("content-type", "application/json"), ("sec-fetch-mode", "navigate")), False),
        ((("sec-fetch-mode", "cors"), ("content-type", "application/json")), True),
        ((), False),
    ],
)
def test_who_gets_json(headers: tuple[tuple[str, str], ...], expected: bool) -> None:
    assert wants_json(head(*headers)) is expected


def test_the_answer_to_head_has_no_body() -> None:
    page = Refusals(Wording()).malformed(400, "x")
    wire = page.wire("HEAD", keep=False)
    assert wire.endswith(b"\r\n\r\n")
    assert f"content-length: {len(page.body)}".encode() in wire
    assert b"connection: close" in wire
