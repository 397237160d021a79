"""HTML to a document: every visible text with its headings, lists and tables; no guess at a "main content"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from lxml import etree, html

from gwanmun.promise.block import Builder, Document, tidy
from gwanmun.promise.grid import spanned
from gwanmun.promise.language import languages
from gwanmun.promise.topics import runs_in

_DROPPED_WORDS = (
    "script style head noscript template svg math iframe object embed canvas audio video select option button "
    "input textarea nav dialog map datalist progress meter source track"
)
_DROPPED = frozenset(_DROPPED_WORDS.split())
_BLOCKS_WORDS = (
    "html body div p section article main header footer aside address blockquote center form fieldset figure "
    "figcaption ul ol li dl dt dd pre hr h1 h2 h3 h4 h5 h6 table caption thead tbody tfoot tr td th details "
    "summary legend"
)
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_STRONG = frozenset(("b", "strong"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])")
_MENUS = frozenset(("navigation", "menu", "menubar", "dialog", "alertdialog", "search", "tablist", "banner"))
DEPTH = 200
"""Levels of nesting that are read: below, the text is taken without its structure."""
_PANEL = 1000
"""Characters of a hidden panel that may be the policy in another language."""


def read(data: str) -> Document:
    """A page as text and blocks. Broken markup is read as browsers do; never raises."""
    builder = Builder()
    root = _parsed(data)
    if root is not None:
        walk = _Walk(builder)
        walk.children(root, 0)
        _other_tongues(walk)
    return builder.document()


def _other_tongues(walk: _Walk) -> None:
    """A panel that is hidden because the reader chose another language is part of the policy."""
    hidden, walk.hidden = walk.hidden, []
    seen = set(languages("".join(walk.builder.pieces)))
    for node in hidden:
        text = node.text_content() if len(node) else ""
        if len(text) >= _PANEL and not seen.intersection(languages(text)[:1]):
            walk.children(node, 0)


def _parsed(data: str) -> Any:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(data.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


class _Walk:
    """Goes through the tree in order; text that stands beside blocks becomes a line of its own."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.run: list[tuple[str, bool]] = []
        self.hidden: list[Any] = []

    def children(self, node: Any, depth: int, kind: str = "text", level: int = 0) -> None:
        self._text(node.text, False)
        for child in node:
            self.element(child, depth + 1, kind, level)
            self._text(child.tail, False)
        self.flush(kind, level)

    def element(self, node: Any, depth: int, kind: str, level: int) -> None:
        tag = node.tag
        if not isinstance(tag, str):
            return
        if _is_hidden(node, tag):
            if tag in _BLOCKS:
                self.hidden.append(node)
            return
        if tag == "br":
            self.run.append(("\n", False))
        elif tag not in _BLOCKS or depth > DEPTH:
            self._inline(node, depth, kind, level)
        else:
            self.flush(kind, level)
            self._block(node, tag, depth, kind, level)

    def _block(self, node: Any, tag: str, depth: int, kind: str, level: int) -> None:
        if tag == "table":
            self._table(node, depth)
        elif tag == "dl":
            self._definitions(node, depth)
        elif tag in ("ul", "ol"):
            self.children(node, depth, "item", level + 1)
        elif tag[0] == "h" and tag[1:].isdigit():
            self.children(node, depth, "heading", int(tag[1:]))
        elif tag == "pre":
            self.builder.line("text", _content(node))
        else:
            self.children(node, depth, kind, level)

    def _inline(self, node: Any, depth: int, kind: str, level: int) -> None:
        strong = node.tag in _STRONG
        if depth > DEPTH:
            self._text(_content(node), strong)
            return
        self._text(node.text, strong)
        for child in node:
            self._inline_child(child, depth, kind, level, strong)
            self._text(child.tail, strong)

    def _inline_child(self, child: Any, depth: int, kind: str, level: int, strong: bool) -> None:
        before = len(self.run)
        self.element(child, depth + 1, kind, level)
        if strong:
            self.run[before:] = [(text, True) for text, _ in self.run[before:]]

    def _text(self, text: str | None, strong: bool) -> None:
        if text:
            self.run.append((text.replace("\n", " "), strong))

    def flush(self, kind: str, level: int) -> None:
        run, self.run = self.run, []
        lead = "".join(each for each, _ in takewhile(lambda piece: piece[1] or not piece[0].strip(), run))
        if (
            kind != "heading"
            and len(lead.strip())
            and any(not bold and each.strip() for each, bold in run)
            and runs_in(lead.strip())
        ):
            self.builder.line(kind, lead, level, strong=True)  # type: ignore[arg-type]
            run = run[_count(run) :]
        text = "".join(each for each, _ in run)
        if text and not text.isspace():
            strong = all(bold for each, bold in run if each.strip())
            self.builder.line(kind, text, level, strong)  # type: ignore[arg-type]

    def _table(self, node: Any, depth: int) -> None:
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows(node)]
        if _is_layout(node, rows):
            for row in rows:
                for cell in row:
                    self.children(cell, depth + 1)
            return
        for caption in node.iterchildren("caption"):
            self.children(caption, depth + 1)
        cells = [cell for row in rows for cell in row]
        numbers = iter(range(len(cells)))
        spans = [[(next(numbers), _span(cell, "rowspan"), _span(cell, "colspan")) for cell in row] for row in rows]
        head = _leading(rows)
        self.builder.table(spanned(spans), [_content(cell) for cell in cells], head)

    def _definitions(self, node: Any, depth: int) -> None:
        """`<dl>` is a table of two columns."""
        pairs: list[list[str]] = []
        for child in node.iter("dt", "dd"):
            if _is_hidden(child, child.tag):
                continue
            if child.tag == "dt" or not pairs:
                pairs.append([_content(child)])
            else:
                pairs[-1][1:] = ["\n".join([*pairs[-1][1:], _content(child)])]
        cells = [text for pair in pairs for text in (pair if len(pair) == 2 else [*pair, ""])]
        self.builder.table([[at, at + 1] for at in range(0, len(cells), 2)], cells)


