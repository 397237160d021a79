"""Hangul documents in XML (KS X 6101, OWPML): sections with tables, notes, headers; properties; the preview text."""

from __future__ import annotations

from gwanmun.unpack.markup_rules import Rules
from gwanmun.unpack.package import PROPERTIES, Package
from gwanmun.unpack.path import Layer

SECTION = Rules(
    blocks=frozenset({"p"}),
    texts=frozenset({"t", "stringParam", "shapeComment", "script"}),
    marks={"tab": "\t", "lineBreak": "\n", "hyphen": "-", "nbSpace": " ", "fwSpace": " "},
    tables=frozenset({"tbl"}),
    rows=frozenset({"tr"}),
    cells=frozenset({"tc"}),
    spans={"cellSpan": "colSpan"},
    named=frozenset({("trackChangeAuthor", "name")}),
)


def rules(name: str) -> Rules | None:
    return PROPERTIES if name.endswith((".hpf", ".rdf")) or name == "docProps/core.xml" else SECTION


HWPX = Package(Layer("hwpx:"), rules)
