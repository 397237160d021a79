"""What the elements of an XML document mean for reading it: paragraphs, texts, tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

BLOCK, TEXT, MARK, TABLE, ROW, CELL, SPAN, ASIDE, NAMED = (1 << bit for bit in range(9))
ANY = "*"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the elements of a format mean, by local name.

    `blocks` are paragraphs, `texts` hold characters that are read, `marks` stand for characters, `tables`, `rows` and
    `cells` for a table; `spans` give, in an attribute, how many columns a cell takes. `named` are (element, attribute)
    pairs whose values people write; the attribute is the key. `aside` holds no marks (tab stops look like tabs). With
    `keyed` the element of a paragraph is its key. "*" stands for every name.
    """

    blocks: frozenset[str]
    texts: frozenset[str]
    marks: Mapping[str, str] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    spans: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[tuple[str, str]] = frozenset()
    aside: frozenset[str] = frozenset()
    keyed: bool = False

    def roles(self, name: str) -> int:
        sets = (self.blocks, self.texts, self.marks, self.tables, self.rows, self.cells, self.spans, self.aside)
        found = sum(1 << bit for bit, names in enumerate(sets) if name in names or ANY in names)
        return found | (NAMED if any(element in {name, ANY} for element, _ in self.named) else 0)

    def wants(self, name: str, attribute: str) -> bool:
        return (name, attribute) in self.named or (ANY, ANY) in self.named

    def may_hold(self, data: bytes) -> bool:
        """Whether any element that is read occurs at all; most parts of a document are styles."""
        return _hint(self.texts, frozenset(name for _, name in self.named)).search(data) is not None


@lru_cache(64)
def _hint(texts: frozenset[str], attributes: frozenset[str]) -> re.Pattern[bytes]:
    if ANY in texts:
        return re.compile(b"<")
    elements, names = "|".join(map(re.escape, texts)), "|".join(map(re.escape, attributes))
    return re.compile(rf"[<:](?:{elements})[\s/>]|[\s:](?:{names})\s*=".encode())
