"""Names of persons without a model: keys, labels, columns, honorifics, and surname with given-name syllables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from gwanmun.detect.here import Candidate, Here
from gwanmun.detect.joined import Joined
from gwanmun.detect.labels import Label
from gwanmun.detect.lexicon import Lexicon, lexicon
from gwanmun.detect.names_foreign import Foreign
from gwanmun.detect.names_latin import CHINESE, LATIN, is_person, labelled
from gwanmun.detect.names_prose import KIND, ByLeaf, Prose
from gwanmun.detect.rules import CEILING
from gwanmun.knowledge.kinds import Kind, load_words

__all__ = ["KIND", "NAME_ONLY", "Names", "may_be_name"]

NAME_ONLY = frozenset({KIND})
_LONGEST_NAME, _LONGEST_KOREAN = 40, 9
_FULL = 3
_BASE = {"field": 0.45, "column": 0.5, "label": 0.5}
_EVIDENCE = ("label", "key")
_PLAIN_LABELS = frozenset({"이름", "name", "customer", "recipient", "담당자"})


def may_be_name(text: str) -> bool:
    """A cheap first look at a field: goods, files and menus have names too, with digits and at greater length."""
    longest = _LONGEST_NAME if text.isascii() else _LONGEST_KOREAN
    return 2 <= len(text) <= longest and text.replace(" ", "").replace("-", "").replace(",", "").isalpha()


class _Same:
    """A kind as a key: two scanners over the same knowledge hold the same word lists."""

    __slots__ = ("kind",)

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def __hash__(self) -> int:
        return id(self.kind.words)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Same) and self.kind.words is other.kind.words and self.kind.weights == other.kind.weights
        )


@lru_cache(2)
def _readers(same: _Same) -> tuple[Lexicon, Foreign, Prose]:
    """The lexicon and what reads by it, built once: a scanner is made whenever a policy is loaded again."""
    kind = same.kind
    words = lexicon(kind.words, load_words("names"))
    return words, Foreign(kind.words), Prose(words, kind.weights)


class Names:
    """The lexicon and weights of the kind's file."""

    def __init__(self, kind: Kind) -> None:
        self._words, self._foreign, self._prose = _readers(_Same(kind))
        self._weights = kind.weights
        self._assessed = {key: self._assess(*key) for key in product(_BASE, _EVIDENCE, (False, True), (False, True))}
        self._ambiguous = frozenset(key.strip("=") for key in kind.keys if key.startswith("="))

    def prose(self, joined: Joined) -> ByLeaf:
        """Names in running text, by leaf: one pass over all texts at once. `limited` on what is returned: there were
        more words like names than are looked at in one message (`names_prose.MOST_WORDS`, `MOST_NAMES`)."""
        found = self._prose.find(joined)
        if not joined.text.isascii():
            for start, end, confidence, form in self._foreign.find(joined.text):
                index, *span = joined.place(start, end)
                found.setdefault(index, []).append(Candidate(KIND, span[0], span[1], confidence, (form,)))
        return found

    def read(self, here: Here) -> Iterator[Candidate]:
        """Names that something announces: the leaf's key, a label, a column's heading."""
        if KIND in here.meaning.kinds:
            yield from self._field(here)
        owned = [label for label in here.labels if label.owner == KIND]
        for label in owned:
            yield from self._labelled(here, label)
        if owned:
            yield from self._columns(here)

    def _field(self, here: Here) -> Iterator[Candidate]:
        value = here.text.strip()
        match = self._words.alone.fullmatch(value)
        name = match.group("name") if match else value
        sure = here.meaning.word not in self._ambiguous
        if (match and self._plausible(name, sure)) or is_person(value, sure):
            start = here.text.index(value)
            yield self._candidate("field", start, start + len(name), name, "key")

    def _plausible(self, name: str, sure: bool = False) -> bool:
        """Whether a name may be meant; where a person is surely announced, any given name that is no noun will do."""
        if self._words.is_noun(name):
            return False
        likely = self._words.strength(self._words.split(name)[1])
        return bool(likely) or (sure and len(name) >= _FULL and not self._words.ends_as_noun(name))

    def _labelled(self, here: Here, label: Label) -> Iterator[Candidate]:
        match = self._words.labelled.match(here.text, label.end)
        if match is None:
            span = labelled(here.text, label.start, label.end)
            if span is not None:
                yield self._candidate("label", *span, here.text[slice(*span)], "label")
            return
        name = self._words.shortened(match.group("name").replace(" ", ""))
        start, end = match.span("name")
        end = end if " " in match.group("name") else start + len(name)
        signed = bool(match.group("sign").strip(" \t"))
        sure = signed and here.text[label.start : label.end].lower() not in _PLAIN_LABELS
        if self._plausible(name, sure) and (signed or len(name) >= _FULL):
            yield self._candidate("label", start, end, name, "label")

    def _columns(self, here: Here) -> Iterator[Candidate]:
        for cell in here.cells():
            text = here.text[cell.start : cell.end]
            match = self._words.alone.fullmatch(text) if KIND in cell.owners else None
            if match and not self._words.is_noun(match.group("name")):
                name = match.group("name")
                yield self._candidate("column", cell.start, cell.start + len(name), name, "label")
            elif KIND in cell.owners and (LATIN.fullmatch(text) or CHINESE.fullmatch(text)):
                yield self._candidate("column", cell.start, cell.end, text, "label")

    def _candidate(self, source: str, start: int, end: int, name: str, evidence: str) -> Candidate:
        surname, given = self._words.split(name)
        known, common = self._words.strength(given) == "known", surname in self._words.common
        return Candidate(KIND, start, end, *self._assessed[source, evidence, known, common])

    def _assess(self, source: str, evidence: str, known: bool, common: bool) -> tuple[float, tuple[str, ...]]:
        """Confidence and reasons by all that decides them: worked out once for every case."""
        marks = [evidence, *["known"] * known, *["common"] * common]
        confidence = min(CEILING, _BASE[source] + sum(self._weights.get(mark, 0.0) for mark in marks))
        return round(confidence, 3), (f"form: {source}", *marks)
