"""OpenDocument texts, sheets and slides (ISO/IEC 26300): paragraphs, tables, notes, annotations, properties."""

from __future__ import annotations

from gwanmun.unpack.markup_rules import Rules
from gwanmun.unpack.package import PROPERTIES, Package
from gwanmun.unpack.path import Layer

CONTENT = Rules(
    blocks=frozenset({"p", "h", "creator"}),
    texts=frozenset({"p", "h", "creator"}),
    marks={"tab": "\t", "line-break": "\n", "s": " "},
    tables=frozenset({"table"}),
    rows=frozenset({"table-row"}),
    cells=frozenset({"table-cell", "covered-table-cell"}),
    spans={"table-cell": "number-columns-repeated", "covered-table-cell": "number-columns-repeated"},
)


def rules(name: str) -> Rules | None:
    return PROPERTIES if name == "meta.xml" else CONTENT


ODF = Package(Layer("odf:"), rules)
