"""The examples in the kinds' TOML files are the kinds' tests."""

from __future__ import annotations

import re

import hyperscan
import pytest

from gwanmun.detect.engine import compiled
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import Example, Kind, load_kinds
from gwanmun.unpack.parts import Leaf
from tests.detect.own_examples import KEY, finders

ROLE = "role:"
MATCHES = [
    pytest.param(each, example, id=f"{each.id}: {example.text[:30]}")
    for each in load_kinds()
    for example in each.matches
]
NO_MATCHES = [
    pytest.param(each, example, id=f"{each.id}: {example.text[:30]}")
    for each in load_kinds()
    for example in each.no_matches
]
FORMS = [pytest.param(each, form.pattern, id=f"{each.id}: {form.name}") for each in load_kinds() for form in each.forms]
TEXTS = [example.text for each in load_kinds() for example in (*each.matches, *each.no_matches)]


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Scanner:
    """The scanner of an organisation that planted and registered what the examples speak of."""
    folder = tmp_path_factory.mktemp("own")
    return Scanner(load_kinds(), KEY, folder, finders(folder))


def leaves(example: Example) -> list[Leaf]:
    if example.key.startswith(ROLE):
        return [Leaf("request.body", ("content",), example.text, role=example.key.removeprefix(ROLE))]
    if not example.key:
        return [Leaf("text", (), example.text)]
    beside = [Leaf("request.body", (key,), value) for key, value in example.beside]
    return [Leaf("request.body", (example.key,), example.text), *beside]


def found(scanner: Scanner, each: Kind, example: Example) -> list[str]:
    first = leaves(example)[0]
    sightings = scanner.scan(leaves(example))
    return [example.text[one.start : one.end] for one in sightings if one.kind == each.id and one.path == first.path]


@pytest.mark.parametrize(("each", "example"), MATCHES)
def test_a_match_covers_exactly_the_value(scanner: Scanner, each: Kind, example: Example) -> None:
    assert found(scanner, each, example) == [example.value]


@pytest.mark.parametrize(("each", "example"), NO_MATCHES)
def test_a_no_match_is_not_seen(scanner: Scanner, each: Kind, example: Example) -> None:
    assert found(scanner, each, example) == []


@pytest.mark.parametrize(("each", "pattern"), FORMS)
def test_hyperscan_and_re_agree_on_every_example(each: Kind, pattern: str) -> None:
    """Every span `re` finds (leftmost, greedy) is one Hyperscan reports, and where `re` finds none neither does it."""
    database, regex = compiled([pattern]), re.compile(pattern, re.ASCII)
    for text in TEXTS:
        ends: set[tuple[int, int]] = set()

        def keep(_id: int, start: int, end: int, _flags: int, seen: object, ends: set[tuple[int, int]] = ends) -> None:
            ends.add((start, end))

        database.scan(text.encode(), match_event_handler=keep, scratch=hyperscan.Scratch(database))
        spans = {(len(text[: m.start()].encode()), len(text[: m.end()].encode())) for m in regex.finditer(text)}
        assert {end for _, end in spans} <= {end for _, end in ends}, text
        assert bool(spans) == bool(ends), text
