from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gwanmun.errors import Problem
from gwanmun.knowledge.files import ROOT, table
from gwanmun.knowledge.kinds import Form, Kind, kind, load_kinds, load_words

KINDS = load_kinds()
FORMS = [pytest.param(each, form, id=f"{each.id}: {form.name}") for each in KINDS for form in each.forms]

NEEDED = """
kr.rrn kr.frn kr.passport kr.driver_license kr.pccc kr.brn kr.crn contact.phone contact.email contact.address
person.name person.birth_date finance.card finance.account net.ip net.wifi location.gps device.ad_id device.id
device.mac device.imei device.info secret.key secret.token secret.private_key secret.password content.prompt
confidential.marking kr.vehicle_plate kr.health_insurance kr.military_number device.imsi device.iccid
behaviour.keystrokes behaviour.pointer
"""


def test_every_kind_that_policies_name_is_there() -> None:
    assert set(NEEDED.split()) <= {each.id for each in KINDS}


@pytest.mark.parametrize("each", KINDS, ids=lambda each: each.id)
def test_a_kind_has_names_source_and_at_least_five_examples_either_way(each: Kind) -> None:
    assert {"ko", "en"} <= set(each.names)
    assert each.source
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", each.date)
    assert re.fullmatch(r"(user|system)(\.[a-z_]+)+", each.fides)
    assert len(each.matches) >= 5
    assert len(each.no_matches) >= 5
    assert all(example.value and example.value in example.text for example in each.matches)


@pytest.mark.parametrize(("each", "form"), FORMS)
def test_no_pattern_crosses_from_one_leaf_into_the_next(each: Kind, form: Form) -> None:
    assert not re.search(r"\[\^|\\[SDWN]|(?<!\\)\.(?![^\[]*\])", form.pattern), "negated classes match the separator"
    assert "\0" not in form.pattern


@pytest.mark.parametrize(("each", "form"), FORMS)
def test_a_form_is_between_nothing_and_certain(each: Kind, form: Form) -> None:
    assert 0 < form.base < 1
    re.compile(form.pattern, re.ASCII)


def test_a_missing_entry_is_a_problem_that_names_the_file() -> None:
    data: dict[str, Any] = table(ROOT / "kinds" / "kr.rrn.toml")
    del data["source"]
    with pytest.raises(Problem, match=r"kinds/kr\.rrn\.toml.*source"):
        kind("kr.rrn", data)


def test_an_unknown_way_of_looking_is_a_problem() -> None:
    data: dict[str, Any] = table(ROOT / "kinds" / "kr.rrn.toml")
    data["form"][0]["via"] = "telepathy"
    with pytest.raises(Problem, match="telepathy"):
        kind("kr.rrn", data)


def test_the_id_is_the_name_of_the_file() -> None:
    with pytest.raises(Problem, match=r"kr\.rrn"):
        kind("kr.frn", table(ROOT / "kinds" / "kr.rrn.toml"))


def test_words_are_lists_by_name() -> None:
    words = load_words("business")
    assert "주문번호" in words["labels"]
    assert "orderid" in words["keys"]
    assert "source" not in words


def test_every_file_is_loaded() -> None:
    assert len(KINDS) == len(list((Path(ROOT) / "kinds").glob("*.toml")))
