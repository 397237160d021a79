"""What a JSON key, form field or header name says about the value under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gwanmun.detect.message import Message, Steps
from gwanmun.knowledge.kinds import Kind, load_words
from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import Step

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[가-힣]+|[一-鿿]+")
_PERSON_KEY = re.compile(r"([a-z]*)(?:name|nm|holder)|([가-힣]*)(?:성명|이름|[자인주]명|신청자|담당자|[가-힣]인)")
_MOST_WORDS = 5
_LONGEST_KEY = 80
_MOST_KEYS, _MOST_INDICES = 8192, 1024
_TELLS, _READ = re.compile(rb"[^\0]"), b"\x01"


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


class _Tells(dict[Step | None, int]):
    """Last steps by whether their values are to be read: 0 no, 1 yes, 2 where it takes a longer look. Only plain
    names are remembered, never a layer (`json:`, `#2`), which is no name at all."""

    def __init__(self, meanings: Meanings) -> None:
        super().__init__(dict.fromkeys(range(_MOST_INDICES), 2) | {None: 2})
        self._meanings = meanings

    def __missing__(self, step: Step | None) -> int:
        if step.__class__ is not str or not str(step).replace("-", "_").isidentifier():
            return 2
        tells = int(self._meanings.of(str(step)).field)
        if step in self._meanings.known and len(self) < _MOST_KEYS + _MOST_INDICES:
            self[step] = tells
            return tells
        return 2


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
        self.known: dict[str, Meaning] = {}
        self._tells = _Tells(self)

    def of(self, key: str) -> Meaning:
        """The meaning of a key; `NOTHING` for most."""
        found = self.known.get(key)
        if found is None:
            found = self._look_up(key)
            if len(key) <= _LONGEST_KEY and len(self.known) < _MOST_KEYS:
                self.known[key] = found
        return found

    def worth_reading(self, leaves: Message) -> Iterator[tuple[int, Meaning]]:
        """(index, meaning) of the leaves whose key says that the whole value is to be read.

        Written for speed: a message has thousands of leaves, and most keys say nothing.
        """
        tells = bytes(map(self._tells.__getitem__, leaves.names))
        above: tuple[Steps, Meaning] | None = None
        for match in _TELLS.finditer(tells):
            leaf = leaves[match.start()]
            if match.group() == _READ:
                yield match.start(), self.known[str(leaf.steps[-1])]
                continue
            if above is None or not leaf.steps or leaf.steps[:-1] != above[0]:
                above = leaf.steps[:-1], self._aside(leaf)
            if above[1].field:
                yield match.start(), above[1]

    def _aside(self, leaf: Leaf) -> Meaning:
        """The meaning of an element of an array, of a header field and of whatever has no plain name itself."""
        steps = leaf.steps
        if not steps:
            return self.of(leaf.part.partition(":")[2])
        above = steps[-2] if len(steps) > 1 and steps[-1].__class__ is int else None
        return self.of(above if above.__class__ is str else leaf.key)

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
