"""The finders of a scanner: those that need knowledge only, then those made of what an organisation gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gwanmun.detect.behaviour import GROUP as BEHAVIOUR
from gwanmun.detect.behaviour import BehaviourFinder
from gwanmun.detect.code_blocks import KIND as CODE
from gwanmun.detect.code_blocks import CodeFinder
from gwanmun.detect.finder import Finder
from gwanmun.detect.own_document import DocumentFinder
from gwanmun.detect.own_record import RecordFinder
from gwanmun.detect.seeds import SeedFinder
from gwanmun.detect.seeds_file import Seed
from gwanmun.detect.sensitive import GROUP, SensitiveFinder
from gwanmun.knowledge.kinds import Kind


def bundled(kinds: Sequence[Kind], cache: Path | None) -> tuple[Finder, ...]:
    """Sensitive data, behaviour and source code, as far as their kinds are wanted. `cache` is that of `Engine`."""
    sensitive = any(kind.id.startswith(GROUP) for kind in kinds)
    code = any(kind.id == CODE for kind in kinds)
    behaviour = any(kind.id.startswith(BEHAVIOUR) for kind in kinds)
    return (
        *((SensitiveFinder(kinds, cache),) if sensitive else ()),
        *((BehaviourFinder(kinds),) if behaviour else ()),
        *((CodeFinder(),) if code else ()),
    )


def given(
    seeds: Sequence[Seed], records: Sequence[Path], documents: Sequence[Path], key: bytes, cache: Path | None = None
) -> tuple[Finder, ...]:
    """What an organisation brings: planted values, and tables compiled by `compile_records` and `compile_documents`.

    `key` is the one that the tables were compiled with.
    """
    planted = (SeedFinder(seeds),) if seeds else ()
    tables = (RecordFinder(path, key, cache) for path in records)
    return *planted, *tables, *(DocumentFinder(path, key) for path in documents)
