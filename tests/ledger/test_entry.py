"""The entry is the record in JSON, whole, and without a raw value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.ledger.entry import SIGHTINGS_KEPT, encode, entry, timestamp, written
from gwanmun.ledger.facets import FACETS, facets

FIELDS = """schema id at origin endpoint method path size recipient kinds sightings unreadable seen opaque
action rule weighed dispositions policy knowledge done status sent received note evidence"""
RECIPIENT = """status host ip service category operator operator_country parent parent_country server_country
network network_country names notes sources"""


def test_every_field_of_the_format(record: Any) -> None:
    found = entry(record(1, kinds=("kr.rrn", "contact.phone", "kr.rrn")))
    assert list(found) == FIELDS.split()
    assert found["schema"] == "gwanmun.record/1"
    assert found["at"] == "2026-05-28T20:26:40.250Z"
    assert found["origin"] == {"user": "이도윤", "unit": "영업", "address": "192.0.2.5", "identified_by": "proxy-auth"}
    assert found["endpoint"] == {
        "host": "chat.deepseek.example",
        "port": 443,
        "scheme": "https",
        "ip": "203.0.113.7",
        "sni": "chat.deepseek.example",
    }
    assert found["kinds"] == {"kr.rrn": 2, "contact.phone": 1}
    assert found["sightings"][1] == {
        "kind": "contact.phone",
        "part": "request.body",
        "path": "json:$.messages[0].content",
        "start": 3,
        "end": 17,
        "confidence": 0.98,
        "reasons": ["checksum"],
        "mask": "9*****-*******",
        "fingerprint": "k1:ab",
    }
    assert found["weighed"] == [{"rule": "no-rrn", "action": "block", "locked": True, "excepted": ""}]
    assert found["dispositions"] == ["block", "block", "block"]
    assert found["evidence"] == {"source": "gate", "name": "gate-1", "entry": ""}


def test_a_known_recipient_and_an_unknown_one(record: Any) -> None:
    known, unknown = entry(record(1))["recipient"], entry(record(3))["recipient"]
    assert list(known) == RECIPIENT.split()
    assert (known["status"], known["operator"], known["parent"], known["server_country"]) == (
        "known",
        "hangzhou-deepseek",
        None,
        "SG",
    )
    assert known["names"] == {"ko": "딥시크", "en": "DeepSeek"}
    assert [source["field"] for source in known["sources"]] == [
        "service",
        "operator",
        "operator_country",
        "server_country",
    ]
    assert known["sources"][0] == {
        "field": "service",
        "value": "deepseek",
        "source": "https://example.com/notice",
        "date": "2025-04-24",
        "confidence": 0.9,
    }
    assert (unknown["status"], unknown["operator"], unknown["network"]) == ("unknown", None, "AS64500")


def test_of_very_many_sightings_the_first_are_kept_and_all_are_counted(record: Any) -> None:
    found = entry(record(1, kinds=("contact.phone",) * (SIGHTINGS_KEPT + 5)))
    assert len(found["sightings"]) == len(found["dispositions"]) == SIGHTINGS_KEPT
    assert found["left_out"] == 5
    assert found["kinds"] == {"contact.phone": SIGHTINGS_KEPT + 5}


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_any_text_from_outside_can_be_written(record: Any, text: str) -> None:
    given_one = record(1, user=text)
    transfer = given_one.judgement.transfer
    for strange in (
        given_one,
        replace(given_one, judgement=replace(given_one.judgement, transfer=_to(transfer, text))),
    ):
        data, values = written(strange)
        read = orjson.loads(data)
        assert values == facets(read)
        assert "".join(str(value) for value in values).encode()


def _to(transfer: Any, host: str) -> Any:
    return replace(transfer, recipient=replace(transfer.recipient, host=host))


def test_half_a_surrogate_pair_is_spelled_out(record: Any) -> None:
    assert entry(record(1, user="a\ud800b"))["origin"]["user"] == "a\\ud800b"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_780_000_000.9999996, "2026-05-28T20:26:41.000Z"),
        (1_780_000_000.001, "2026-05-28T20:26:40.001Z"),
    ],
)
def test_time_is_rfc_3339_with_milliseconds(at: float, text: str) -> None:
    assert timestamp(at) == text


def test_the_facets_are_values_of_the_entry(record: Any) -> None:
    data, values = written(record(1, kinds=("kr.rrn", "contact.phone")))
    named = dict(zip(FACETS, values, strict=True))
    assert data == encode(record(1, kinds=("kr.rrn", "contact.phone")))
    assert named["kinds"] == " contact.phone kr.rrn "
    assert (named["user"], named["service"], named["operator_country"]) == ("이도윤", "deepseek", "CN")
    assert dict(zip(FACETS, written(record(1, kinds=()))[1], strict=True))["kinds"] == ""
