"""The policies of this folder, written by us in all layouts and traps, against their labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench._promise import Scores, labels, one, score
from gwanmun.promise.read import read_policy

LABELS = list(labels(Path(__file__).parent / "policies"))
BY_NAME = {label.path.stem: label for label in LABELS}


@pytest.mark.parametrize("name", BY_NAME)
def test_every_promise_quotes_a_true_place(name: str) -> None:
    label = BY_NAME[name]
    policy = read_policy(label.path.read_bytes(), label.path.name)
    assert policy.readable, policy.why
    for promise in policy.promises:
        assert promise.quote.document == policy.document
        assert policy.text[promise.quote.start : promise.quote.end] == promise.quote.text


@pytest.mark.parametrize("name", BY_NAME)
def test_language_and_date(name: str) -> None:
    label = BY_NAME[name]
    policy = read_policy(label.path.read_bytes(), label.path.name)
    assert (policy.language, policy.effective) == (label.facts["language"], label.facts["effective"])
    assert list(policy.languages) == label.facts.get("languages", [label.facts["language"]])


@pytest.mark.parametrize("name", BY_NAME)
def test_no_recipient_is_invented(name: str) -> None:
    """Each name stands in the text, letter by letter."""
    label = BY_NAME[name]
    policy = read_policy(label.path.read_bytes(), label.path.name)
    text = "".join(policy.text.split())
    for promise in policy.of("transfer", "processor", "third-party"):
        assert "".join(promise.recipient.split()) in text


def test_targets_are_met() -> None:
    """Issue 6: transfer facts .95 / .90, gaps of art. 28-8(2) F1 .9, statements F1 .9."""
    scores = score(LABELS)
    assert scores.transfers.precision >= 0.95
    assert scores.transfers.recall >= 0.90
    assert scores.gaps.f1 >= 0.9
    assert scores.statements.f1 >= 0.9
    assert scores.others.f1 >= 0.9
    assert scores.items.f1 >= 0.9


def test_countries_collected_in_directly() -> None:
    for label in LABELS:
        policy = read_policy(label.path.read_bytes(), label.path.name)
        codes = {code for each in policy.of("direct-collection") for code in each.countries}
        assert codes == set(label.facts.get("direct", [])), label.path.stem


def test_a_wrong_reading_is_counted() -> None:
    """The score itself: an empty reading of a policy with transfers misses all of them."""
    scores = Scores()
    one(scores, BY_NAME["d01-rowspan"], read_policy(b""))
    assert scores.transfers.recall == 0.0
