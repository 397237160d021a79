"""`explain` names the first condition that failed, in the words of the policy file."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwanmun.policy.document import load
from gwanmun.policy.explain import Considered
from tests.policy.transfers import CHATGPT, DEEPSEEK, people, sighting, transfer

TEXT = """schema = "gwanmun.policy/1"
name = "ours"
[[rule]]
id = "china"
title = "x"
action = "block"
when = { recipient.seat = "CN", kind = ["contact.*"], min_confidence = 0.5, min_people = 2, part = ["request.body"] }
unless = { user = "kim" }
[[exception]]
rule = "china"
user = "lee"
reason = "audit"
approver = "cpo"
expires = 2099-12-31
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    (tmp_path / "ours.toml").write_text(TEXT, "utf-8")
    return str(tmp_path / "ours.toml")


def only(path: str, *args: object, **more: object) -> Considered:
    (considered,) = load(path).explain(transfer(*args, **more))  # type: ignore[arg-type]
    return considered


def test_the_first_condition_that_failed_is_named(path: str) -> None:
    phones = people(2, "contact.phone")
    told = [
        only(path, CHATGPT, *phones),
        only(path, DEEPSEEK, sighting("seed")),
        only(path, DEEPSEEK, sighting("contact.phone", confidence=0.25)),
        only(path, DEEPSEEK, sighting("contact.phone", part="request.target")),
        only(path, DEEPSEEK, sighting("contact.phone"), sighting("contact.email")),
        only(path, DEEPSEEK, *phones, user="kim"),
    ]
    assert [(each.failed, each.wanted, each.found) for each in told] == [
        ("when.recipient.seat", "CN", "US"),
        ("when.kind", "contact.*", "seed"),
        ("when.min_confidence", "0.5", "0.25"),
        ("when.part", "request.body", "request.target"),
        ("when.min_people", "2", "1"),
        ("unless", "", "user = kim"),
    ]
    assert not any(each.matched for each in told)


def test_a_matching_rule_names_its_sightings_and_its_exception(path: str) -> None:
    subject = (DEEPSEEK, sighting("seed"), *people(2, "contact.phone"))
    assert only(path, *subject) == Considered("china", "block", False, f"{path}:3", sightings=(1, 2))
    assert only(path, *subject, user="lee").excepted == "china/1"
