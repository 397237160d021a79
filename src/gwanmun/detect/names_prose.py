"""Names in running text: shape first, then what follows, who is announced before, and names side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from gwanmun.detect.here import Candidate
from gwanmun.detect.joined import Joined
from gwanmun.detect.lexicon import Lexicon, Strength, agrees
from gwanmun.detect.rules import CEILING

KIND = "person.name"
FLOOR = 0.5
_BASE = 0.33
_ROLE_REACH, _CONTACT_REACH, _GAP = 16, 48, 60
_FOLLOWS = ("name", "title", "aside", "contact", "particle", "personal")
_BEFORE = ("", "role", "list", "identifier")
_STRENGTHS: tuple[Strength, ...] = ("known", "likely", "single", "weak")
_VERBS = frozenset(("하는", "하고", "하며", "하이", "되는", "되고"))
_IDENTIFIER = re.compile(
    r"[^\n\0]{0,40}?(?:\b01\d[-. ]?\d{3,4}[-. ]?\d{4}|\d{6}-[1-8]|\d{2,6}-\d{2,6}-\d{3}|[\w.-]@[a-z])"
)
_ANNOUNCES = frozenset({"title", "aside", "contact"})
_WORD_BEFORE = re.compile(r"([가-힣]{1,8}|\b[A-Za-z]{2,9})(?:[ \t:：=>→)\]】|\"']{1,4}|\s?[:：]\s{0,2})\Z")
_CONTACT_BEFORE = re.compile(r"(?:01\d[- .]?\d{3,4}[- .]?\d{4}|\d{6}-[1-8]\d{6}|@[\w.-]{4,40})[ \t,/|(:<>]{1,3}\Z")
_BULLET = r"[ \t]*(?:\d{1,2}[.)] ?|[-*•·▪○] ?)?"
_LINE_START = re.compile(rf"(?:\A|[\n\0]){_BULLET}\Z")
_BESIDE = re.compile(
    r"(?:이랑|랑|과|와|이하고|하고|및|님|씨)?\s?(?:\([^()\n\0]{1,12}\))?"
    r"[ \d,.%]{0,9}[,·/|;&♥♡+\t→]?\s?(?:\d{1,2}[.)] ?)?"
)
_BELOW = re.compile(rf"[^\n\0]{{0,40}}\n{_BULLET}")


class Seen(NamedTuple):
    """A word that may be a name, at `start` to `end` of the joined text, and the evidence so far."""

    start: int
    end: int
    follows: str
    before: str
    strength: Strength
    common: bool

    @property
    def case(self) -> tuple[str, str, Strength, bool]:
        return self[2:]


class Prose:
    """Looks for names where neither a key nor a label says that there is one."""

    def __init__(self, words: Lexicon, weights: Mapping[str, float]) -> None:
        self._words = words
        self._weights = weights
        self._assessed = {case: self._assess(*case) for case in product(_FOLLOWS, _BEFORE, _STRENGTHS, (False, True))}

    def find(self, joined: Joined) -> dict[int, list[Candidate]]:
        """Names in running text, by leaf: one pass over all texts at once."""
        found: dict[int, list[Candidate]] = {}
        if joined.text.isascii():
            return found
        for each in self._lifted(joined.text, list(self._seen(joined.text))):
            confidence, reasons = self._assessed[each.case]
            if confidence >= FLOOR:
                index, start, end = joined.place(each.start, each.end)
                found.setdefault(index, []).append(Candidate(KIND, start, end, confidence, reasons))
        return found

    def _seen(self, text: str) -> Iterator[Seen]:
        nouns = self._words.nouns
        for match in self._words.prose.finditer(text):
            name = match["name"]
            if name not in nouns:
                seen = self._look(text, name, match)
                if seen is not None:
                    yield seen

    def _look(self, text: str, name: str, match: re.Match[str]) -> Seen | None:
        words = self._words
        start, follows = match.start(), match.lastgroup or "name"
        short = words.shortened(name)
        particle = (match["particle"] or "") if short is name else name[-1] + (match["particle"] or "")
        surname, given = words.split(short)
        strength = words.strength(given)
        if not strength or words.is_noun(short, particle):
            return None
        if strength != "known" and particle and not agrees(short, particle):
            return None
        if particle and follows not in _ANNOUNCES:
            follows = "personal" if particle in words.personal else "particle"
            if strength != "known" and (short[-1] in words.soft_ends or short[-1] + particle in _VERBS):
                return None
        if follows not in _ANNOUNCES and words.ends_as_noun(short):
            return None
        seen = Seen(start, start + len(short), follows, "", strength, surname in words.common)
        return seen if self._assessed[seen.case][0] >= FLOOR else seen._replace(before=self._before(text, seen))

    def _before(self, text: str, seen: Seen) -> str:
        """What speaks for a doubtful name: a role before it, or a number of a person behind it on the line."""
        if self._role(text, seen.start):
            return "role"
        return "identifier" if seen.follows == "name" and _IDENTIFIER.match(text, seen.end) else ""

    def _role(self, text: str, start: int) -> bool:
        """Whether a role stands before (임차인, 환자, 담당: …), or a phone or registration number or a mailbox."""
        word = _WORD_BEFORE.search(text, max(0, start - _ROLE_REACH), start)
        if word is not None and self._words.is_role(word[1]):
            return True
        return _CONTACT_BEFORE.search(text, max(0, start - _CONTACT_REACH), start) is not None

    def _lifted(self, text: str, seen: Sequence[Seen]) -> Iterator[Seen]:
        """Names stand side by side, or line under line: a sure one speaks for its neighbours."""
        at = 0
        while at < len(seen):
            stop = at + 1
            while stop < len(seen) and _together(text, seen[stop - 1], seen[stop]):
                stop += 1
            yield from self._chain(text, seen[at:stop])
            at = stop

    def _chain(self, text: str, chain: Sequence[Seen]) -> Iterator[Seen]:
        sure = [self._assessed[each.case][0] >= FLOOR for each in chain]
        if all(sure) or not (any(sure) or _column(text, chain)):
            yield from chain
            return
        for each, known in zip(chain, sure, strict=True):
            yield each if known or each.before == "role" else each._replace(before="list")

    def _assess(self, follows: str, before: str, strength: Strength, common: bool) -> tuple[float, tuple[str, ...]]:
        """Confidence and reasons by all that decides them: worked out once for every case."""
        marks = [mark for mark in (follows, before, strength, "common" if common else "") if mark in self._weights]
        confidence = min(CEILING, _BASE + sum(self._weights[mark] for mark in marks))
        return round(confidence, 3), ("form: prose", *marks)


def _together(text: str, one: Seen, other: Seen) -> bool:
    gap = other.start - one.end
    if gap > _GAP:
        return False
    if _BESIDE.fullmatch(text, one.end, other.start):
        return True
    return _BELOW.fullmatch(text, one.end, other.start) is not None and _begins_line(text, one.start)


def _begins_line(text: str, start: int) -> bool:
    return _LINE_START.search(text, max(0, start - 8), start) is not None


def _column(text: str, chain: Sequence[Seen]) -> bool:
    """Three or more side by side, all of frequent syllables, or three that begin lines, one of them so."""
    likely = sum(each.strength in {"known", "likely"} and each.common for each in chain)
    if len(chain) < 2 or not likely:
        return False
    lines = all(_begins_line(text, each.start) for each in chain)
    return len(chain) > 2 if lines or likely == len(chain) else False
