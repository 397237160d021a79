"""Names in running text: shape first, then what stands around, names side by side, and a name met again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gwanmun.detect.here import Candidate
from gwanmun.detect.joined import SEPARATOR, Joined
from gwanmun.detect.lexicon import Doubt, Lexicon, Strength
from gwanmun.detect.names_frames import Frames
from gwanmun.detect.names_shape import Shape, Shapes
from gwanmun.detect.rules import CEILING

KIND = "person.name"
FLOOR, SURE = 0.5, 0.6
MOST_WORDS, MOST_NAMES = 30_000, 10_000
"""Different words judged, and words that may be names weighed, in one message; what comes after is not looked at."""

_BASE, _PLAIN_CEILING, _OTHER = 0.33, 0.78, -0.3
_GAP, _EDGES = 60, frozenset(("", SEPARATOR))
_STRONG = frozenset({"title", "aside", "contact", "speaker", "role", "again"})
_EASED = {"title": 0.3, "aside": 0.3, "contact": 0.3, "speaker": 0.3, "list": 0.2, "role": 0.1}
"""How much of a doubt what stands around takes away."""
_AROUND = ("name", "title", "aside", "contact", "speaker")
_BEFORE = ("", "role", "list", "identifier", "acts", "again")
_PLAIN = frozenset({"particle", "personal", "name"})
_SLIGHT, _LIKELY = frozenset({"", "open"}), frozenset({"known", "typical", "likely"})
_BULLET = r"[ \t]*(?:\d{1,2}[.)] ?|[-*•·▪○] ?)?"
_LINE_START = re.compile(rf"(?:\A|[\n\0]){_BULLET}\Z")
_BESIDE = re.compile(
    r"(?:이랑|랑|과|와|이하고|하고|및|님|씨)?\s?(?:\([^()\n\0]{1,12}\))?"
    r"[ \d,.%]{0,9}[,·/|;&♥♡+\t→]?\s?(?:\d{1,2}[.)] ?)?"
)
_BELOW = re.compile(rf"[^\n\0]{{0,40}}\n{_BULLET}")


class ByLeaf(dict[int, list[Candidate]]):
    """Candidates by index of leaf; `limited` where the text held more words than are looked at."""

    limited = False


class Verdict(NamedTuple):
    """What all the evidence on a word comes to."""

    confidence: float
    reasons: tuple[str, ...]


class Seen(NamedTuple):
    """A word that may be a name, at `start` to `end` of the joined text, and the evidence so far."""

    start: int
    end: int
    follows: str
    before: str
    shape: Shape
    verdict: Verdict

    @property
    def known(self) -> bool:
        return self.verdict[0] >= FLOOR


class Prose:
    """Looks for names where neither a key nor a label says that there is one."""

    def __init__(self, words: Lexicon, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._shapes, self._frames = Shapes(words), Frames(words)
        self._hopes: dict[tuple[str, Strength, bool, Doubt], bool] = {}
        self._verdicts: dict[tuple[str, str, Strength, bool, Doubt], Verdict] = {}

    def find(self, joined: Joined) -> ByLeaf:
        """Names in running text, by leaf: one pass over all texts at once."""
        found = ByLeaf()
        if joined.text.isascii():
            return found
        seen, found.limited = self._seen(joined.text)
        for start, end, _, _, _, (confidence, reasons) in self._together(joined.text, seen):
            if confidence >= FLOOR:
                index, first, last = joined.place(start, end)
                found.setdefault(index, []).append(Candidate(KIND, first, last, confidence, reasons))
        return found

    def _together(self, text: str, seen: list[Seen]) -> Sequence[Seen]:
        """What the words, taken together, say of the doubtful ones among them."""
        if all(each.verdict[0] >= FLOOR for each in seen):
            return seen
        return self._again(text, self._lifted(text, seen))

    def _seen(self, text: str) -> tuple[list[Seen], bool]:
        """Every run of the shape of a name, and whether there were too many; what a run looks like is worked out once,
        and most runs are words that an earlier message held, too."""
        judged: dict[str, Shape | None] = {}
        rejected, look, found = self._shapes.rejected, self._look, list[Seen]()
        for match in self._shapes.pattern.finditer(text):
            run = match[0]
            if run in rejected:
                continue
            if run in judged:
                shape = judged[run]
            elif len(judged) < MOST_WORDS:
                shape = judged[run] = self._judge(run)
            else:
                return found, True
            if shape is not None:
                found.append(look(text, *match.span(), shape))
                if len(found) >= MOST_NAMES:
                    return found, True
        return found, False

    def _judge(self, run: str) -> Shape | None:
        """The shape of a word, if what may stand around it can make it a name."""
        shape = self._shapes.read(run)
        if shape is None or self._hopeful(shape):
            return shape
        self._shapes.reject(run)
        return None

    def _hopeful(self, shape: Shape) -> bool:
        case = shape[1:]
        hopeful = self._hopes.get(case)
        if hopeful is None:
            around = _AROUND if shape.follows == "name" else (shape.follows,)
            verdicts = (self._verdict(follows, before, shape) for follows in around for before in _BEFORE)
            hopeful = self._hopes[case] = any(verdict.confidence >= FLOOR for verdict in verdicts)
        return hopeful

    def _look(self, text: str, start: int, stop: int, shape: Shape) -> Seen:
        length, follows, strength, _, _ = shape
        if follows == "name":
            follows = self._frames.after(text, stop) or follows
            if strength == "typical" and follows == "name" and _is_leaf(text, start, stop):
                shape = shape._replace(strength="likely")
        end = start + length
        verdict = self._verdict(follows, "", shape)
        if verdict[0] < FLOOR:
            before = self._before(text, start, stop, follows)
            if before:
                return Seen(start, end, follows, before, shape, self._verdict(follows, before, shape))
        return Seen(start, end, follows, "", shape, verdict)

    def _verdict(self, follows: str, before: str, shape: Shape) -> Verdict:
        """Confidence and reasons by all that decides them: worked out once for every case."""
        case = (follows, before, *shape[2:])
        verdict = self._verdicts.get(case)
        if verdict is None:
            verdict = self._verdicts[case] = self._assess(*case)
        return verdict

    def _before(self, text: str, start: int, stop: int, follows: str) -> str:
        """What speaks for a doubtful name: a role before it, what the sentence says of it, a person's number."""
        if self._frames.role(text, start):
            return "role"
        if follows in _PLAIN and self._frames.acts(text, stop):
            return "acts"
        return "identifier" if follows == "name" and self._frames.identified(text, stop) else ""

    def _again(self, text: str, seen: Sequence[Seen]) -> Sequence[Seen]:
        """A name that something speaks for is one wherever it stands in the message."""
        sure = {text[each.start : each.end] for each in seen if each.verdict[0] >= SURE}
        if not sure:
            return seen
        return [
            self._with(each, "again")
            if not each.known and each.shape.doubt in _SLIGHT and text[each.start : each.end] in sure
            else each
            for each in seen
        ]

    def _with(self, seen: Seen, before: str) -> Seen:
        start, end, follows, _, shape, _ = seen
        return Seen(start, end, follows, before, shape, self._verdict(follows, before, shape))

    def _lifted(self, text: str, seen: Sequence[Seen]) -> list[Seen]:
        """Names stand side by side, or line under line: a sure one speaks for its neighbours."""
        known, lifted, done = [each.verdict[0] >= FLOOR for each in seen], list(seen), 0
        for at, sure in enumerate(known):
            if sure or at < done:
                continue
            first, done = at, at + 1
            while first and _linked(text, seen, known, first):
                first -= 1
            while done < len(seen) and _linked(text, seen, known, done):
                done += 1
            lifted[first:done] = self._chain(text, seen[first:done], known[first:done])
        return lifted

    def _chain(self, text: str, chain: Sequence[Seen], known: Sequence[bool]) -> Iterator[Seen]:
        lifted = any(known) or _column(text, chain)
        for each, sure in zip(chain, known, strict=True):
            yield self._with(each, "list") if lifted and not sure and each.before != "role" else each

    def _assess(self, follows: str, before: str, strength: Strength, common: bool, doubt: Doubt) -> Verdict:
        """Where the name has another reading, or is no listed one behind a rare surname, what stands around it in
        the sentence never makes it sure: nouns stand before titles, too (`배송이 고객님께`)."""
        evidence = (follows, before, strength, "common" if common else "", doubt)
        marks = [mark for mark in evidence if mark in self._weights]
        sure = _STRONG & {follows, before} and not doubt and (common or strength == "known")
        eased = (_EASED.get(follows) or _EASED.get(before) or 0.0) if doubt == "noun" else 0.0
        total = _BASE + sum(self._weights[mark] for mark in marks) + (_OTHER if follows == "other" else 0.0) + eased
        return Verdict(round(min(CEILING if sure else _PLAIN_CEILING, total), 3), ("form: prose", *marks))


def _is_leaf(text: str, start: int, stop: int) -> bool:
    """Whether the word is all that a leaf holds: goods and brands stand there too, and the key decides."""
    return text[stop : stop + 1] in _EDGES and (start == 0 or text[start - 1] == SEPARATOR)


def _linked(text: str, seen: Sequence[Seen], known: Sequence[bool], at: int) -> bool:
    """Whether the word at `at` stands beside the one before it, and one of the two is doubtful."""
    return not (known[at - 1] and known[at]) and _beside(text, seen[at - 1], seen[at])


def _beside(text: str, one: Seen, other: Seen) -> bool:
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
    likely = sum(each.shape.strength in _LIKELY and each.shape.common for each in chain)
    if len(chain) < 2 or not likely:
        return False
    lines = all(_begins_line(text, each.start) for each in chain)
    return len(chain) > 2 if lines or likely == len(chain) else False
