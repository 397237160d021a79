from __future__ import annotations

import pytest

from gwanmun.detect.keys import NOTHING, Meanings, words_of
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.unpack.parts import Leaf

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
        Leaf("request.header:x-real-ip", (), "x"),
    ]
    plain, indexed, header = MEANINGS.of_leaves(leaves)
    assert plain is NOTHING
    assert indexed.word in {"", "phone"}
    assert header == MEANINGS.of("x-real-ip")


def test_long_keys_are_not_remembered() -> None:
    assert MEANINGS.of("phone" * 10_000) is NOTHING
    assert all(len(key) <= 80 for key in MEANINGS._known)
