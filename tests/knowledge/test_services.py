"""The catalogue of services is sound, large enough, and says where each fact comes from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gwanmun.errors import Problem
from gwanmun.knowledge.catalogue import faults
from gwanmun.knowledge.entities import Entity, load_entities
from gwanmun.knowledge.files import ROOT
from gwanmun.knowledge.regions import load_regions, region_of
from gwanmun.knowledge.services import Place, Service, load_services

SERVICES, ENTITIES, CLOUDS = load_services(), load_entities(), load_regions()


def test_the_catalogue_has_no_fault() -> None:
    assert list(faults(SERVICES, ENTITIES, CLOUDS)) == []


def test_the_catalogue_is_large_enough() -> None:
    assert len(SERVICES) >= 400


def test_files_are_small_and_name_no_machine() -> None:
    for path in (*(ROOT / "services").glob("*.toml"), *(ROOT / "entities").glob("*.toml")):
        text = path.read_text("utf-8")
        assert len(text) < 6_000, path.name
        assert "/work" not in text, path.name
        assert "law.md" not in text, path.name


def test_general_knowledge_is_never_given_as_certain() -> None:
    everything: tuple[Service | Entity, ...] = (*SERVICES.values(), *ENTITIES.values())
    for row in everything:
        if "unverified" in row.source and "v2fly" not in row.source:
            assert row.confidence <= 0.6, row.id


SOUND = SERVICES["tuya"]
WRONG = [
    (replace(SOUND, operator="nobody"), "no entity 'nobody'"),
    (replace(SOUND, hosts=("co.kr",)), "is a public suffix"),
    (replace(SOUND, hosts=("github.io",), role="infrastructure", places=()), "is let to customers"),
    (replace(SOUND, hosts=("Tuya.com",), places=()), "not a lower-case host name"),
    (replace(SOUND, hosts=("tuya.com", "tuya.com"), places=()), "listed more than once"),
    (replace(SOUND, category="thing"), "no category 'thing'"),
    (replace(SOUND, regions="mars"), "no cloud 'mars'"),
    (replace(SOUND, date="2026-13-01"), "is not YYYY-MM-DD"),
    (replace(SOUND, source=" "), "a source is needed"),
    (replace(SOUND, confidence=1.5), "confidence 1.5"),
    (replace(SOUND, names=(("en", "Tuya"),)), "names in ko and en"),
    (replace(SOUND, places=(Place("*.example.org", "CN"),)), "fits none of its hosts"),
    (replace(SOUND, places=(Place("*.tuya.com", "EU"),)), "'EU' is no ISO 3166-1"),
]


@pytest.mark.parametrize(("service", "fault"), WRONG)
def test_each_fault_is_found(service: Service, fault: str) -> None:
    told = list(faults({service.id: service}, ENTITIES, CLOUDS))
    assert any(line.startswith("services/tuya.toml: ") and fault in line for line in told), told


def test_a_file_that_lacks_a_field_is_named(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "shop.toml").write_text('category = "shop"\n', "utf-8")
    with pytest.raises(Problem, match=r"services/shop\.toml: 'name'"):
        load_services(tmp_path)


REGIONS = [
    ("s3.ap-northeast-2", "amazonaws.com", "aws", "ap-northeast-2"),
    ("bucket-us-east-1.s3.ap-northeast-2", "amazonaws.com", "aws", "ap-northeast-2"),
    ("us-east-1.s3", "amazonaws.com", "aws", "us-east-1"),
    ("s3-ap-northeast-1", "amazonaws.com", "aws", "ap-northeast-1"),
    ("my-us-east-1.s3", "amazonaws.com", "aws", ""),
    ("", "bedrock.eu-west-1.amazonaws.com", "aws", "eu-west-1"),
    ("x.oss-cn-hongkong", "aliyuncs.com", "alibaba", "cn-hongkong"),
    ("x", "example.com", "aws", ""),
]


@pytest.mark.parametrize(("labels", "suffix", "cloud", "region"), REGIONS)
def test_region_in_a_host(labels: str, suffix: str, cloud: str, region: str) -> None:
    assert region_of(labels, suffix, CLOUDS[cloud]) == region
