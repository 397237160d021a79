"""Limits: what lies beyond is told, and where a message is full of a kind, sighted as a whole."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from gwanmun.detect import behaviour, code_blocks, limits, rest, seeds, sensitive
from gwanmun.detect.engine import Engine
from gwanmun.detect.finder import Beyond
from gwanmun.detect.joined import Joined
from gwanmun.detect.scan import Scanned, Scanner
from gwanmun.detect.seeds_file import Seed
from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request, open_text, rewrite
from gwanmun.unpack.parts import CannotRewrite, Edit, Leaf

NUMBERS = [f"010-1234-{number:04}" for number in range(400)]


@pytest.fixture(autouse=True)
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gwanmun.detect.search.MOST_CANDIDATES", 150)
    monkeypatch.setattr("gwanmun.detect.search.MOST_REPORTS", 10_000)


def read(scanner: Scanner, body: Any) -> Scanned:
    return scanner.read(open_text(json.dumps(body, ensure_ascii=False).encode(), "application/json").leaves)


def test_a_message_within_the_limits_is_read_whole(scanner: Scanner) -> None:
    scanned = read(scanner, {"memo": " ".join(NUMBERS[:120])})
    assert scanned.unreadable == ()
    assert len(scanned.sightings) == 120


def test_the_rest_of_a_text_is_one_sighting_to_its_end(scanner: Scanner) -> None:
    text = " ".join(NUMBERS)
    scanned = scanner.read([Leaf("text", (), text)])
    last = scanned.sightings[-1]
    weighed = len(scanned.sightings) - 1
    assert 100 < weighed <= 150
    assert (last.kind, last.reasons, last.end) == ("contact.phone", rest.REASONS, len(text))
    assert text[last.start :].strip() == " ".join(NUMBERS[weighed:])
    assert last.mask == f"[{last.end - last.start} chars]"
    assert [(each.part, each.why) for each in scanned.unreadable] == [("text", limits.TOO_MANY)]


def test_offsets_of_the_rest_are_those_of_the_text_as_given(scanner: Scanner) -> None:
    text = "\u200b".join(f"{number} " for number in NUMBERS)
    *kept, last = scanner.read([Leaf("text", (), text)]).sightings
    assert last.end == len(text)
    assert kept[-1].end <= last.start
    assert NUMBERS[len(kept)] in text[last.start :]
    assert NUMBERS[len(kept) - 1] not in text[last.start :]


def test_the_rest_of_a_list_stands_for_the_list_and_cannot_be_edited(scanner: Scanner) -> None:
    leaves = open_text(
        json.dumps({"rows": [{"tel": number} for number in NUMBERS]}).encode(), "application/json"
    ).leaves
    scanned = scanner.read(leaves)
    last = scanned.sightings[-1]
    assert (last.kind, last.start, last.end, last.reasons) == ("contact.phone", 0, 0, rest.REASONS)
    assert last.path not in {leaf.path for leaf in leaves}
    assert scanned.unreadable


def test_a_few_hits_of_a_kind_say_nothing_about_the_rest(scanner: Scanner) -> None:
    text = "garam@example.com " + " ".join(f"1.1.1.{number}.1.1" for number in range(400))
    scanned = scanner.read([Leaf("text", (), text)])
    assert rest.REASONS not in {each.reasons for each in scanned.sightings}
    assert [each.why for each in scanned.unreadable] == [limits.TOO_MANY]


def test_a_search_that_is_cut_short_gives_the_first_hits(monkeypatch: pytest.MonkeyPatch, scanner: Scanner) -> None:
    monkeypatch.setattr("gwanmun.detect.search.MOST_REPORTS", 50)
    scanned = scanner.read([Leaf("text", (), " ".join(NUMBERS))])
    assert 0 < len(scanned.sightings) <= 50
    assert [each.why for each in scanned.unreadable] == [limits.TOO_MANY]


@pytest.mark.parametrize("most", [1, 7, 40])
def test_the_first_reports_are_those_of_the_beginning(most: int) -> None:
    engine, data = Engine([r"\d{3,5}", r"b\d"], None), b"b123 b4567 12345 " * 9
    found, whole = engine.first(data, most)
    everything = engine.find(data)
    assert not whole
    assert {start for start, _, _ in found} <= {start for start, _, _ in everything[:most]}
    assert engine.first(data, 1 << 20) == (everything, True)


def test_words_for_sensitive_data_beyond_the_limit_are_told(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gwanmun.detect.sensitive.MOST_SENSITIVE", 5)
    text = "저는 우울증 진단을 받았습니다. " * 9
    assert [each.why for each in scanner.read([Leaf("text", (), text)]).unreadable] == [sensitive._TOO_MANY]


def test_lines_of_code_beyond_the_limit_are_told(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gwanmun.detect.code_blocks.MOST_CODE_LINES", 20)
    scanned = scanner.read([Leaf("text", (), "total = count(rows);\n" * 40)])
    assert [each.why for each in scanned.unreadable] == [code_blocks._TOO_MANY]


@pytest.mark.parametrize("rows", [False, True])
def test_a_trace_that_goes_on_is_one_sighting_of_its_array(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch, rows: bool
) -> None:
    for module in ("behaviour", "traces"):
        monkeypatch.setattr(f"gwanmun.detect.{module}.MOST_TRACE_VALUES", 40)
    held = [60 + place * 37 % 113 for place in range(90)]
    body = {"keystrokes": [{"key": "a", "down": at, "up": at + 80} for at in held] if rows else held}
    leaves = open_text(json.dumps(body).encode(), "application/json").leaves
    scanned = scanner.read(leaves)
    kinds = Counter(each.kind for each in scanned.sightings)
    last = scanned.sightings[-1]
    assert set(kinds) == {"behaviour.keystrokes"}
    assert kinds["behaviour.keystrokes"] <= 41
    assert (last.path, last.start, last.end) == ("json:$.keystrokes", 0, 0)
    assert [each.why for each in scanned.unreadable] == [behaviour._TOO_MANY]


def test_planted_values_beyond_the_limit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gwanmun.detect.seeds.MOST_SEED_HITS", 3)
    text = "planted-value-77 " * 9
    found = list(seeds.SeedFinder([Seed("one", "", "planted-value-77")]).find([Leaf("text", (), text)], Joined([text])))
    assert found[-1] == Beyond(0, seeds._TOO_MANY)
    assert len(found) > 1


def test_no_edit_can_be_made_of_what_stands_for_a_list(scanner: Scanner) -> None:
    body = json.dumps({"rows": [{"tel": number} for number in NUMBERS]}).encode()
    request = Request("POST", "/", (("content-type", "application/json"),), body)
    last = scanner.read(open_request(request).leaves).sightings[-1]
    with pytest.raises(CannotRewrite):
        rewrite(request, [Edit(last.part, last.path, last.start, last.end, "x")])
