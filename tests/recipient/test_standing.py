"""A recipient put together from its standing is the recipient that its own constructor makes."""

from __future__ import annotations

from dataclasses import replace

from gwanmun.recipient.directory import Directory
from gwanmun.recipient.standing import stand, standing
from gwanmun.transfer import Fact, Recipient


def fact(word: str) -> Fact:
    return Fact(word, "a source", "2026-01-01", 0.5)


WHOLE = Recipient(
    None,
    None,
    service=fact("service"),
    category="ai",
    operator=fact("operator"),
    operator_country=fact("CN"),
    parent=fact("parent"),
    parent_country=fact("KY"),
    server_country=fact("KR"),
    network=fact("network"),
    network_country=fact("US"),
    names=(("en", "Somebody"),),
    notes=("a note",),
)


def test_every_field_is_kept() -> None:
    assert stand("a.example", "192.0.2.1", standing(WHOLE)) == replace(WHOLE, host="a.example", ip="192.0.2.1")
    assert hash(stand(None, None, standing(WHOLE))) == hash(WHOLE)


def test_names_that_have_all_in_common_share_one_object() -> None:
    directory = Directory.bundled()
    first, second = directory.whose("a.volces.com"), directory.whose("b.volces.com")
    assert first is second
    assert replace(first, host="a.volces.com") == directory.resolve("a.volces.com")
    assert directory.whose("a.tos-cn-beijing.volces.com") is not first
