"""Compiles the organisation's documents into keyed fingerprints of their k-grams: their text cannot be read back."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from gwanmun.detect.fold import fold
from gwanmun.detect.own_hashes import Hasher
from gwanmun.detect.own_writer import Builder
from gwanmun.detect.winnow import normalised, selected
from gwanmun.errors import Problem
from gwanmun.unpack.message import open_text
from gwanmun.unpack.parts import FILE_ROLE

DOCUMENTS = "documents"
DOCUMENT, PLACE = 2, 4
SHORTEST = 80
"""Normalised characters. A shorter document has no passage that could be told from common phrases."""

LARGEST = 128 << 20
"""Bytes of one document."""

MOST_EQUAL = 4
"""Places where one k-gram may stand; what stands in more (a letterhead, a clause of every contract) is left out."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What was compiled; (name, why) of documents that could not be read at all, and of those read in part."""

    documents: int
    fingerprints: int
    left_out: tuple[tuple[str, str], ...]
    partly: tuple[tuple[str, str], ...] = ()


class _Text(NamedTuple):
    """The text of a document as it is compared, and why the first of its parts that could not be read was not."""

    text: str
    unread: str


def compile_documents(files: Sequence[Path], target: Path, key: bytes) -> Registered:
    """Read every document as a message's body is read (text, HTML, archives, office files) and write `target`."""
    if len(files) >= 1 << (8 * DOCUMENT):
        raise Problem("too many documents", "register them in several tables")
    hasher = Hasher(key)
    known: list[tuple[str, int]] = []
    left_out, partly = dict[str, str](), dict[str, str]()
    with Builder(target, DOCUMENT + PLACE, MOST_EQUAL) as builder:
        for path in files:
            text, unread = _text(path)
            if len(text) < SHORTEST:
                left_out[path.name] = unread or f"fewer than {SHORTEST} letters and digits"
                continue
            for place, digest in selected(text, hasher):
                builder.add(digest, len(known).to_bytes(DOCUMENT) + place.to_bytes(PLACE))
            known.append((path.name, len(text)))
            partly |= {path.name: unread} if unread else {}
        if not known:
            raise Problem("no text could be read in these documents", _hint(left_out))
        builder.write(hasher, {"what": DOCUMENTS, "documents": known, "values": builder.added})
        return Registered(len(known), builder.added, tuple(left_out.items()), tuple(partly.items()))


def _hint(left_out: dict[str, str]) -> str:
    told = "; ".join(f"{name}: {why}" for name, why in list(left_out.items())[:3])
    return f"give text, PDF or office files without a password ({told})"


def _text(path: Path) -> _Text:
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise Problem(f"cannot read the document {path}: {error.strerror}", "check the path") from error
    if data is None:
        return _Text("", f"larger than {LARGEST >> 20} MiB")
    opened = open_text(data, mimetypes.guess_type(path.name)[0])
    text = "".join(normalised(fold(leaf.text).text) for leaf in opened.leaves if leaf.role != FILE_ROLE)
    return _Text(text, opened.unreadable[0].why if opened.unreadable else "")
