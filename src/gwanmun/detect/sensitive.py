"""`sensitive.*` (PIPA art. 23): health, belief, union, politics, sexual life, crime and biometrics, said of a person.

A word alone is never enough: it needs a form label or key, or a predicate (진단받다, 가입하다 …) and a person. The
confidence stays at 0.6 or below, under 0.5 where nobody is named, so that no rule blocks on it by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from gwanmun.detect.finder import Beyond, Found
from gwanmun.detect.here import key_of
from gwanmun.detect.joined import Hit, Joined
from gwanmun.detect.limits import MOST_SENSITIVE
from gwanmun.detect.message import Message
from gwanmun.detect.own_tables import simple
from gwanmun.detect.sensitive_person import Person, Persons, sentence
from gwanmun.knowledge.kinds import Kind, load_words
from gwanmun.unpack.parts import Leaf

GROUP = "sensitive."
_CONFIDENCE: dict[Person, float] = {"named": 0.55, "labelled": 0.55, "first person": 0.45, "": 0.45}
_BOTH = 0.6
_AFTER, _BEFORE = 40, 60
_LABEL_GAP = 40
_LONGEST_FIELD, _SHORTEST_BLOB = 200, 24
_SIGN = re.compile(r"[ \t]{0,2}(?:\([^()\n]{0,20}\))?[ \t]?[:：=|\t][ \t\"'|]{0,4}")
_MOST_KEYS = 8192
_TOO_MANY = f"more than {MOST_SENSITIVE:,} words for sensitive data: the rest was not read"


class _Words:
    """The word lists of one kind; each is made ready when it is first asked for, for most messages ask for none."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind.id
        self.keys = frozenset(kind.words.get("keys", ()))
        self.blobs = frozenset(kind.words.get("blob_keys", ()))
        self.terms = kind.words["terms"]
        self.labels = kind.words["labels"]
        self.shapes = kind.words.get("shapes", ())
        self._kind = kind

    @cached_property
    def value(self) -> re.Pattern[str] | None:
        """What may stand behind a label."""
        return _value(self._kind)

    @cached_property
    def label(self) -> re.Pattern[str]:
        """A label with a sign, not far before."""
        return re.compile(rf"(?i){_either(self.labels)}{_SIGN.pattern}[^\n:：|]{{0,{_LABEL_GAP}}}$")

    @cached_property
    def beside(self) -> re.Pattern[str]:
        """A label right before."""
        return re.compile(rf"(?i){_either(self.labels)}(?:은|는|이|가)? {{1,2}}$")

    @cached_property
    def _predicate(self) -> re.Pattern[str]:
        return re.compile(f"(?i){_either(self._kind.words['predicates'])}")

    @cached_property
    def _own(self) -> re.Pattern[str]:
        return re.compile(_either(self._kind.words.get("own_predicates", ())) or "(?!)")

    def announced(self, text: str, start: int, at: int) -> bool:
        """Whether a label of the kind stands before the word at `at`, with a sign between or right beside it."""
        return bool(self.label.search(text, start, at) or self.beside.search(text, start, at))

    def own(self, text: str, around: tuple[int, int], at: int) -> bool:
        """Whether what is said is what one says of oneself without saying I (약 먹고 있어서)."""
        return self._own.search(text, at, min(around[1], at + _AFTER)) is not None

    def said(self, text: str, around: tuple[int, int], span: tuple[int, int]) -> bool:
        """Whether a predicate of the kind stands near the word in its sentence."""
        after = self._predicate.search(text, span[0], min(around[1], span[1] + _AFTER))
        return bool(after or self._predicate.search(text, max(around[0], span[0] - _BEFORE), span[0]))


