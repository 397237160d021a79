"""Reasons are grouped without place and size, and told in the reader's language where their meaning is known."""

from __future__ import annotations

import pytest

from gwanmun.knowledge.words import load_words
from gwanmun.report.reasons import MEANINGS, general, meaning

KO, EN = load_words("ko"), load_words("en")


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("broken JSON: ends early (at gzip:json:$.a[0])", "broken JSON: ends early"),
        ("image/png, 48213 bytes: pictures are not read", "image/png: pictures are not read"),
        (
            "gzip: 900 bytes unpack to more than 4096; read up to there",
            "gzip: unpack to more than 4096; read up to there",
        ),
        ("the capture does not hold the body (966 bytes)", "the capture does not hold the body"),
        ("encrypted", "encrypted"),
        ("", ""),
    ],
)
def test_place_and_size_are_left_out(reason: str, expected: str) -> None:
    assert general(reason) == expected


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_meaning_has_words_and_every_words_a_meaning(lang: str) -> None:
    words = load_words(lang)
    assert {f"why.{key}" for _, key in MEANINGS} == {key for key in words.texts if key.startswith("why.")}
    assert all(meaning(piece, words) for piece, _ in MEANINGS)


def test_the_special_meaning_wins() -> None:
    assert meaning("broken JSON: ends early, read up to there", KO) == "깨진 JSON: 글자로만 읽음"
    assert meaning("multipart: ends early", KO) == "중간에서 끊김"


def test_an_unknown_reason_has_no_meaning() -> None:
    assert meaning("something else", EN) == ""
