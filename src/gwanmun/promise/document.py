"""Bytes of a file to a document: HTML, Markdown, plain text, PDF and office files, told by what they show."""

from __future__ import annotations

import re

from gwanmun.promise import html_page, markdown, plain_text
from gwanmun.promise.block import Document
from gwanmun.promise.charset import text_of
from gwanmun.unpack.binary import sniff
from gwanmun.unpack.message import open_text
from gwanmun.unpack.parts import FILE_ROLE

LIMIT = 32 << 20
"""Bytes of a file that is read at all."""
_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|div|p|table|h[1-6]|article|section|ul|ol|br)\b", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^\s{0,3}(?:#{1,6}\s\S|\|?\s*:?-{3,}:?\s*\|)|^={3,}\s*$|\*\*\S[^*\n]*\*\*|\]\(https?:", re.MULTILINE
)


def read_document(data: bytes, name: str = "", content_type: str | None = None) -> Document:
    """Text and blocks of a file. What cannot be read gives no text and says why; never raises."""
    if len(data) > LIMIT:
        return Document("", (), f"larger than {LIMIT >> 20} MiB")
    if sniff(data):
        return _opened(data, name)
    text = text_of(data, content_type)
    if _is_html(text, name, content_type or ""):
        return html_page.read(text)
    if name.lower().endswith((".md", ".markdown")) or "markdown" in (content_type or "") or _MARKDOWN.search(text):
        return markdown.read(text)
    return plain_text.read(text)


def _is_html(text: str, name: str, content_type: str) -> bool:
    """A page says so; a Markdown file may hold some tags, so that there the first line counts."""
    if name.lower().endswith((".md", ".markdown")):
        return text.lstrip()[:15].lower().startswith(("<!doctype", "<html"))
    if name.lower().endswith((".html", ".htm", ".xhtml")):
        return True
    return "html" in content_type or len(_MARKUP.findall(text, 0, 1 << 16)) >= 3 or _starts(text)


def _starts(text: str) -> bool:
    return text.lstrip()[:15].lower().startswith(("<!doctype html", "<html"))


def _opened(data: bytes, name: str) -> Document:
    """Files that are no text: the leaves that `unpack` finds, as plain lines; what it could not read is the reason."""
    opened = open_text(data)
    lines = [leaf.text for leaf in opened.leaves if leaf.role != FILE_ROLE and _is_body(str(leaf.path))]
    read = plain_text.read("\n".join(lines))
    why = "; ".join(dict.fromkeys(each.why for each in opened.unreadable))
    return Document(read.text, read.blocks, why if not read.text.strip() else "")


def _is_body(path: str) -> bool:
    """Not the links, notes and properties that stand beside the pages."""
    return "field:" not in path and "#" not in path and "attached:" not in path