class SensitiveFinder:
    """The words of all sensitive kinds; most messages have none. `patterns` go into the scanner's one pass."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        all_kinds = tuple(kinds)
        self._words = [_Words(kind) for kind in all_kinds if kind.id.startswith(GROUP)]
        self._named = next((kind for kind in all_kinds if kind.id == "person.name"), None)
        self.patterns = tuple(pattern for each in self._words for pattern in _patterns(each))
        self._keys: dict[str, list[_Words]] = {}

    @cached_property
    def _persons(self) -> Persons:
        return Persons(load_words("sensitive"), self._named)

    def find(self, leaves: Message, joined: Joined, hits: Mapping[int, Sequence[Hit]]) -> list[Found | Beyond]:
        """What telling keys and the hits of `patterns` by leaf (`MOST_SENSITIVE` at most) lead to, in order of leaf;
        none of one kind overlap."""
        found = list(self._fields(leaves, joined))
        for leaf, inside in _first(hits):
            text = joined.folded(leaf).text
            labels = [
                (pattern // 2, start, end) for pattern, start, end in inside if pattern % 2 and _SIGN.match(text, end)
            ]
            for number, _, end in labels:
                found.extend(self._value(self._words[number], leaves, leaf, text, end))
            for pattern, start, end in inside:
                if not pattern % 2 and not any(n == pattern // 2 and at <= start and end <= to for n, at, to in labels):
                    found.extend(self._term(self._words[pattern // 2], leaves, leaf, text, (start, end)))
        return [*_apart(found), *_beyond(hits)]

    def _term(
        self, words: _Words, leaves: Sequence[Leaf], leaf: int, text: str, span: tuple[int, int]
    ) -> Iterator[Found]:
        """A word of the lexicon with a label or key, or with a predicate and a person."""
        start, end = span
        around = sentence(text, start, end)
        if self._persons.general(text[slice(*around)]):
            return
        keyed = self._keyed(words, leaves[leaf])
        announced = keyed or words.announced(text, around[0], start)
        said = words.said(text, around, span)
        if announced or said:
            person = self._persons.of(leaves, leaf, text, around, start)
            if not person and words.own(text, around, end):
                person = "first person"
            yield from _found(words.kind, leaf, _whole(text) if keyed else span, announced, said, person)

    def _value(self, words: _Words, leaves: Sequence[Leaf], leaf: int, text: str, end: int) -> Iterator[Found]:
        """What stands behind a form label: 가입, 있음, 2범 …"""
        sign = _SIGN.match(text, end)
        match = words.value.match(text, sign.end()) if sign and words.value else None
        if match is not None:
            person = self._persons.of(leaves, leaf, text, sentence(text, *match.span()), match.start())
            yield from _found(words.kind, leaf, match.span(), True, False, person)

    def _fields(self, leaves: Message, joined: Joined) -> Iterator[Found]:
        """Fields whose key says it all: `unionMember: Y`, `faceTemplate: …`."""
        telling = {key for key in set(leaves.names) if type(key) is str and self._keyed_by(key)}
        for index, leaf in enumerate(leaves) if telling else ():
            for words in self._keyed_by(leaf.key) if leaf.steps and leaf.steps[-1] in telling else ():
                text = joined.folded(index).text
                start, end = _whole(text)
                value = text[start:end]
                blob = simple(key_of(leaf)) in words.blobs and len(value) >= _SHORTEST_BLOB
                if blob or (words.value is not None and words.value.fullmatch(value)):
                    person = self._persons.of(leaves, index, text, (0, 0), 0)
                    yield from _found(words.kind, index, (start, end), True, False, person)

    def _keyed(self, words: _Words, leaf: Leaf) -> bool:
        return len(leaf.text) <= _LONGEST_FIELD and words in self._keyed_by(key_of(leaf))

    def _keyed_by(self, key: str) -> list[_Words]:
        known = self._keys.get(key)
        if known is None:
            plain = simple(key)
            known = [words for words in self._words if plain in words.keys or plain in words.blobs] if plain else []
            if len(self._keys) < _MOST_KEYS:
                self._keys[key] = known
        return known


def _first(hits: Mapping[int, Sequence[Hit]]) -> Iterator[tuple[int, Sequence[Hit]]]:
    left = MOST_SENSITIVE
    for leaf, inside in hits.items():
        yield leaf, inside[:left]
        left = max(0, left - len(inside))


def _beyond(hits: Mapping[int, Sequence[Hit]]) -> Iterator[Beyond]:
    """The leaf in which the limit was reached."""
    total = 0
    for leaf, inside in hits.items():
        total += len(inside)
        if total > MOST_SENSITIVE:
            yield Beyond(leaf, _TOO_MANY)
            return


def _found(kind: str, leaf: int, span: tuple[int, int], announced: bool, said: bool, person: Person) -> Iterator[Found]:
    if not announced and not person:
        return
    known = person in {"named", "labelled"}
    confidence = _BOTH if announced and known else _CONFIDENCE[person]
    form = "form: label" if announced else "form: predicate"
    reasons = (form, *(("predicate",) if announced and said else ()), *((f"person: {person}",) if person else ()))
    yield Found(kind, leaf, *span, confidence, reasons)


def _apart(found: Iterable[Found]) -> list[Found]:
    """No two of one kind that overlap, the longer stays; in order of leaf and start."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: (one.leaf, one.kind, one.start, -one.end)):
        last = kept[-1] if kept else None
        if last is None or (last.leaf, last.kind) != (each.leaf, each.kind) or each.start >= last.end:
            kept.append(each)
    return sorted(kept, key=lambda one: (one.leaf, one.start))


def _patterns(words: _Words) -> tuple[str, str]:
    """Terms, then labels."""
    terms = "|".join((_either(words.terms, True), *words.shapes))
    return f"(?i)(?:{terms})", f"(?i){_either(words.labels, True)}"


def _value(kind: Kind) -> re.Pattern[str] | None:
    """What may stand behind a label of the kind: words of its list, or a word with one of its endings."""
    values, endings = (_either(kind.words.get(name, ())) for name in ("values", "value_endings"))
    either = "|".join((*((values,) if values else ()), *((f"[가-힣0-9 ]{{0,12}}{endings}",) if endings else ())))
    return re.compile(rf"(?i)(?:{either})(?![가-힣]| ?(?:없|아님|안 ))") if either else None


def _whole(text: str) -> tuple[int, int]:
    """All of a field but the space around it."""
    body = text.strip()
    start = text.index(body)
    return start, start + len(body)


def _either(words: Iterable[str], bounded: bool = False) -> str:
    """Any of the words, the longest first; Latin ones as whole words."""
    ordered = sorted(words, key=len, reverse=True)
    escaped = (rf"\b{re.escape(word)}\b" if bounded and word.isascii() else re.escape(word) for word in ordered)
    return "(?:" + "|".join(each.replace("/", r"\/") for each in escaped) + ")" if ordered else ""
