"""The finders made of what an organisation gives: values that it planted, its tables, its documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gwanmun.detect.finder import Finder
from gwanmun.detect.own_document import DocumentFinder
from gwanmun.detect.own_record import RecordFinder
from gwanmun.detect.seeds import SeedFinder
from gwanmun.detect.seeds_file import Seed


def given(
    seeds: Sequence[Seed], records: Sequence[Path], documents: Sequence[Path], key: bytes, cache: Path | None = None
) -> tuple[Finder, ...]:
    """What an organisation brings: planted values, and tables compiled by `compile_records` and `compile_documents`.

    `key` is the one that the tables were compiled with.
    """
    planted = (SeedFinder(seeds),) if seeds else ()
    tables = (RecordFinder(records, key, cache),) if records else ()
    return *planted, *tables, *((DocumentFinder(documents, key),) if documents else ())
