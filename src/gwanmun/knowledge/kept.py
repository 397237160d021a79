"""Files beside Python's own compiled ones: what was worked out of knowledge files, as long as none of those changes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = "__pycache__"


def state(folder: Path) -> str:
    """Sixteen hex digits over names, sizes and times of change of all files below: what Python's own compiled files
    rest on too. Python's files themselves do not count, and looking costs a `stat` each."""
    found = sorted(_files(str(folder)))
    return hashlib.sha256("\n".join(found).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _files(folder: str) -> Iterator[str]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from () if entry.name == FOLDER else _files(entry.path)
            elif not entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def keep(path: Path, stem: str, data: bytes) -> None:
    """Write whole or not at all, in place of older ones of that stem; a folder that cannot be written to costs the
    next start its saving, nothing else."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        stale = set(path.parent.glob(f"{stem}.*{path.suffix}")) - {path}
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{stem}.", delete=False) as file:
            file.write(data)
        os.replace(file.name, path)
        for old in stale:
            old.unlink(missing_ok=True)
