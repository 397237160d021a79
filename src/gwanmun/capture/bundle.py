"""Folders and ZIP archives of captures: which files are in them, in bounded number and size.

A member of an archive is read from inside it, never written to disk, so that no name in it can lead anywhere.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

MAX_FILES = 10_000
"""Files of one folder or archive."""
MAX_MEMBER = 64 << 30
"""Bytes that one member may hold."""
MAX_RATIO = 1032
"""Times that Deflate can grow at most (RFC 1951: 258 bytes of two bits): an archive that says more lies."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What the standard library raises on a damaged, encrypted or unknown archive."""


class Spot(NamedTuple):
    """A file, or a member of the ZIP archive at `path`; `size` is its length in bytes."""

    path: Path
    member: str = ""
    size: int = 0

    @property
    def shown(self) -> Path:
        """As a person is told: the archive like a folder."""
        return Path(f"{self.path}/{self.member}") if self.member else self.path


def is_zip(path: Path) -> bool:
    """By its first bytes (APPNOTE.TXT section 4.3.7): a local file header."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def spots(path: Path) -> tuple[list[Spot], list[str]]:
    """The files that a path stands for, in the order of their names, and what of it cannot be read."""
    if path.is_dir():
        return _bounded(_folder(path))
    if is_zip(path):
        return _archive(path)
    return [Spot(path, "", path.stat().st_size if path.is_file() else 0)], []


def _bounded(found: Iterator[Spot]) -> tuple[list[Spot], list[str]]:
    kept = [spot for _, spot in zip(range(MAX_FILES), found, strict=False)]
    more = next(found, None)
    return sorted(kept), [f"more than {MAX_FILES} files: the rest was not read"] if more else []


def _folder(path: Path) -> Iterator[Spot]:
    """Hidden files and what a link leads to are left out."""
    for each in path.rglob("*"):
        inside = each.relative_to(path)
        if each.is_file() and not each.is_symlink() and not any(part.startswith(".") for part in inside.parts):
            yield Spot(each, "", each.stat().st_size)


def _archive(path: Path) -> tuple[list[Spot], list[str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
    except UNREADABLE:
        return [], ["the ZIP archive is damaged"]
    losses = [f"{_name(each)}: {why}" for each in members[:MAX_FILES] if (why := _refused(each))]
    whole = (Spot(path, each.filename, each.file_size) for each in members if not _refused(each))
    kept, more = _bounded(whole)
    return kept, losses + more


def _name(member: zipfile.ZipInfo) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in member.filename[:200])


def _refused(member: zipfile.ZipInfo) -> str:
    """Why a member is not read, "" when it is."""
    if member.flag_bits & 1:
        return "it is encrypted: unpack it first"
    if member.file_size > MAX_MEMBER or member.file_size > MAX_RATIO * max(member.compress_size, 1):
        return "it says that it holds more than can be: it was not read"
    return ""


def open_member(path: Path, member: str) -> BinaryIO:
    """The bytes of one member; OSError when there is none that can be opened."""
    try:
        archive = zipfile.ZipFile(path)
    except UNREADABLE as error:
        raise OSError(0, "the ZIP archive is damaged") from error
    try:
        with archive:  # the member keeps the file open for itself
            return cast(BinaryIO, archive.open(member))
    except (*UNREADABLE, KeyError) as error:
        raise OSError(0, "this part of the ZIP archive cannot be opened") from error
