"""Imported domains: they belong to services, carry their licence, and are what the import gives."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from gwanmun.knowledge.files import ROOT
from gwanmun.knowledge.services import load_services, named_hosts

TOP = Path(__file__).parents[2]
LISTS = TOP.parent / "shared" / "samples" / "attribution" / "v2fly-data"
IMPORTED: dict[str, list[str]] = tomllib.loads((ROOT / "hosts" / "v2fly.toml").read_text("utf-8"))["hosts"]


def importer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("import_domains", TOP / "tools" / "import_domains.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_imported_domain_belongs_to_a_service_and_to_one_only() -> None:
    hosts = [host for found in IMPORTED.values() for host in found]
    assert set(IMPORTED) <= set(load_services())
    assert len(hosts) == len(set(hosts)) > 1000
    assert not set(hosts) & set(named_hosts())


def test_a_service_has_its_own_hosts_and_the_imported_ones() -> None:
    assert {"snssdk.com", "ctobsnssdk.com"} <= set(load_services()["bytedance"].hosts)


def test_the_licence_is_there() -> None:
    assert "Permission is hereby granted" in (ROOT / "hosts" / "README.md").read_text("utf-8")
    assert "MIT License" in (ROOT / "hosts" / "v2fly.toml").read_text("utf-8")


def test_what_a_list_gives(tmp_path: Path) -> None:
    lines = ["# remark", "include:other", "Example.com @ads # why", "full:www.example.com", "regexp:^x$", "apple"]
    (tmp_path / "some").write_text("\n".join([*lines, "x.github.io", "example.org", "taken.com", "out.net"]), "utf-8")
    found = importer().gather(tmp_path, {"some": "somebody"}, {"taken.com"}, ["out.*"])
    assert found == {"somebody": ["example.com", "example.org"]}


@pytest.mark.skipif(not LISTS.exists(), reason="the shared samples are not here")
def test_the_committed_file_is_what_the_lists_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "v2fly.toml"
    monkeypatch.setattr("sys.argv", ["import_domains", str(LISTS), "-o", str(made)])
    importer().main()
    assert made.read_text("utf-8") == (ROOT / "hosts" / "v2fly.toml").read_text("utf-8")
