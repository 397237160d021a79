"""Blocks under their headings: structure first, for every reader that follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gwanmun.promise.block import Block, Document
from gwanmun.promise.phrases import plain
from gwanmun.promise.placeholder import is_placeholder
from gwanmun.promise.topics import NONE, Topics, topics_of

_NUMBER = re.compile(
    r"\s*(?:(?P<article>제\s?\d+\s?[조장]|第.{1,4}[条章]|article \d+|section \d+|[IVX]{1,5}[.)]\s|"
    r"[一二三四五六七八九十]{1,3}、)"
    r"|(?P<deep>\d{1,2}[-.]\d{1,2}(?:[-.]\d{1,2})?[.)]?\s?)|(?P<plain>(?:\d{1,2}|[A-Z])\s?[.)]\s?)"
    r"|(?P<round>[①-⑳]|[(（](?:\d{1,2}|[가-힣a-z]|[一二三四五六七八九十])[)）])|(?P<letter>[가-하a-z][.)]\s)|"
    r"(?P<mark>[▶▷►■□◆◇●◎]|【|\[|<))",
    re.IGNORECASE,
)
_LEVELS = {"article": 11, "plain": 12, "deep": 13, "round": 14, "letter": 15, "mark": 16}
_STRONG = 14
"""Levels of headings that are only lines which look like one, below all that are marked as headings."""
_SENTENCE = re.compile(r"(?:니다|습니다|하세요|십시오|합니다|한다|된다|[.。!?;,，]|[:：])[\"”’)\s]*$|(?:다|요)\.\s")
_FULL = re.compile(r"[.。!?]\s|니다|\b(we|you|our|is|are|will|may|have|has)\b")
_LONG = 70


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (None before the first one) with the blocks straight below it, and the topics that hold for them.

    `own` are the topics of its own heading, `topics` those or, when it has none, those of the heading above. `path`
    are the headings above, the outermost first, itself last.
    """

    heading: Block | None
    path: tuple[Block, ...]
    own: Topics
    topics: Topics
    blocks: tuple[Block, ...]

    @property
    def start(self) -> int:
        return self.heading.start if self.heading else (self.blocks[0].start if self.blocks else 0)

    @property
    def end(self) -> int:
        return self.blocks[-1].end if self.blocks else (self.heading.end if self.heading else 0)


def sections(document: Document) -> tuple[Section, ...]:
    """The sections in order; every block stands in exactly one."""
    found = list[Section]()
    path: list[tuple[int, Block, Topics]] = []
    held: list[Block] = []
    for block, level in _levelled(document):
        if not level:
            held.append(block)
            continue
        _close(found, path, held)
        while path and path[-1][0] >= level:
            path.pop()
        path.append((level, block, _known(document, block)))
    _close(found, path, held)
    return tuple(found)


def _known(document: Document, block: Block) -> Topics:
    return topics_of(document.of(block))


def _close(found: list[Section], path: list[tuple[int, Block, Topics]], held: list[Block]) -> None:
    if not path and not held:
        return
    own = path[-1][2] if path else NONE
    inherited = next((topics for _, _, topics in reversed(path) if topics), NONE)
    headings = tuple(block for _, block, _ in path)
    found.append(Section(headings[-1] if headings else None, headings, own, inherited, tuple(held)))
    held.clear()


def _levelled(document: Document) -> Iterator[tuple[Block, int]]:
    """Each block with its level as a heading; 0 for what is none."""
    for block in document.blocks:
        yield block, heading_level(block, document.of(block) if block.kind != "table" else "")


def heading_level(block: Block, text: str) -> int:
    """1 to 9 as marked, 11 to 16 by its number or its bold type, 0 for a block that is no heading."""
    if block.kind == "heading":
        return block.level if len(text) <= 3 * _LONG else 0
    if block.kind == "table" or len(text) > _LONG or not text:
        return 0
    if block.strong:
        text = text.rstrip(".:： ")
    numbered = _NUMBER.match(text)
    rest = text[numbered.end() :] if numbered else text
    if not plain(rest) or _SENTENCE.search(rest):
        return 0
    if numbered and numbered.lastgroup == "article":
        return _LEVELS["article"]
    return _looks(block, numbered, text, rest)


def _looks(block: Block, numbered: re.Match[str] | None, text: str, rest: str) -> int:
    """Bold or numbered lines and short lines alone are headings when they announce a topic and are no sentence."""
    announces = bool(topics_of(rest))
    if (block.kind == "item" and not (block.strong and announces)) or _is_label(rest) or is_placeholder(text):
        return 0
    if block.strong and len(plain(rest)) > 1 and not _FULL.search(rest):
        return _LEVELS[numbered.lastgroup or "plain"] if numbered else _STRONG
    if not announces or _FULL.search(rest):
        return 0
    if numbered:
        return _LEVELS[numbered.lastgroup or "plain"]
    return _STRONG if len(plain(text)) <= 30 else 0


def _is_label(text: str) -> bool:
    """`이전 국가: 미국` states a value, it does not announce a section."""
    return bool(re.search(r"[:：]\s*\S", text))


def under(all_sections: Iterable[Section], heading: Block) -> list[Section]:
    """The section of a heading and those below it."""
    return [section for section in all_sections if heading in section.path]
