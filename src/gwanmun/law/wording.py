"""What the words of a policy cover: which kinds a list of items names, and which words name nothing in particular."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from gwanmun.knowledge.kinds import load_words
from gwanmun.law.names import Entities
from gwanmun.transfer import Promise

EVERYTHING = "everything"

SPOKEN = frozenset({"person", "contact", "kr", "finance", "content", "sensitive", "location", "behaviour"})
"""Groups of kinds for which a list that does not name them is worth saying; device and network data are worded in
too many ways to be told missing."""


def squeezed(text: str) -> str:
    """Lower case without spaces, so that `개인 정보` is `개인정보`."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def names_kind(items: Iterable[str], kind: str) -> bool:
    """Whether a list of items covers a kind, in its own words or by naming everything."""
    words = load_words("promised-items")
    wanted = (*words.get(kind, ()), *words[EVERYTHING])
    text = "|".join(map(squeezed, items))
    return any(squeezed(word) in text for word in wanted)


def unlisted(items: Iterable[str], kinds: Iterable[str]) -> tuple[str, ...]:
    """The kinds that a list of items does not cover, of those whose wording is known."""
    words, listed = load_words("promised-items"), tuple(items)
    known = (kind for kind in kinds if kind in words and kind.partition(".")[0] in SPOKEN)
    return tuple(kind for kind in known if not names_kind(listed, kind))


def wide(items: Iterable[str]) -> bool:
    """Whether a list names everything and so nothing."""
    text = "|".join(map(squeezed, items))
    return any(squeezed(word) in text for word in load_words("promised-items")[EVERYTHING])


def vague(text: str, what: str) -> bool:
    """Whether a text has a word that names nothing in particular: `recipients`, `countries`, `items`, `purposes`."""
    plain = squeezed(text)
    return any(squeezed(word) in plain for word in load_words("promised-vague")[what])


def nobody(promise: Promise, known: Entities) -> bool:
    """Whether the recipient is only a class of companies: `계열사 및 제휴사`, `our service providers`."""
    return vague(promise.recipient, "recipients") and not known.named(promise.recipient)
