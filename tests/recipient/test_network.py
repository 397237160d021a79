"""The compiled table: what it says, that a broken one is told, and that building it is exact and repeatable."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gwanmun.errors import Problem
from gwanmun.recipient.name import Address, address
from gwanmun.recipient.network import MAGIC, Networks, decode

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "samples" / "attribution"


def at(text: str) -> Address:
    found = address(text)
    assert found
    return found


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_networks", ROOT / "tools" / "build_networks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REGISTERED = [
    ("223.130.195.200", "KR"),
    ("1.12.0.1", "CN"),
    ("193.0.6.139", "NL"),
    ("2001:da8::1", "CN"),
    ("1.1.1.1", "AU"),
]


@pytest.mark.parametrize(("text", "country"), REGISTERED)
def test_registrants_country(text: str, country: str) -> None:
    found = Networks().registrant(at(text))
    assert found
    assert found.value == country


def test_nobody_is_registered_for_unallocated_addresses() -> None:
    assert Networks().registrant(at("240.0.0.1")) is None
    assert Networks().registrant(at("0.0.0.1")) is None
    assert Networks().registrant(at("4000::1")) is None


PUBLISHED = [
    ("52.78.10.20", "Amazon Web Services", "ap-northeast-2", "KR", False),
    ("13.33.1.1", "Amazon Web Services", "GLOBAL", "", True),
    ("104.16.1.1", "Cloudflare", "", "", True),
    ("2606:4700::1", "Cloudflare", "", "", True),
    ("151.101.1.1", "Fastly", "", "", True),
    ("34.64.40.1", "Google Cloud", "asia-northeast3", "KR", False),
    ("17.1.1.1", "Apple", "", "", False),
]


@pytest.mark.parametrize(("text", "name", "region", "country", "anycast"), PUBLISHED)
def test_published_range(text: str, name: str, region: str, country: str, anycast: bool) -> None:
    found = Networks().published(at(text))
    assert found
    assert (found.name, found.region, found.country, found.anycast) == (name, region, country, anycast)


def test_the_table_is_small() -> None:
    assert (ROOT / "src/gwanmun/knowledge/networks/table.bin").stat().st_size < 2_500_000


@pytest.mark.parametrize(
    "data", [b"", b"something else", MAGIC, MAGIC + b"\xff\xff\xff\xff{}", MAGIC + b"\2\0\0\0{}zz"]
)
def test_a_broken_table_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "table.bin").write_bytes(data)
    with pytest.raises(Problem, match=r"table\.bin cannot be read"):
        Networks(tmp_path / "table.bin").registrant(at("192.0.2.1"))


def folder(path: Path) -> Path:
    """A small world: one country's blocks with a hole, a region inside a region, and one anycast block."""
    (path / "rir").mkdir()
    (path / "cloud-ranges").mkdir()
    (path / "rir" / "kr-ipv4.txt").write_text("# remarks\n20.0.0.0/9\n", "utf-8")
    (path / "rir" / "us-ipv4.txt").write_text("20.64.0.0/16\n", "utf-8")
    (path / "rir" / "kr-ipv6.txt").write_text("2400::/32\n", "utf-8")
    prefixes = [
        prefix("20.0.0.0/16", "us-east-1"),
        prefix("20.0.1.0/24", "ap-northeast-2"),
        prefix("20.0.2.0/24", "GLOBAL"),
    ]
    aws = {"createDate": "2025-07-24-20-23-14", "prefixes": prefixes, "ipv6_prefixes": []}
    (path / "cloud-ranges" / "aws-ip-ranges.json").write_text(json.dumps(aws), "utf-8")
    google: dict[str, Any] = {"creationTime": "2025-07-24T00:00:00", "prefixes": []}
    (path / "cloud-ranges" / "google-cloud-ip-ranges.json").write_text(json.dumps(google), "utf-8")
    oracle: dict[str, Any] = {"last_updated_timestamp": "2025-07-21T00:00:00", "regions": []}
    (path / "cloud-ranges" / "oracle-cloud-ip-ranges.json").write_text(json.dumps(oracle), "utf-8")
    return path


def prefix(block: str, region: str) -> dict[str, str]:
    return {"ip_prefix": block, "region": region, "service": "EC2", "network_border_group": region}


@pytest.fixture
def small(tmp_path: Path) -> Networks:
    (tmp_path / "table.bin").write_bytes(builder().build(folder(tmp_path)))
    return Networks(tmp_path / "table.bin")


def test_the_smaller_block_wins_and_the_larger_goes_on_behind_it(small: Networks) -> None:
    countries = [found.value if (found := small.registrant(at(text))) else "" for text in EDGES]
    assert countries == ["", "KR", "KR", "US", "US", "KR", "KR", ""]


EDGES = [
    "19.255.255.255",
    "20.0.0.0",
    "20.63.255.255",
    "20.64.0.0",
    "20.64.255.255",
    "20.65.0.0",
    "20.127.255.255",
    "20.128.0.0",
]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    world = folder(tmp_path)
    assert builder().build(world) == builder().build(world)


def test_regions_nest(small: Networks) -> None:
    found = [small.published(at(text)) for text in ("20.0.0.9", "20.0.1.9", "20.0.2.9", "20.0.3.9", "20.1.0.0")]
    assert [one.country if one else None for one in found] == ["US", "KR", "", "US", None]
    assert [one.anycast for one in found if one] == [False, False, True, False]


def test_an_edge_zone_that_is_not_listed_has_no_country() -> None:
    module, cloud = builder(), builder().load_regions()["aws"]
    assert module.country_of("ap-southeast-1-bkk-1", cloud) == "TH"
    assert module.country_of("us-east-1-xyz-1", cloud) == ""


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
def test_the_committed_table_is_what_the_sources_give() -> None:
    committed = decode((ROOT / "src/gwanmun/knowledge/networks/table.bin").read_bytes())
    assert decode(builder().build(SAMPLES)) == committed
