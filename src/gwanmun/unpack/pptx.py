"""PowerPoint presentations (ECMA-376 part 1, PresentationML, DrawingML): slides, tables, notes, comments, masters."""

from __future__ import annotations

from gwanmun.unpack.markup_rules import Rules
from gwanmun.unpack.package import LINKS, PROPERTIES, Package
from gwanmun.unpack.path import Layer

SLIDE = Rules(
    blocks=frozenset({"p"}),
    texts=frozenset({"t", "text"}),
    marks={"br": "\n"},
    tables=frozenset({"tbl"}),
    rows=frozenset({"tr"}),
    cells=frozenset({"tc"}),
    named=frozenset({("cNvPr", "descr"), ("cNvPr", "title"), ("cmAuthor", "name"), ("author", "name")}),
)


def rules(name: str) -> Rules | None:
    if name.endswith(".rels"):
        return LINKS
    return PROPERTIES if name.startswith(("docProps/", "customXml/")) else SLIDE


PPTX = Package(Layer("pptx:"), rules)
