"""A privacy policy, read: `read_policy(bytes)` gives its promises, each with the words it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from gwanmun.promise.block import Document
from gwanmun.promise.collected import collected
from gwanmun.promise.dates import effective
from gwanmun.promise.disclosures import disclosures
from gwanmun.promise.document import read_document
from gwanmun.promise.language import languages
from gwanmun.promise.policy import Heading, Policy
from gwanmun.promise.readable import why_not
from gwanmun.promise.sections import Section, sections
from gwanmun.promise.stated import direct_collection
from gwanmun.promise.statements import statements
from gwanmun.transfer import Promise, Quote

__all__ = ["Policy", "read_policy"]


def read_policy(data: bytes, name: str = "", content_type: str | None = None) -> Policy:
    """Read a policy of any format and encoding. Never raises; an unreadable one says why and promises nothing."""
    file = hashlib.sha256(data).hexdigest()
    document = read_document(data, name, content_type)
    tongues = languages(document.text)
    why = why_not(document, tongues)
    if why:
        return Policy(file, name, next(iter(tongues), ""), tongues, False, why, (), "", document.text)
    parts = sections(document)
    promises = tuple(_promises(document, parts, file, tongues))
    tongue, date = next(iter(tongues), ""), effective(document.text)
    headings = tuple(_headings(document, parts))
    return Policy(file, name, tongue, tongues, True, "", promises, date, document.text, headings)


def _headings(document: Document, parts: Sequence[Section]) -> Iterator[Heading]:
    for section in parts:
        if section.heading:
            start, end = section.heading.start, section.heading.end
            yield Heading(document.of(section.heading), start, end, tuple(sorted(section.topics)))


def _promises(document: Document, parts: Sequence[Section], file: str, tongues: tuple[str, ...]) -> Iterator[Promise]:
    """Disclosures in order of place, then items, statements and languages."""
    told = [*disclosures(document, parts, file), *direct_collection(document, parts, file)]
    yield from sorted(told, key=lambda promise: promise.quote.start)
    yield from collected(document, parts, file)
    yield from sorted(statements(document, parts, file, tongues, told), key=lambda promise: promise.rule)
    for tongue in tongues:
        yield Promise("language", Quote(file, "", 0, 0), rule=tongue)
