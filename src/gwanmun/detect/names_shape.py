"""The shape of a name: a run of Hangul that begins with a surname, cut into name and what is attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from gwanmun.detect.lexicon import AMBIGUOUS_ENDS, CLEAR, Doubt, Lexicon, Strength, agrees

_VERBS = frozenset(("하는", "하고", "하며", "하이", "되는", "되고", "인지", "인데", "인가"))
_YOUNG = frozenset("군양")
"""Titles of one syllable with which many nouns end (`남태평양`, `김제군`)."""
_BOUND = frozenset({"personal", "particle"})
_LONGEST_TAIL, _REMEMBERED = 7, 16_384


class Shape(NamedTuple):
    """The first `length` syllables are the name; `follows` says what is attached: nothing (`name`), a `title`, a
    `particle`, one that only persons take (`personal`), or something else (`other`)."""

    length: int
    follows: str
    strength: Strength
    common: bool
    doubt: Doubt


class Shapes:
    """Reads runs; the same run has the same shape, so that a caller may keep the answers for one message.

    Words that are no names are remembered from one message to the next, up to 16,384 of them: a word that may be a
    name is never kept.
    """

    def __init__(self, words: Lexicon) -> None:
        self._words = words
        self._heads = frozenset(title[0] for title in words.honorifics)
        self._attached = {
            "": "name",
            **{tail: "personal" if tail in words.personal else "particle" for tail in words.tails},
        }
        self._nouns = words.nouns | words.two
        self._strengths = _Strengths(words)
        self.rejected: set[str] = set()
        self.pattern = _pattern(words)

    def read(self, run: str) -> Shape | None:
        """The likeliest cut of `run`, or None for a word that is no name."""
        shape = self._read(run)
        if shape is None:
            self.reject(run)
        return shape

    def reject(self, run: str) -> None:
        """Remember a word that is no name; all are forgotten once there are too many."""
        if len(self.rejected) >= _REMEMBERED:
            self.rejected.clear()
        self.rejected.add(run)

    def _read(self, run: str) -> Shape | None:
        if run in self._nouns or (len(run) > 3 and (run[:4] in self._nouns or not self._may_cut(run))):
            return None
        spare = None
        for cut in self._cuts(run):
            shape = self._cut(run[:cut], run[cut:])
            if shape is not None and shape.follows != "other":
                return shape
            spare = spare or shape
        return spare

    def _may_cut(self, run: str) -> bool:
        """A cheap first look, which most words do not pass: is anything that follows names attached behind two or three
        syllables, or a listed given name inside?"""
        three, two = run[3:], run[2:]
        if three in self._attached or two in self._attached:
            return True
        if three[0] in self._heads or two[0] in self._heads:
            return True
        return run[1:3] in self._words.given or run[:2] in self._words.double

    def _cuts(self, run: str) -> tuple[int, ...]:
        if len(run) == 2:
            return (2,)
        if run[:2] in self._words.double:
            return (4, 3) if len(run) > 3 else (3,)
        return (2, 3) if run[2] in AMBIGUOUS_ENDS and len(self._words.shortened(run[:3])) == 2 else (3, 2)

    def _cut(self, name: str, tail: str) -> Shape | None:
        words = self._words
        if name in self._nouns:
            return None
        attached = self._attached.get(tail) or ("title" if words.is_title(tail) else "other")
        surname, given = words.split(name)
        strength = words.given.get(given, "") if attached == "other" else self._strengths[given]
        if not strength or words.inflected(name, tail, strength):
            return None
        if strength not in CLEAR and (attached == "other" or (attached != "title" and name[-1] in words.noun_ends)):
            return None
        if attached in _BOUND and not _fits(words, name, tail, strength):
            return None
        doubt = words.doubt(name, tail, strength) or ("open" if attached == "title" and tail[0] in _YOUNG else "")
        return Shape(len(name), attached, strength, surname in words.common, doubt)


class _Strengths(dict[str, Strength]):
    """How much a given name looks like one, worked out when first asked for; as many as two syllables give."""

    def __init__(self, words: Lexicon) -> None:
        super().__init__(words.given)
        self._words = words

    def __missing__(self, given: str) -> Strength:
        strength = self._words.strength(given)
        if strength:
            self[given] = strength
        return strength


def _fits(words: Lexicon, name: str, tail: str, strength: Strength) -> bool:
    """Whether the particle goes with the last sound, and the word is none that a listed ending makes."""
    if strength != "known" and (not agrees(name, tail) or name[-1] + tail in _VERBS):
        return False
    return strength in CLEAR or name[-1] not in words.soft_ends


def _pattern(words: Lexicon) -> re.Pattern[str]:
    """Runs at the head of a word: a class of surnames, then classes of given-name syllables, so that `re` rejects most
    words without leaving C."""
    surname = _class(each[0] for each in (*words.surnames, *words.double))
    single = _class(each for each in words.given if len(each) == 1)
    doubles = "|".join(f"{double[1]}(?<={double})[가-힣]" for double in sorted(words.double))
    given = f"{_class(words.first)}{_class(words.second)}|{single}|(?:{doubles})"
    return re.compile(rf"{surname}(?<![가-힣A-Za-z0-9_].)(?:{given})[가-힣]{{0,{_LONGEST_TAIL}}}(?![가-힣])")


def _class(syllables: Iterable[str]) -> str:
    return f"[{''.join(sorted(set(syllables)))}]"
