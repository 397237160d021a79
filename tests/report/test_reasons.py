"""Reasons are grouped without place and size, and told in the reader's language where their meaning is known."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import gwanmun
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.knowledge.words import load_words
from gwanmun.report.reasons import MEANINGS, evidence, general, meaning
from gwanmun.unpack.parts import Leaf
from tests.corpora.documents import load
from tests.detect import own_examples

KO, EN = load_words("ko"), load_words("en")
SOURCE = Path(gwanmun.__file__).parent
SAID_BY = {"unread": 0, "say_once": 0, "_StopError": 0, "Unreadable": 1}
"""What states a reason, and the place of the reason among its arguments."""


def stated() -> Iterator[tuple[str, str]]:
    """(file, reason) of every reason that stands in the source as such; `…` for what is put in when it is said, and
    where that comes last it is the reason itself."""
    for path in sorted(each for folder in ("unpack", "capture", "gate") for each in (SOURCE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                for value in reasons_of(node):
                    if re.search("[a-z]{2} [a-z]", value.replace("…", "")) and not value.endswith("…"):
                        yield path.name, value


def reasons_of(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = SAID_BY.get(name)
    given = [] if at is None else call.args[at : at + 1]
    for value in (*given, *(keyword.value for keyword in call.keywords if keyword.arg in {"why", "opaque"})):
        if isinstance(value, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in value.values)
        elif isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


REASONS = sorted(set(stated()))


def test_reasons_are_found_in_the_source() -> None:
    assert len(REASONS) > 30
    assert ("multipart.py", "multipart: ends early") in REASONS


@pytest.mark.parametrize(("file", "reason"), REASONS, ids=[f"{file}: {reason}" for file, reason in REASONS])
def test_every_reason_in_the_source_has_a_meaning_in_both_languages(file: str, reason: str) -> None:
    assert meaning(reason, KO)
    assert meaning(reason, EN)


def detected(folder: Path) -> set[str]:
    """Every reason that the detector gives for the examples of all kinds and for the corpus; and each piece of
    evidence that a kind's file weighs, met there or not."""
    kinds = load_kinds()
    scanner = Scanner(kinds, own_examples.KEY, folder, own_examples.finders(folder))
    messages: list[Sequence[Leaf]] = [document.leaves for document in load("dev")]
    examples = [(example.key, example.text) for kind in kinds for example in kind.matches]
    messages += [[Leaf("text", (key,) if key else (), text)] for key, text in examples]
    messages.append([Leaf("text", (), "\n".join(kind.words["table"])) for kind in kinds if kind.id == "own.record"])
    seen = {reason for leaves in messages for each in scanner.scan(leaves) for reason in each.reasons}
    return seen | {name for kind in kinds for name in kind.weights}


def test_every_reason_of_the_detector_has_words(tmp_path: Path) -> None:
    """In Korean, where none can be as it was; that English says the same things is a test of the words."""
    found = detected(tmp_path)
    assert {"checksum", "form: mobile", "another value of its row"} <= found
    assert {reason for reason in found if evidence(reason, KO) == reason} == set()


def test_evidence_keeps_what_it_rests_on() -> None:
    assert evidence("label: 연락처", EN) == "label: 연락처"
    assert evidence("label: 연락처", KO) == "라벨: 연락처"
    assert evidence("checksum-failed", EN) == "the check digit does not fit"
    assert evidence("nothing of the kind", KO) == "nothing of the kind"


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
