"""Compiles the organisation's documents into keyed fingerprints of their k-grams: their text cannot be read back."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gwanmun.detect.fold import fold
from gwanmun.detect.own_hashes import Builder, Hasher
from gwanmun.detect.winnow import normalised, selected
from gwanmun.errors import Problem
from gwanmun.unpack.message import open_text

DOCUMENTS = "documents"
DOCUMENT, PLACE = 2, 4
SHORTEST = 80
"""Normalised characters. A shorter document has no passage that could be told from common phrases."""

MOST_EQUAL = 4
"""Places where one k-gram may stand; what stands in more (a letterhead, a clause of every contract) is left out."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What was compiled, and (name, why) of the documents in which there was nothing to read."""

    documents: int
    fingerprints: int
    left_out: tuple[tuple[str, str], ...]


def compile_documents(files: Sequence[Path], target: Path, key: bytes) -> Registered:
    """Read every document as a message's body is read (text, HTML, archives, office files) and write `target`."""
    if len(files) >= 1 << (8 * DOCUMENT):
        raise Problem("too many documents", "register them in several tables")
    hasher, builder = Hasher(key), Builder(DOCUMENT + PLACE, MOST_EQUAL)
    known: list[tuple[str, int]] = []
    left_out: list[tuple[str, str]] = []
    for path in files:
        text = _text(path)
        if len(text) < SHORTEST:
            left_out.append((path.name, f"fewer than {SHORTEST} letters and digits could be read"))
            continue
        for place, digest in selected(text, hasher):
            builder.add(digest, len(known).to_bytes(DOCUMENT) + place.to_bytes(PLACE))
        known.append((path.name, len(text)))
    if not known:
        raise Problem("no text could be read in these documents", "give text, HTML or office files")
    builder.write(target, hasher, {"what": DOCUMENTS, "documents": known})
    return Registered(len(known), builder.added, tuple(left_out))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Problem(f"cannot read the document {path}: {error.strerror}", "check the path") from error
    opened = open_text(data, mimetypes.guess_type(path.name)[0])
    return "".join(normalised(fold(leaf.text).text) for leaf in opened.leaves)
