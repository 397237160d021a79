"""The labelled corpora say what they mean, are large enough, and detection on `dev` does not fall under its floors."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench._quality.groups import GROUPS, OVERLAP
from bench._quality.score import Found, Result, evaluate
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
from tests.corpora import documents, slots
from tests.corpora.documents import SPLITS, CorpusError, Document, Label, load, read

FLOORS = Path(documents.HERE / "floors.toml")
KINDS = {kind for kinds in GROUPS.values() for kind in kinds}


def everything() -> list[Document]:
    return [document for split in SPLITS for document in load(split)]


def one(content: str) -> Document:
    return next(read(content, "dev", "test"))


def value(document: Document, label: Label) -> str:
    return document.text(label.path)[label.start : label.end]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    scanner = Scanner(load_kinds(), b"test", tmp_path_factory.mktemp("database"))

    def find(document: Document) -> Sequence[Found]:
        return [
            Found(each.kind, each.path, each.start, each.end, each.confidence) for each in scanner.scan(document.leaves)
        ]

    return evaluate(load("dev"), find)


def test_there_are_enough_documents_and_traps() -> None:
    found = everything()
    assert len(found) >= 500
    assert sum(document.trap for document in found) >= 150
    assert len(load("held")) >= 0.4 * len(found)


def test_most_documents_are_written_by_hand() -> None:
    assert sum(document.domain not in ("templates", "traps-templates") for document in everything()) >= 250


def test_names_of_documents_are_unique() -> None:
    names = [(document.split, document.domain, document.name) for document in everything()]
    assert len(names) == len(set(names))


def test_trap_files_hold_nothing_to_find() -> None:
    assert [each.name for each in everything() if each.domain.startswith("traps") and not each.trap] == []


def test_labels_slice_to_values_of_known_kinds() -> None:
    for document in everything():
        for label in document.labels:
            assert label.kind in KINDS or (label.optional and not label.kind), (document.name, label.kind)
            if not label.whole:
                assert value(document, label).strip() == value(document, label) != "", document.name


def test_no_mark_or_slot_is_left_in_a_body() -> None:
    for document in everything():
        assert not set("⟦⟧‹›\ue000\ue001") & set(document.body), document.name


def test_splits_share_no_value() -> None:
    """Other people: a name or number of `held` must not be known from `dev`."""
    dev, held = (
        {
            value(document, label)
            for document in load(split)
            for label in document.labels
            if not label.whole and label.kind in ("person.name", "kr.rrn", "contact.phone")
        }
        for split in SPLITS
    )
    assert dev & held == set()


def test_marks_in_text() -> None:
    document = one("=== a\n이름 ⟦person.name|김가람⟧은 ⟦?|9⟧")
    assert document.body == "이름 김가람은 9"
    assert document.labels == (Label("person.name", "", 3, 6), Label("", "", 8, 9, optional=True))


def test_marks_in_json_strings_and_numbers_and_whole_leaves() -> None:
    document = one(
        "=== a application/json escaped\n@ content.prompt $.q\n"
        '{"n":"가 ⟦person.name|김가람⟧","lat":⟦location.gps|37.5⟧,"q":"x"}'
    )
    assert document.body.startswith('{"n":"\\uac00 ')
    assert [(label.kind, value(document, label)) for label in document.labels[:2]] == [
        ("person.name", "김가람"),
        ("location.gps", "37.5"),
    ]
    assert document.labels[2].whole


def test_decomposed_text_keeps_its_spans() -> None:
    document = one("=== a nfd\n가 ⟦person.name|김가람⟧")
    assert value(document, document.labels[0]) == "\u1100\u1175\u11b7\u1100\u1161\u1105\u1161\u11b7"


def test_a_mark_that_changes_the_reading_is_refused() -> None:
    with pytest.raises(CorpusError, match="1 with marks"):
        one('=== a application/json\n{"a":⟦device.info|true⟧}')


def test_slots_have_right_check_digits() -> None:
    plain = slots.fill("‹rrn:850314-1›", "seed", "dev").replace("-", "")
    assert (11 - slots.weighted(plain[:12], slots.RESIDENT) % 11) % 10 == int(plain[12])
    assert slots.luhn("411111111111111") == "4111111111111111"
    number = slots.fill("‹crn:bare›", "seed", "dev")
    assert len(number) == 13
    assert (slots.weighted(number[:12], (1, 2) * 6) + int(number[12])) % 10 == 0


def test_scores_count_misses_spans_and_optional_values() -> None:
    document = one("=== a\n⟦person.name|김가람⟧ ⟦person.name|이도윤⟧ ⟦?person.name|박⟧")
    reports = [
        Found("person.name", "", 0, 3, 1.0),
        Found("person.name", "", 4, 6, 1.0),
        Found("person.name", "", 8, 9, 1.0),
    ]
    tally = evaluate([document], lambda _: reports).tally("person.name")
    assert tally.scores() == (0.5, 0.5, 0.5)
    assert tally.scores(overlap=True) == (1.0, 1.0, 1.0)


def test_a_wrong_kind_is_a_false_report_and_a_confusion() -> None:
    document = one("=== a\n⟦kr.brn|123-45-67890⟧")
    result = evaluate([document], lambda _: [Found("finance.account", "", 0, 12, 0.9)])
    assert result.tally("finance.account").scores() == (0.0, 1.0, 0.0)
    assert [(each.wanted, each.found) for each in result.mistakes] == [("kr.brn", "finance.account")]


@pytest.mark.parametrize("group", GROUPS)
def test_quality_on_dev_does_not_fall(result: Result, group: str) -> None:
    floor = tomllib.loads(FLOORS.read_text(encoding="utf-8"))[group]
    precision, recall, f1 = result.total(GROUPS[group]).scores(overlap=group in OVERLAP)
    fell = precision < floor["precision"] or recall < floor["recall"] or f1 < floor["f1"]
    assert not fell, f"{group}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} fell under {floor}"
