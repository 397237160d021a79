"""Companies: the line of parents, and faults in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gwanmun.errors import Problem
from gwanmun.knowledge.catalogue import faults
from gwanmun.knowledge.entities import Entity, load_entities, ultimate

ENTITIES = load_entities()
ALONE = ENTITIES["mistral"]


def test_the_list_is_large_enough() -> None:
    assert len(ENTITIES) >= 250


def test_ultimate_parent() -> None:
    top = ultimate(ENTITIES["aliyun"], ENTITIES)
    assert top
    assert (top.id, top.country, top.incorporated) == ("alibaba-group", "CN", "KY")
    assert ultimate(ALONE, ENTITIES) is None


def test_a_circle_of_parents_ends() -> None:
    first, second = replace(ALONE, id="a", parent="b"), replace(ALONE, id="b", parent="a")
    top = ultimate(first, {"a": first, "b": second})
    assert top
    assert top.id == "b"


WRONG = [
    (replace(ALONE, parent="nobody"), "no entity 'nobody'"),
    (replace(ALONE, parent="mistral"), "is its own parent"),
    (replace(ALONE, country="XX"), "'XX' is no ISO 3166-1"),
    (replace(ALONE, incorporated="Cayman"), "'Cayman' is no ISO 3166-1"),
    (replace(ALONE, date=""), "is not YYYY-MM-DD"),
]


@pytest.mark.parametrize(("entity", "fault"), WRONG)
def test_each_fault_is_found(entity: Entity, fault: str) -> None:
    told = list(faults({}, {entity.id: entity}, {}))
    assert any(line.startswith("entities/mistral.toml: ") and fault in line for line in told), told


def test_a_longer_circle_is_a_fault() -> None:
    first, second = replace(ALONE, id="a", parent="b"), replace(ALONE, id="b", parent="a")
    assert sum("is its own parent" in fault for fault in faults({}, {"a": first, "b": second}, {})) == 2


def test_a_file_that_lacks_a_field_is_named(tmp_path: Path) -> None:
    (tmp_path / "entities").mkdir()
    (tmp_path / "entities" / "somebody.toml").write_text('name = { en = "Somebody" }\n', "utf-8")
    with pytest.raises(Problem, match=r"entities/somebody\.toml: 'country' is missing"):
        load_entities(tmp_path)
