"""Word documents (ECMA-376 part 1, WordprocessingML): body, tables, headers, notes, comments, tracked changes."""

from __future__ import annotations

from gwanmun.unpack.markup_rules import Rules
from gwanmun.unpack.package import LINKS, PROPERTIES, Package
from gwanmun.unpack.path import Layer

WORD = Rules(
    blocks=frozenset({"p"}),
    texts=frozenset({"t", "delText", "instrText", "delInstrText"}),
    marks={"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
    tables=frozenset({"tbl"}),
    rows=frozenset({"tr"}),
    cells=frozenset({"tc"}),
    spans={"gridSpan": "val"},
    named=frozenset(
        {
            ("comment", "author"),
            ("ins", "author"),
            ("del", "author"),
            ("person", "author"),
            ("docPr", "descr"),
            ("docPr", "title"),
            ("hyperlink", "tooltip"),
            ("alias", "val"),
            ("textpath", "string"),
        }
    ),
    aside=frozenset({"pPr", "rPr"}),
)


def rules(name: str) -> Rules | None:
    if name.endswith(".rels"):
        return LINKS
    return PROPERTIES if name.startswith(("docProps/", "customXml/")) else WORD


DOCX = Package(Layer("docx:"), rules)
