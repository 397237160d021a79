"""Hyperscan: one compiled database for all patterns, kept serialised in the user's cache folder."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from itertools import repeat
from pathlib import Path

import hyperscan

FLAGS = hyperscan.HS_FLAG_SOM_LEFTMOST | hyperscan.HS_FLAG_UTF8
"""Offsets of both ends, UTF-8, and no UCP: `\\b` is ASCII-only, so a Korean particle after a digit is a boundary."""

ID_BITS = 10
_LIBRARY: str = hyperscan.__version__  # type: ignore[attr-defined]  # its stubs forget it; asking the metadata is slow
_DIGEST = 32
_ENDLESS = 1 << 62
_KEPT = 4


def user_cache() -> Path:
    """The user's cache folder (XDG base directory specification), `gwanmun` inside it."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "gwanmun"


class Engine:
    """All `patterns` at once over UTF-8 bytes; a pattern's id is its index. Any number of threads may call `find`."""

    def __init__(self, patterns: Sequence[str], cache: Path | None) -> None:
        assert len(patterns) < 1 << ID_BITS
        self._database = _cached(patterns, cache / _name(patterns)) if cache else compiled(patterns)
        self._local = threading.local()

    def find(self, data: bytes) -> list[tuple[int, int, int]]:
        """(start, id, end) in bytes, by start then id; of several ends for one start and id the longest."""
        return self.first(data, _ENDLESS)[0]

    def first(self, data: bytes, most: int) -> tuple[list[tuple[int, int, int]], bool]:
        """The same of what is met in the first `most` reports, and whether that is all there is.

        One hit may be reported several times, with a later end each. Reports come by end, so that what is left out
        stands behind what is given.
        """
        hits: dict[int, int] = {}
        going_on = repeat(None, most)

        def keep(index: int, start: int, end: int, _flags: int, _context: object) -> bool | None:
            if next(going_on, True):
                return True
            hits[start << ID_BITS | index] = end
            return None

        whole = True
        try:
            self._database.scan(data, match_event_handler=keep, scratch=self._scratch())
        except hyperscan.ScanTerminated:
            whole = False
        mask = (1 << ID_BITS) - 1
        return [(key >> ID_BITS, key & mask, end) for key, end in sorted(hits.items())], whole

    def _scratch(self) -> hyperscan.Scratch:
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        return scratch


def compiled(patterns: Sequence[str]) -> hyperscan.Database:
    """Compile block-mode; a pattern that Hyperscan does not take raises `hyperscan.error`."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        [pattern.encode() for pattern in patterns], ids=list(range(len(patterns))), flags=[FLAGS] * len(patterns)
    )
    return database


def _name(patterns: Sequence[str]) -> str:
    digest = hashlib.sha256("\0".join((_LIBRARY, str(FLAGS), *patterns)).encode())
    return f"patterns-{digest.hexdigest()[:24]}.hs"


def _cached(patterns: Sequence[str], path: Path) -> hyperscan.Database:
    with suppress(OSError, ValueError, hyperscan.error):
        return _load(path)
    database = compiled(patterns)
    with suppress(OSError):
        _store(path, hyperscan.dumpb(database))
    return database


def _load(path: Path) -> hyperscan.Database:
    """Read a serialised database: native code reads it, so it must be ours, private and whole."""
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise ValueError("not private")
        digest, blob = file.read(_DIGEST), file.read()
    if hashlib.sha256(blob).digest() != digest:
        raise ValueError("damaged")
    database = hyperscan.loadb(blob, hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
    return database


def _store(path: Path, blob: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(hashlib.sha256(blob).digest() + blob)
    Path(temporary).replace(path)
    for stale in sorted(path.parent.glob("patterns-*.hs"), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
        stale.unlink(missing_ok=True)
