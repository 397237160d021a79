"""What a JSON key, form field or header name says about the value under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gwanmun.knowledge.kinds import Kind, load_words
from gwanmun.unpack.parts import Leaf

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[가-힣]+|[一-鿿]+")
_PERSON_KEY = re.compile(r"([a-z]*)(?:name|nm|holder)|([가-힣]*)(?:성명|이름|[자인주]명|신청자|담당자|[가-힣]인)")
_MOST_WORDS = 5
_LONGEST_KEY = 80
_MOST_KEYS = 8192


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a key says: the vocabulary word found in it, the kinds that word names, whether it marks a business
    number, whether the whole value is to be read as one of the kinds, and whether only a sibling can tell."""

    word: str
    kinds: frozenset[str] = frozenset()
    business: bool = False
    field: bool = False
    generic: bool = False


def words_of(key: str) -> list[str]:
    """The words of a key in lower case: `receiverTelNo`, `receiver_tel_no` and `receiver-tel-no` are the same."""
    return [word.lower() for word in _WORD.findall(key[:_LONGEST_KEY])]


NOTHING = Meaning("")


class Persons:
    """Keys that name a person by how they are made (`refundHolderNm`, `접수자명`), unless it is the name of a thing."""

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        named = [kind for kind in kinds if "not_persons" in kind.words]
        things = frozenset(thing for kind in named for thing in kind.words["not_persons"])
        self._things = things
        self._meaning = Meaning("name", frozenset(kind.id for kind in named), field=True) if named else NOTHING

    def of(self, words: Sequence[str]) -> Meaning:
        """Names of persons for words that end as such a key does; nothing for all others."""
        ending = _PERSON_KEY.fullmatch(words[-1]) if words else None
        if ending is None:
            return NOTHING
        qualifier = ending[1] or (words[-2] if len(words) > 1 else "")
        return NOTHING if qualifier in self._things else self._meaning


class Meanings:
    """Looks keys up in the vocabulary of all kinds; answers for the first few thousand keys are remembered.

    `fields` are the kinds that are read from a whole value once its key names them.
    """

    def __init__(self, kinds: tuple[Kind, ...], fields: frozenset[str]) -> None:
        self._whole: dict[str, frozenset[str]] = {}
        self._parts: dict[str, frozenset[str]] = {}
        for kind in kinds:
            for key in kind.keys:
                table = self._whole if key.startswith("=") else self._parts
                word = key.strip("=")
                table[word] = table.get(word, frozenset()) | {kind.id}
        business = load_words("business")
        self._fields = fields
        self._business = frozenset(business["keys"])
        self._generic = frozenset(business["generic_keys"])
        self.naming = frozenset(business["naming_keys"])
        self._persons = Persons(kinds)
        self._known: dict[str, Meaning] = {}

    def of(self, key: str) -> Meaning:
        """The meaning of a key; `NOTHING` for most."""
        found = self._known.get(key)
        if found is None:
            found = self._look_up(key)
            if len(key) <= _LONGEST_KEY and len(self._known) < _MOST_KEYS:
                self._known[key] = found
        return found

    def of_leaves(self, leaves: Sequence[Leaf]) -> list[Meaning]:
        """The meaning of every leaf's key, in order: written for speed, a message has thousands of leaves."""
        known = self._known
        found: list[Meaning] = []
        for leaf in leaves:
            steps = leaf[1]
            last = steps[-1] if steps else None
            meaning = known.get(last) if last.__class__ is str else None
            found.append(meaning or self.of(leaf.key))
        return found

    def _look_up(self, key: str) -> Meaning:
        words = words_of(key)
        whole = "".join(words)
        if whole in self._generic:
            return Meaning(whole, field=True, generic=True)
        word = whole if whole in self._whole else self._longest(words)
        if not word:
            return self._persons.of(words)
        kinds = self._whole.get(whole) or self._parts.get(word, frozenset())
        return Meaning(word, kinds, word in self._business and whole not in self._whole, bool(kinds & self._fields))

    def _longest(self, words: list[str]) -> str:
        """The vocabulary word made of most neighbouring words; of equals the last: `phoneCount` is a count."""
        for size in range(min(_MOST_WORDS, len(words)), 0, -1):
            for start in range(len(words) - size, -1, -1):
                joined = "".join(words[start : start + size])
                if joined in self._parts or joined in self._business:
                    return joined
        return ""
