"""Names of companies as policies write them -> the legal entity, by equal names only, never by a part of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from gwanmun.knowledge.entities import Entity, line, load_entities
from gwanmun.knowledge.kinds import load_words
from gwanmun.knowledge.services import Service, load_services

_FORMS = re.compile(
    r"주식회사|\(주\)|\(유\)|유한책임회사|유한회사|株式会社|有限责任公司|股份有限公司|集团有限公司|有限公司|私人有限公司"
)
_LEGAL_FORMS = """
    co company ltd limited inc incorporated llc lc corp corporation plc pte private gmbh ag sa bv kk pty sdn bhd
    oy ab as srl spa se nv kg ulc lp llp
"""
_TAIL = frozenset(_LEGAL_FORMS.split())
_DESCRIBES = re.compile(
    r"(?:information|network)?(?:technolog(?:y|ies)|tech)$"
    r"|(?:정보|네트워크)?(?:테크놀로지|기술)$"
    r"|(?:信息|网络)?(?:科技|技术)$"
)
_WORD = re.compile(r"[^\W_]+")
_CUT = re.compile(r"\s*(?:[,;/·ㆍ•|]|\s[-–—]\s|\b(?:and|및|와|과|or|또는|及|和)\b)\s*")
_BRACKETS = re.compile(r"[(\[（【〔]([^()\[\]（）【】〔〕]*)[)\]）】〕]")


def plain(name: str) -> str:
    """A name without case, spaces, punctuation and legal form: `(주)카카오` is `카카오`, `Google LLC` is `google`."""
    words = _WORD.findall(_FORMS.sub(" ", unicodedata.normalize("NFKC", name).casefold()))
    while len(words) > 1 and words[-1] in _TAIL:
        words.pop()
    return "" if words and words[-1] in _TAIL else "".join(words)


def pieces(name: str) -> Iterator[str]:
    """A name as written, without its brackets, what stands in them, and the parts of a list."""
    outside = _BRACKETS.sub(" ", _FORMS.sub(" ", unicodedata.normalize("NFKC", name)))
    inside = _BRACKETS.findall(name)
    for text in (name, outside, *inside):
        yield text
        yield from _CUT.split(text)


def keys(name: str) -> Iterator[str]:
    """Everything equal to which a name counts as the same, the closest first."""
    for piece in pieces(name):
        key = plain(piece)
        if len(key) > 1:
            yield key
            if len(short := _DESCRIBES.sub("", key)) > 3 and short != key:
                yield short


@dataclass(frozen=True, slots=True)
class Entities:
    """The legal entities of the knowledge folder under all their names; a service's name stands for its operator."""

    by_id: Mapping[str, Entity]
    by_key: Mapping[str, str]

    def named(self, name: str) -> frozenset[str]:
        """Ids of the entities that this name, or a piece of it, is a name of."""
        return frozenset(self.by_key[key] for key in keys(name) if key in self.by_key)

    def akin(self, name: str) -> frozenset[str]:
        """Ids of entities whose name the written one begins with, word by word: a hint for a reader, no match."""
        words = _WORD.findall(_FORMS.sub(" ", unicodedata.normalize("NFKC", name).casefold()))
        found = ("".join(words[:size]) for size in range(1, len(words) + 1))
        return frozenset(self.by_key[key] for key in found if key in self.by_key)

    def above(self, entity: str) -> frozenset[str]:
        """Its parent, that one's parent, and so on."""
        known = self.by_id.get(entity)
        return frozenset(each.id for each in line(known, self.by_id)) if known else frozenset()

    def related(self, one: str, other: str) -> bool:
        """Whether one controls the other. Two companies under one parent are two recipients."""
        return one in self.above(other) or other in self.above(one)

    def name(self, entity: str, lang: str) -> str:
        known = self.by_id.get(entity)
        names = dict(known.names) if known else {}
        return names.get(lang) or names.get("en") or entity


@lru_cache
def services() -> Mapping[str, Service]:
    """Every service of the knowledge folder by id, read once."""
    return MappingProxyType(load_services())


@lru_cache
def entities() -> Entities:
    """Own names first, then ids, then other names that policies use, then names of services."""
    by_id = load_entities()
    index: dict[str, str] = {}
    for name, entity in _named(by_id):
        for key in (plain(name), _DESCRIBES.sub("", plain(name))):
            if len(key) > 1:
                index.setdefault(key, entity)
    return Entities(by_id, MappingProxyType(index))


def _named(by_id: Mapping[str, Entity]) -> Iterator[tuple[str, str]]:
    for entity in by_id.values():
        yield from ((text, entity.id) for _, text in entity.names)
    yield from ((name, name) for name in by_id)
    for entity_id, names in load_words("entity-names").items():
        yield from ((text, entity_id) for text in names)
    for service in services().values():
        if service.operator in by_id:
            yield from ((text, service.operator) for text in (service.id, *(text for _, text in service.names)))
