from __future__ import annotations

import pytest

from gwanmun.detect.keys import NOTHING, Meanings, words_of
from gwanmun.detect.message import Message
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.unpack.parts import Layer, Leaf

MEANINGS = Meanings(load_kinds(), frozenset({"device.id"}))


@pytest.mark.parametrize(
    "key", ["receiverTelNo", "receiver_tel_no", "receiver-tel-no", "RECEIVER_TEL_NO", "receiver.tel.no"]
)
def test_case_and_separators_are_folded(key: str) -> None:
    assert words_of(key) == ["receiver", "tel", "no"]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("receiverTelNo", "contact.phone"),
        ("userEmail", "contact.email"),
        ("x-client-ip", "net.ip"),
        ("휴대폰번호", "contact.phone"),
        ("$latitude", "location.gps"),
        ("custName", "person.name"),
        ("phone2", "contact.phone"),
    ],
)
def test_a_key_names_its_kind(key: str, kind: str) -> None:
    assert kind in MEANINGS.of(key).kinds


@pytest.mark.parametrize("key", ["microphone", "description", "zip", "fileName", "hotel", "recipe", ""])
def test_a_part_of_a_word_is_no_word(key: str) -> None:
    assert not MEANINGS.of(key).kinds


@pytest.mark.parametrize("key", ["orderNo", "trace_id", "createdAt", "phoneCount", "accountUpdatedAt", "passwordHash"])
def test_the_longest_and_last_word_decides(key: str) -> None:
    meaning = MEANINGS.of(key)
    assert meaning.business
    assert not meaning.kinds


def test_some_keys_count_only_whole() -> None:
    assert "person.name" in MEANINGS.of("name").kinds
    assert "person.name" not in MEANINGS.of("eventName").kinds


def test_fields_and_generic_keys() -> None:
    assert MEANINGS.of("device_id").field
    assert not MEANINGS.of("bizNo").field
    assert MEANINGS.of("value").generic


def test_the_leaves_of_a_message_at_once() -> None:
    leaves = [
        Leaf("text", (), "x"),
        Leaf("request.body", ("phones", 3), "x"),
        Leaf("request.body", ("deviceId",), "x"),
        Leaf("request.body", ("title",), "x"),
        Leaf("request.body", ("deviceId", Layer("base64:")), "x"),
        Leaf("request.body", ("device id", 4), "x"),
        Leaf("request.body", ("device id", 5), "x"),
        Leaf("request.header:x-device-id", (), "x"),
    ]
    worth = dict(MEANINGS.worth_reading(Message(leaves)))
    assert worth == {index: meaning for index, leaf in enumerate(leaves) if (meaning := MEANINGS.of(leaf.key)).field}
    assert {2, 4, 5, 6, 7} <= worth.keys()


def test_a_layer_is_no_name_even_where_a_key_is_spelt_like_it() -> None:
    spelt = Leaf("request.body", ("base64:",), "x")
    inside = Leaf("request.body", ("deviceId", Layer("base64:")), "x")
    assert [index for index, _ in MEANINGS.worth_reading(Message([spelt, inside]))] == [1]


def test_long_keys_are_not_remembered() -> None:
    assert MEANINGS.of("phone" * 10_000) is NOTHING
    assert all(len(key) <= 80 for key in MEANINGS.known)
