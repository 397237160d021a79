"""Who is behind a host and an address: the labelled table, the traps, and what must hold for any text at all."""

from __future__ import annotations

import csv
import json
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.knowledge.entities import load_entities
from gwanmun.recipient.directory import Directory
from gwanmun.transfer import Fact, Recipient

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "shared" / "samples"


@cache
def directory() -> Directory:
    return Directory.bundled()


def rows() -> list[dict[str, str]]:
    with (HERE / "hosts.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def value(fact: Fact | None) -> str:
    return fact.value if fact else ""


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['host'] or '-'} {row['ip'] or '-'}")
def test_labelled_table(row: dict[str, str]) -> None:
    found = directory().resolve(row["host"] or None, row["ip"] or None)
    told = {name: value(getattr(found, name)) for name in ("service", "operator", "operator_country", "server_country")}
    assert told == {name: row[name] for name in told}
    assert row["note"] in "\n".join(found.notes)


def test_the_table_is_large_enough() -> None:
    assert len(rows()) >= 150


def test_every_fact_has_source_date_and_confidence() -> None:
    found = directory().resolve("ark.cn-beijing.volces.com", "101.126.3.4")
    facts = [f for f in (getattr(found, field.name) for field in fields(Recipient)) if isinstance(f, Fact)]
    assert len(facts) == 8
    assert all(fact.source and len(fact.date) == 10 and 0 < fact.confidence <= 1 for fact in facts)


def test_parent_is_the_top_of_the_line_and_its_place_of_incorporation_is_said() -> None:
    found = directory().resolve("gator.volces.com")
    assert (value(found.parent), value(found.parent_country)) == ("bytedance", "CN")
    assert "ByteDance Ltd.: seat in CN, incorporated in KY" in found.notes
    assert value(directory().resolve("graph.facebook.com").parent) == ""


def test_names_for_people_in_both_languages() -> None:
    names = dict(directory().resolve("chat.deepseek.com").names)
    assert (names["ko"], names["en"], names["zh"]) == ("딥시크", "DeepSeek", "深度求索")
    assert names["operator.en"].startswith("Hangzhou DeepSeek")


def test_network_and_recipient_are_different_facts() -> None:
    found = directory().resolve("chat.deepseek.com", "52.78.10.20")
    assert value(found.operator) == "hangzhou-deepseek"
    assert value(found.network) == "Amazon Web Services"
    assert (value(found.server_country), value(found.network_country)) == ("KR", "US")
    assert not [note for note in found.notes if note.startswith("unknown tenant")]


def test_a_registrants_country_is_weak_evidence_and_says_what_it_is() -> None:
    found = directory().resolve(None, "211.234.1.1")
    assert found.server_country
    assert found.server_country.confidence < 0.5
    assert "not of the server" in found.server_country.source
    assert found.known is False


def test_the_same_question_is_answered_from_memory() -> None:
    assert directory().resolve("api.openai.com", "104.16.1.1") is directory().resolve("api.openai.com", "104.16.1.1")


def test_an_endless_text_is_cut() -> None:
    assert len(directory().resolve("a" * 1_000_000).host or "") <= 253
    assert directory().resolve("b" * 500 + ".deepseek.com").known is False


@given(host=st.none() | st.text(max_size=300), ip=st.none() | st.text(max_size=60))
def test_no_text_raises(host: str | None, ip: str | None) -> None:
    found = directory().resolve(host, ip)
    assert found.host is None or (found.host.isprintable() and len(found.host) <= 253)


LABEL = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)


@given(st.lists(LABEL, min_size=1, max_size=4), st.data())
def test_the_longest_known_suffix_wins(labels: list[str], data: st.DataObject) -> None:
    owners = {host: service.id for service in directory().services.values() for host in service.hosts}
    host = ".".join((*labels, data.draw(st.sampled_from(sorted(owners)))))
    parts = host.split(".")
    longest = next(s for s in (".".join(parts[at:]) for at in range(len(parts))) if s in owners)
    assert value(directory().resolve(host).service) == owners[longest]


@given(LABEL, st.data())
def test_a_look_alike_is_never_the_company(label: str, data: st.DataObject) -> None:
    suffix = data.draw(st.sampled_from(sorted(directory().services["deepseek"].hosts)))
    assert directory().resolve(f"{label}{suffix}").known is False
    assert directory().resolve(f"{suffix}.{label}.example").known is False


def labels() -> list[dict[str, Any]]:
    path = SAMPLES / "LABELS-attribution.json"
    return json.loads(path.read_text("utf-8"))["labels"] if path.exists() else []


@pytest.mark.skipif(not labels(), reason="the shared samples are not here")
def test_hand_made_labels() -> None:
    entities = load_entities()
    for label in labels():
        found = directory().resolve(label["host"])
        operator = entities.get(value(found.operator))
        assert (operator.country if operator else "-") == label["hq_country"], label["host"]
        first_word = label["entity"].replace("Beijing ", "").split()[0].strip(",.")
        assert operator is None or first_word in dict(operator.names)["en"], label["host"]
