"""`own.record`: values of the organisation's own tables, found exactly, whatever separators they are written with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gwanmun.detect.engine import Engine
from gwanmun.detect.finder import Found
from gwanmun.detect.here import key_of
from gwanmun.detect.joined import Joined
from gwanmun.detect.own_hashes import Hasher, Hashes
from gwanmun.detect.own_records import COLUMN, RECORDS, question, tag, unveiled
from gwanmun.detect.own_shapes import patterns, shape_of
from gwanmun.detect.own_spans import apart, email, span_of
from gwanmun.detect.own_tables import name_of, simple
from gwanmun.detect.own_values import Sort, normal
from gwanmun.errors import Problem
from gwanmun.unpack.parts import Leaf

KIND = "own.record"
_CONFIDENCE, _NAME_CONFIDENCE = 0.95, 0.9
_LABEL_REACH = 32
_MOST_HITS = 50_000
"""Candidates of one message that are looked up: a message with so many is a list, and its beginning tells as much."""

_MOST_WORDS = 5000
_NOT_DIGIT = bytes(set(range(256)) - set(b"0123456789"))
_NOT_WORD = bytes(octet for octet in range(256) if not (octet < 128 and chr(octet).isalnum()))
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_WORD = re.compile(r"[가-힣]{2,12}|[A-Z][A-Za-z]*(?:[ -][A-Z][A-Za-z]*){1,3}|[一-鿿]{2,4}")
_HANGUL_NAME = range(2, 6)


class Answer(NamedTuple):
    """What the tables say to one value that is in one of them: its columns, and the tags of its rows' names."""

    sort: Sort
    value: str
    columns: list[Column]
    names: set[int]


class Column(NamedTuple):
    """A column and its table; `dense` are the shapes of number that this table nearly fills."""

    table: str
    heading: str
    dense: frozenset[str]


class RecordFinder:
    """Asks compiled tables (`compile_records`) about every value of a shape that occurs in them, in one search."""

    def __init__(self, tables: Sequence[Path], key: bytes, cache: Path | None = None) -> None:
        self._hasher = Hasher(key)
        self._tables: list[tuple[Hashes, list[Column]]] = []
        shapes: dict[tuple[str, str], None] = {}
        for path in tables:
            table = Hashes(path, self._hasher)
            self._tables.append((table, _columns(table, path)))
            shapes |= dict.fromkeys((str(sort), str(shape)) for sort, shape in table.about["shapes"])
        chosen = patterns(shapes)
        self._sorts = [sort for sort, _ in chosen]
        self._engine = Engine([pattern for _, pattern in chosen], cache)

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> list[Found]:
        """Values of rows; and the name of a row one of whose values is in the same message."""
        answers, hits = self._answers(joined.data)
        found: list[Found] = []
        names: set[int] = set()
        for leaf, inside in joined.by_leaf(hits).items():
            text = joined.folded(leaf).text
            for number, start, end in inside:
                answer = answers[number] or self._mailbox(text, start)
                span = span_of(text, answer.sort, start, end) if answer else None
                if answer and span and (hit := self._found(answer, leaves, leaf, text, span)):
                    found.append(hit)
                    names |= answer.names
        if names:
            found.extend(self._named(leaves, joined, names))
        return apart(found)

    def _answers(self, data: bytes) -> tuple[list[Answer | None], list[tuple[int, int, int]]]:
        """The candidates that are in the table, and where they are; None for a mailbox, which has yet to be read."""
        answers: list[Answer | None] = []
        hits: list[tuple[int, int, int]] = []
        asked: dict[tuple[Sort, bytes], Answer | None] = {}
        for start, pattern, end in self._engine.find(data)[:_MOST_HITS]:
            sort = self._sorts[pattern]
            bare = data[start:end].translate(None, _NOT_DIGIT if sort != "code" else _NOT_WORD)
            if sort != "email" and (sort, bare) not in asked:
                asked[sort, bare] = self._answer(sort, bare.decode())
            answer = asked.get((sort, bare))
            if answer or sort == "email":
                hits.append((start + (not data[start]), len(answers), end))
                answers.append(answer)
        return answers, hits

    def _answer(self, sort: Sort, text: str) -> Answer | None:
        value = text if sort == "number" else normal(sort, text)
        digest = self._hasher.of(question(sort, value))
        columns: list[Column] = []
        names: set[int] = set()
        for table, headings in self._tables:
            for payload in table.payloads(digest):
                columns.append(headings[int.from_bytes(payload[:COLUMN])])
                names.add(unveiled(digest, payload))
        return Answer(sort, value, columns, names - {0}) if columns else None

    def _mailbox(self, text: str, start: int) -> Answer | None:
        span = email(text, start)
        return self._answer("email", text[slice(*span)]) if span else None

    def _found(
        self, answer: Answer, leaves: Sequence[Leaf], leaf: int, text: str, span: tuple[int, int]
    ) -> Found | None:
        before = text[max(0, span[0] - _LABEL_REACH) : span[0]]
        for column in answer.columns:
            if _counts(answer.sort, answer.value, column, leaves[leaf] if leaves else None, before):
                reasons = (f"form: {answer.sort}", f"table: {column.table}", f"column: {column.heading}")
                return Found(KIND, leaf, *span, _CONFIDENCE, reasons, answer.value)
        return None

    def _named(self, leaves: Sequence[Leaf], joined: Joined, names: set[int]) -> Iterator[Found]:
        left = _MOST_WORDS
        for leaf in range(len(leaves)):
            for match in _WORD.finditer(joined.folded(leaf).text):
                left -= 1
                if left < 0:
                    return
                end = self._name_end(match.group(), names)
                if end:
                    start = match.start()
                    reasons = ("form: name", "another value of its row")
                    yield Found(KIND, leaf, start, start + end, _NAME_CONFIDENCE, reasons)

    def _name_end(self, word: str, names: set[int]) -> int:
        """How much of a word is a row's name, particles and titles left off; 0 when nothing is."""
        sizes = [size for size in _HANGUL_NAME if size < len(word)] if "가" <= word[0] <= "힣" else []
        for size in (len(word), *reversed(sizes)):
            name = name_of(word[:size])
            if name and tag(self._hasher, name) in names:
                return size
        return 0


def _columns(table: Hashes, path: Path) -> list[Column]:
    if table.about.get("what") != RECORDS:
        raise Problem(f"{path} holds no records", "give the file that was compiled from your tables")
    dense = frozenset(map(str, table.about["dense"]))
    return [Column(str(name), str(heading), dense) for name, heading in table.about["headings"]]


def _counts(sort: Sort, value: str, column: Column, leaf: Leaf | None, before: str) -> bool:
    """A number of a shape that the table nearly fills counts only where its column is named, and a day never."""
    if sort != "number":
        return True
    if _DAY.fullmatch(value):
        return False
    if shape_of(sort, value) not in column.dense:
        return True
    word = simple(column.heading)
    return bool(word) and (word in simple(before) or (leaf is not None and word == simple(key_of(leaf))))
