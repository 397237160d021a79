"""The states of one policy over time: dated files in a folder, or a file's commits in git (Open Terms Archive)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gwanmun.errors import Problem
from gwanmun.promise.compare import Change, compare
from gwanmun.promise.policy import Policy
from gwanmun.promise.read import read_policy

_DATED = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_SUFFIXES = frozenset((".md", ".markdown", ".html", ".htm", ".txt", ".pdf"))
_UPGRADE = re.compile(r"^(?:Apply|Refilter|Start|Technical)\b.*\b(?:technical|upgrade|refilter)", re.IGNORECASE)
_FOLDER_LIMIT, _SECONDS = 5000, 60


@dataclass(frozen=True, slots=True)
class Copy:
    """A captured copy: the date it was captured, the message of the archive ("" for a file), its bytes."""

    date: str
    name: str
    message: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Stage:
    """A copy as read, and how it differs from the one before (() for the first).

    `same_date` marks content that differs though the declared date does not; `upgrade` a record that the archive made
    because its own tools changed.
    """

    date: str
    policy: Policy
    changes: tuple[Change, ...]
    same_date: bool
    upgrade: bool


def stages(copies: Iterable[Copy]) -> Iterator[Stage]:
    """The timeline. A copy that cannot be read is shown, and the next one is compared with the last that could be."""
    before: Policy | None = None
    for copy in copies:
        policy = read_policy(copy.data, copy.name)
        changes = compare(before, policy) if before else ()
        unmoved = bool(before and changes and before.effective and before.effective == policy.effective)
        yield Stage(copy.date, policy, changes, unmoved, bool(_UPGRADE.search(copy.message)))
        before = policy if policy.readable else before


def copies(path: Path) -> list[Copy]:
    """The captured copies under a folder of dated files, or of a folder or file kept in git; oldest first."""
    found = _dated(path) if path.is_dir() else []
    found = found or _committed(path)
    if not found:
        raise Problem(
            f"no dated copies of a policy in {path}",
            "name the files by date (2025-04-28.md), or give a folder or file in git",
        )
    return sorted(found, key=lambda copy: (copy.date, copy.name))


def _dated(folder: Path) -> list[Copy]:
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in _SUFFIXES)
    return [
        Copy(f"{match['y']}-{match['m']}-{match['d']}", path.name, "", path.read_bytes())
        for path in files[:_FOLDER_LIMIT]
        if (match := _DATED.search(path.name))
    ]


def _committed(path: Path) -> list[Copy]:
    """Every commit that touched the file; in a folder, the one document in it."""
    folder, name = (path, "") if path.is_dir() else (path.parent, path.name)
    names = [name] if name else _documents(folder)
    if len(names) > 1:
        raise Problem(f"{path} holds {len(names)} documents: {', '.join(names[:5])}", "give the path of one of them")
    return [copy for each in names for copy in _commits(folder, each)]


def _documents(folder: Path) -> list[str]:
    listed = _git(folder, "ls-files", "-z", "--", ".")
    return [name for name in listed.decode("utf-8", "replace").split("\0") if Path(name).suffix.lower() in _SUFFIXES]


def _commits(folder: Path, name: str) -> Iterator[Copy]:
    log = _git(folder, "log", "--format=%H%x09%as%x09%s", "--", name).decode("utf-8", "replace")
    for line in log.splitlines()[:_FOLDER_LIMIT]:
        commit, date, message = ([*line.split("\t", 2), "", ""])[:3]
        data = _git(folder, "show", f"{commit}:./{name}")
        if data:
            yield Copy(date, f"{name}@{commit[:7]}", message, data)


def _git(folder: Path, *arguments: str) -> bytes:
    """Output of git, b"" when it fails; nothing in a repository's own configuration is run by these commands."""
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=false", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return b""
