"""Whether a sensitive word is said of a person: the writer, their family, or somebody named or labelled nearby."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

from gwanmun.detect.here import key_of
from gwanmun.detect.joined import Joined
from gwanmun.detect.names import Names
from gwanmun.detect.own_tables import simple
from gwanmun.knowledge.kinds import Kind
from gwanmun.unpack.parts import Leaf

Person = Literal["named", "labelled", "first person", ""]

_LABEL_REACH = 240
_NAME_REACH = 60
_NEIGHBOURS = 12
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][a-z]+|\b[Pp]atient [A-Z][a-z]+")
_ENDS = re.compile(r"[.!?。！？\n]+(?=\s|$)|\n")
_LONGEST_SENTENCE = 160


class Persons:
    """The words of `words/sensitive.toml` and the scanner's own lexicon of names."""

    def __init__(self, words: Mapping[str, tuple[str, ...]], names: Kind | None) -> None:
        self._lexicon = names
        family = "|".join(words["family"])
        self._first = re.compile(
            rf"(?<![가-힣])(?:{'|'.join(words['first_person'])})(?![가-힣])"
            rf"|(?<![가-힣])(?:제|내|우리|저희)\s?(?:{family})|\b(?:I|I'm|I've|[Mm]y)\b|我(?!们)|本人"
        )
        self._own = re.compile(r"(?<![가-힣])(?:제|내|저)\s(?:[가-힣]{1,6}\s)?$")
        self._label = re.compile(rf"(?:{'|'.join(words['person_labels'])})\s?[:：=|\t]\s?[가-힣A-Za-z一-鿿]")
        self._role = re.compile(rf"(?<![가-힣])(?:{'|'.join(words['roles'])})(?:는|은|가|이|의|께서)(?![가-힣])")
        self._keys = frozenset(words["person_keys"])
        self._general = re.compile("|".join(words["general"]))

    @cached_property
    def _names(self) -> Names | None:
        """Built when a sensitive word is met for the first time: most messages have none, and it takes a while."""
        return Names(self._lexicon) if self._lexicon is not None else None

    def general(self, sentence: str) -> bool:
        """Whether a sentence speaks of news, research, law, products or fiction and not of somebody known."""
        return self._general.search(sentence) is not None

    def of(self, leaves: Sequence[Leaf], index: int, text: str, span: tuple[int, int], at: int) -> Person:
        """Who is meant by the word at `at` of the sentence `span`; "" when nobody is."""
        around = text[max(0, span[0] - _NAME_REACH) : span[1] + _NAME_REACH]
        if self._named(around) and not self.general(around):
            return "named"
        if self._label.search(text, max(0, at - _LABEL_REACH), at + _LABEL_REACH) or self._beside(leaves, index):
            return "labelled"
        if self._role.search(text, *span):
            return "labelled"
        before = text[span[0] : at]
        return "first person" if self._first.search(before) or self._own.search(before) else ""

    def _named(self, text: str) -> bool:
        if _TITLED.search(text):
            return True
        return self._names is not None and any(self._names.prose(Joined([text])).values())

    def _beside(self, leaves: Sequence[Leaf], index: int) -> bool:
        """Whether a field of the same object names a person."""
        head = leaves[index].steps[:-1]
        if not leaves[index].steps:
            return False
        near = leaves[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS]
        return any(other.steps[:-1] == head and simple(key_of(other)) in self._keys for other in near if other.steps)


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Start and end of the sentence or line around a span, at most 160 characters to either side."""
    left = max(0, start - _LONGEST_SENTENCE)
    for match in _ENDS.finditer(text, left, start):
        left = match.end()
    stop = _ENDS.search(text, end, end + _LONGEST_SENTENCE)
    return left, stop.start() if stop else min(len(text), end + _LONGEST_SENTENCE)
