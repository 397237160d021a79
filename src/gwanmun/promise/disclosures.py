"""Entries of all readers to promises: transfers abroad, outsourcing, provision to third parties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gwanmun.promise import around, labels, listed, prose, tables
from gwanmun.promise.block import Block, Document, Span
from gwanmun.promise.countries import countries
from gwanmun.promise.filled import foreign, looks_korean, promises
from gwanmun.promise.names import same
from gwanmun.promise.phrases import cue
from gwanmun.promise.raw import Entry
from gwanmun.promise.sections import Section
from gwanmun.promise.sentence import denies, sentences
from gwanmun.promise.topics import DISCLOSURES, OUTSOURCING, OVERSEAS, THIRD, Topics, topics_of
from gwanmun.transfer import Promise, Promised

_OF_ALL = ("method", "refusal")
_KIND: dict[str, Promised] = {OUTSOURCING: "processor", THIRD: "third-party"}


class Found(NamedTuple):
    """An entry with the topics that hold where it stands; entries of one `group` stand in one table or list."""

    entry: Entry
    topics: Topics
    group: int
    part: int


def disclosures(document: Document, parts: Sequence[Section], file: str) -> Iterator[Promise]:
    """Every disclosure that the document states, in order; the same one told twice in two places counts once."""
    told: dict[tuple[str, str], int] = {}
    extras = _Extras(document, parts)
    for found in sorted(_found(document, parts), key=lambda each: (_rank(each), each.entry.span)):
        extra = extras.of(found)
        for kind in _kinds(found, extra):
            for promise in promises(document, file, found.entry, kind, extra):
                key = (kind, same(promise.recipient) or "/".join(promise.countries))
                if told.setdefault(key, found.group) == found.group:
                    yield promise


def _rank(found: Found) -> int:
    """Tables and lists before sentences, sections about transfers before others: what is told best is kept."""
    return (0 if found.entry.values.keys() - {"vague", "method"} else 2) + (OVERSEAS not in found.topics)


def _found(document: Document, parts: Sequence[Section]) -> Iterator[Found]:
    for number, section in enumerate(parts):
        group = number * 1000
        topics = section.topics & DISCLOSURES
        structured = False
        for at, (lead, table) in enumerate(_tables(section.blocks)):
            led = _lead(document, lead) or topics
            for entry in tables.entries(document, table):
                if led or entry.about:
                    structured = True
                    yield Found(entry, led, group + at, number)
        for entry in _listed(document, section, topics):
            structured = True
            yield Found(entry, topics, group + 500, number)
        yield from _told(document, section, topics, structured, number)


def _told(document: Document, section: Section, topics: Topics, structured: bool, number: int) -> Iterator[Found]:
    """What sentences tell, and items of lists that are names alone."""
    group, listing = number * 1000, set[int]()
    if topics and not structured:
        for entry in listed.entries(document, section.blocks):
            listing.add(entry.span.start)
            yield Found(entry, topics, group + 600, number)
    for block in section.blocks:
        if block.kind == "table" or block.start in listing or labels.is_labelled(document, block):
            continue
        span = Span(block.start, block.end)
        for entry in prose.entries(document, span, OVERSEAS in topics):
            yield Found(entry, topics | {OVERSEAS}, group + 700, number)
        if topics & _KIND.keys() and not structured:
            for entry in prose.handed(document, span):
                yield Found(entry, topics & _KIND.keys(), group + 800, number)


def _tables(blocks: Sequence[Block]) -> Iterator[tuple[Block | None, Block]]:
    """Each table with the line before it."""
    before: Block | None = None
    for block in blocks:
        if block.kind == "table":
            yield before, block
        else:
            before = block


def _lead(document: Document, lead: Block | None) -> Topics:
    """The topics that the line before a table announces ("다음과 같이 국외로 이전하고 있습니다")."""
    text = document.of(lead) if lead else ""
    return topics_of(text) & DISCLOSURES if text and len(text) < 200 and not denies(text) else frozenset()


def _listed(document: Document, section: Section, topics: Topics) -> Iterator[Entry]:
    title = document.of(section.heading) if section.heading and not section.own else ""
    for entry in labels.entries(document, section.blocks, title):
        if topics or "transfer" in entry.about or (entry.about and "recipient" in entry.values):
            yield entry


def _kinds(found: Found, extra: dict[str, str]) -> Iterable[Promised]:
    """What kind of disclosure it is, by the words of its headers first, then by its section."""
    entry, topics = found.entry, found.topics
    said = [kind for kind in ("processor", "third-party") if kind in entry.about]
    here: list[Promised] = [kind for topic, kind in _KIND.items() if topic in topics]
    own: list[Promised] = [kind for kind in ("processor", "third-party") if kind in said] or here[:1]
    if _is_transfer(entry, topics, extra):
        return ("transfer", *(own if said or OVERSEAS not in topics else ()))
    if not own and OVERSEAS in topics:
        return ()
    return own


def _is_transfer(entry: Entry, topics: Topics, extra: dict[str, str]) -> bool:
    codes = countries(entry.values.get("country", "")) or entry.places
    if codes and not foreign(codes):
        return False
    if "transfer" in entry.about or topics & DISCLOSURES == {OVERSEAS}:
        return True
    if OVERSEAS in topics:
        return bool(foreign(codes)) or not looks_korean(entry)
    return entry.placed and bool(foreign(codes))


class _Extras:
    """What the sentences around an entry add to it, worked out once for each topical heading."""

    def __init__(self, document: Document, parts: Sequence[Section]) -> None:
        self.document, self.parts = document, parts
        self.kept: dict[int, dict[str, str]] = {}

    def of(self, found: Found) -> dict[str, str]:
        if OVERSEAS in found.topics:
            return self._at(self._home(found.part))
        own = self._at(self._home(found.part))
        return {**self._elsewhere(), **{field: own[field] for field in _OF_ALL if field in own}, "country": ""}

    def _at(self, home: int) -> dict[str, str]:
        if home not in self.kept:
            self.kept[home] = self._worked_out(home)
        return self.kept[home]

    def _elsewhere(self) -> dict[str, str]:
        """For a transfer in a list of processors: what the sections on transfers say of all."""
        homes = [at for at, section in enumerate(self.parts) if OVERSEAS in section.own]
        said = [self._at(home) for home in reversed(homes)]
        return {field: extra[field] for extra in said for field in _OF_ALL if field in extra}

    def _home(self, part: int) -> int:
        """The section whose heading gave the topics."""
        while part > 0 and not self.parts[part].own & DISCLOSURES and self.parts[part].topics & DISCLOSURES:
            part -= 1
        return part

    def _worked_out(self, home: int) -> dict[str, str]:
        group = [self.parts[home]]
        for section in self.parts[home + 1 :]:
            if section.own or section.topics != self.parts[home].topics:
                break
            group.append(section)
        extra = around.shared(self.document, group)
        extra["country"] = self._country(group)
        return extra

    def _country(self, group: Sequence[Section]) -> str:
        """The one foreign country that the heading, else a sentence about all of them, names."""
        heading = group[0].heading
        words = self.document.of(heading) if heading else ""
        if len(foreign(countries(words))) == 1:
            return words
        for section in group:
            for block in section.blocks:
                if block.kind != "table":
                    found = self._stated(block)
                    if found:
                        return found
        return ""

    def _stated(self, block: Block) -> str:
        for span in sentences(self.document.text, block.start, block.end):
            text = self.document.of(span)
            if cue("located").search(text) and not denies(text) and len(foreign(countries(text))) == 1:
                return text
        return ""
