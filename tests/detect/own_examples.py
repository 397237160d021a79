"""The finders that the examples of `seed`, `own.record` and `own.document` speak of, made of their files' own words."""

from __future__ import annotations

from pathlib import Path

from gwanmun.detect.finder import Finder
from gwanmun.detect.finders import given
from gwanmun.detect.own_documents import compile_documents
from gwanmun.detect.own_records import compile_records
from gwanmun.detect.seeds_file import Seed
from gwanmun.knowledge.kinds import Kind, load_kinds

KEY = b"a key for tests"
KINDS: dict[str, Kind] = {kind.id: kind for kind in load_kinds()}


def planted() -> list[Seed]:
    """The planted values of `seed.toml`."""
    return [Seed(f"seed {number}", "", value) for number, value in enumerate(KINDS["seed"].words["planted"])]


def records(folder: Path) -> Path:
    """The table of `own.record.toml`, compiled."""
    table, target = folder / "customers.csv", folder / "records.own"
    table.write_text("\n".join(KINDS["own.record"].words["table"]), "utf-8")
    compile_records([table], target, KEY, KINDS["own.record"])
    return target


def documents(folder: Path) -> Path:
    """The document of `own.document.toml`, compiled."""
    document, target = folder / "plan.txt", folder / "documents.own"
    document.write_text(KINDS["own.document"].words["document"][0], "utf-8")
    compile_documents([document], target, KEY)
    return target


def finders(folder: Path) -> tuple[Finder, ...]:
    """All of them."""
    return given(planted(), [records(folder)], [documents(folder)], KEY, folder)