def _count(run: list[tuple[str, bool]]) -> int:
    """How many pieces at the head are bold or blank."""
    return sum(1 for _ in takewhile(lambda piece: piece[1] or not piece[0].strip(), run))


def _rows(node: Any) -> Iterator[Any]:
    """The rows of this table, not of those inside it."""
    for child in node:
        if child.tag == "tr" and not _is_hidden(child, "tr"):
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr" and not _is_hidden(row, "tr"))


def _is_layout(node: Any, rows: list[list[Any]]) -> bool:
    """A table that only places things: one column, or further tables or headings inside."""
    if max(map(len, rows), default=0) <= 1:
        return True
    return next(node.iterdescendants("table", "h1", "h2", "h3"), None) is not None


def _leading(rows: list[list[Any]]) -> int:
    """Rows at the top whose cells are all header cells."""
    count = 0
    for row in rows:
        if not row or any(cell.tag != "th" for cell in row):
            break
        count += 1
    return count if count < len(rows) else 0


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return int(text) if text.isdecimal() and len(text) < 5 else 1


def _is_hidden(node: Any, tag: str) -> bool:
    if tag in _DROPPED or node.get("hidden") is not None:
        return True
    if not node.attrib:
        return False
    style = node.get("style")
    return bool(style and _HIDDEN.search(style.lower())) or node.get("aria-hidden") == "true" or _is_menu(node)


def _is_menu(node: Any) -> bool:
    return node.get("role") in _MENUS


def _content(node: Any) -> str:
    """The visible text inside, a line for each block and break."""
    pieces: list[str] = []
    stack: list[Any] = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            pieces.append(each)
            continue
        if not isinstance(each.tag, str) or _is_hidden(each, each.tag):
            continue
        if each.tag == "br":
            pieces.append("\n")
        edge = "\n" if each.tag in _BLOCKS and each is not node else ""
        stack.append(edge)
        for child in reversed(each):
            stack.append((child.tail or "").replace("\n", " "))
            stack.append(child)
        stack.append(edge + (each.text or "").replace("\n", " "))
    return tidy("".join(pieces))
