from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.finder import Found
from gwanmun.detect.joined import Joined
from gwanmun.detect.own_document import DocumentFinder
from gwanmun.detect.own_documents import compile_documents
from gwanmun.detect.own_hashes import Hasher
from gwanmun.detect.winnow import WINDOW, K, normalised, placed, selected
from gwanmun.errors import Problem
from gwanmun.unpack.parts import Leaf
from tests.detect.own_examples import KEY, KINDS

SYLLABLES = "가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후기니디리미비시이지치"


def prose(seed: int, words: int) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(words))


PLAN = prose(1, 600)
OTHER = prose(2, 600)


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> DocumentFinder:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "plan.txt").write_text(PLAN, "utf-8")
    (folder / "page.html").write_text(f"<html><body><p>{prose(3, 300)}</p></body></html>", "utf-8")
    compile_documents([folder / "plan.txt", folder / "page.html"], folder / "documents.own", KEY)
    return DocumentFinder([folder / "documents.own"], KEY)


def hits(finder: DocumentFinder, text: str) -> list[Found]:
    return list(finder.find([Leaf("text", (), text)], Joined([text])))


def test_a_passage_is_found_with_its_span_and_share(finder: DocumentFinder) -> None:
    passage = PLAN[400:800]
    text = f"{prose(9, 40)} {passage} {prose(10, 40)}"
    (hit,) = hits(finder, text)
    start = text.index(passage)
    assert start <= hit.start < start + 60
    assert start + 340 < hit.end <= start + 400
    assert hit.reasons[0] == "document: plan.txt"
    assert hit.reasons[2].startswith("share of the document: ")
    assert hit.confidence >= 0.8


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace(" ", "\n"), lambda t: t.replace(" ", ""), lambda t: t.replace(" ", ", "),
        lambda t: "> " + t.replace(" ", "\u3000"), lambda t: "**" + t.upper() + "**",
    ],
)  # fmt: skip
def test_layout_and_punctuation_make_no_difference(finder: DocumentFinder, change) -> None:  # type: ignore[no-untyped-def]
    assert len(hits(finder, change(PLAN[300:600]))) == 1


def test_small_edits_are_bridged(finder: DocumentFinder) -> None:
    chance = random.Random(5)
    passage = list(PLAN[200:700])
    for at in range(25, 500, 50):
        passage[at] = chance.choice("xyz가")
    del passage[240:246]
    (hit,) = hits(finder, "".join(passage))
    assert hit.end - hit.start > 400


@pytest.mark.parametrize("size", [10, 30, 45])
def test_a_common_phrase_is_no_passage(finder: DocumentFinder, size: int) -> None:
    phrase = normalised(PLAN)[500 : 500 + size]
    assert hits(finder, f"{OTHER[:300]} {phrase} {OTHER[300:600]}") == []


def test_other_texts_have_nothing_in_common(finder: DocumentFinder) -> None:
    assert hits(finder, OTHER) == []
    assert hits(finder, "The committee reviews the relocation plan for the third quarter in detail. " * 20) == []


def test_scattered_phrases_are_no_passage(finder: DocumentFinder) -> None:
    words = PLAN.split()
    random.Random(3).shuffle(words)
    assert hits(finder, " ".join(words)) == []


def test_html_is_read_as_text(finder: DocumentFinder) -> None:
    (hit,) = hits(finder, prose(3, 300)[100:500])
    assert hit.reasons[0] == "document: page.html"


def test_what_every_document_says_is_left_out(tmp_path: Path) -> None:
    clause = prose(20, 60)
    files = []
    for number in range(6):
        files.append(tmp_path / f"contract{number}.txt")
        files[-1].write_text(f"{prose(30 + number, 100)} {clause} {prose(40 + number, 100)}", "utf-8")
    compile_documents(files, tmp_path / "d.own", KEY)
    finder = DocumentFinder([tmp_path / "d.own"], KEY)
    assert hits(finder, clause) == []
    assert len(hits(finder, prose(33, 100))) == 1


def test_the_file_holds_no_text(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    registered = compile_documents([tmp_path / "plan.txt"], tmp_path / "d.own", KEY)
    data = (tmp_path / "d.own").read_bytes()
    assert registered.documents == 1
    assert not any(word.encode() in data for word in PLAN.split() if len(word) > 2)


def test_documents_without_text_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, "utf-8")
    (tmp_path / "b.txt").write_text("짧다", "utf-8")
    registered = compile_documents([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "d.own", KEY)
    assert [name for name, _ in registered.left_out] == ["b.txt"]
    with pytest.raises(Problem, match="no text"):
        compile_documents([tmp_path / "b.txt"], tmp_path / "e.own", KEY)
    with pytest.raises(Problem, match="cannot read"):
        compile_documents([tmp_path / "missing.txt"], tmp_path / "e.own", KEY)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120))
def test_normalisation_has_a_way_back(text: str) -> None:
    normal = placed(text)
    assert normal.text == normalised(text)
    assert all(text[place].isalnum() for _, place in normal.runs)


@given(st.text("가나다라마바사abcdefgh0123", min_size=K + WINDOW, max_size=300))
def test_every_window_gives_a_fingerprint(text: str) -> None:
    places = [place for place, _ in selected(text, Hasher(KEY))]
    edges = [-1, *places, len(text) - K + 1]
    assert places == sorted(set(places))
    assert max(right - left for left, right in pairwise(edges)) <= WINDOW


@given(
    st.text("가나다라마바사아자차카타파하거너더러머버서", min_size=K + WINDOW - 1, max_size=120), st.text(max_size=40)
)
def test_a_long_enough_passage_shares_a_fingerprint(passage: str, around: str) -> None:
    hasher = Hasher(KEY)
    here = {digest for _, digest in selected(passage, hasher)}
    there = {digest for _, digest in selected(f"zz{normalised(around)}{passage}{normalised(around)}qq", hasher)}
    assert here & there


@given(text=st.text(max_size=400))
def test_any_text_is_read(finder: DocumentFinder, text: str) -> None:
    assert hits(finder, text) == []


@pytest.mark.parametrize("piece", ["a", "0123456789", "가", "가나다 ", PLAN[:120]])
def test_a_megabyte_takes_bounded_time(finder: DocumentFinder, piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    began = time.process_time()
    hits(finder, text)
    assert time.process_time() - began < 10


def test_the_examples_document_is_long_enough() -> None:
    assert len(normalised(KINDS["own.document"].words["document"][0])) >= 80
