"""XML that is a body of its own (SOAP, feeds, exports): texts under their element's name, and attributes."""

from __future__ import annotations

import re

from gwanmun.unpack import cost, markup, markup_write
from gwanmun.unpack.markup_rules import ANY, Rules
from gwanmun.unpack.media import Media
from gwanmun.unpack.path import Layer
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer, below

XML = Layer("xml:")
RULES = Rules(frozenset({ANY}), frozenset({ANY}), named=frozenset({(ANY, ANY)}), keyed=True)
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}<(?:\?xml[\s?]|(?!!|html)[A-Za-z_])")


def _looks_like(data: bytes, media: Media) -> bool:
    """Whether it says that it is XML, or begins as only XML does; HTML is not XML."""
    if media.type.endswith(("/xml", "+xml")) and "html" not in media.type:
        return _START.match(data) is not None
    return media.type in {"", "text/plain", "application/octet-stream"} and data.lstrip()[:6] in {b"<?xml ", b"<?xml\t"}


def read(data: bytes, media: Media, steps: Steps, sink: Sink) -> bool:
    """Leaves of the document; False, with nothing read, when it is not whole XML or brings a document type."""
    if not _looks_like(data, media):
        return False
    marked = markup.read(data, RULES, sink.work // cost.ELEMENT)
    sink.work -= cost.ELEMENT * marked.events
    if marked.why or not marked.blocks:
        if marked.why:
            sink.unread(f"XML: {marked.why.removesuffix(', read up to there')}: read as text", steps)
        return False
    for block in marked.blocks:
        sink.text(block.text, (*steps, XML, *block.steps))
    return True


def write(data: bytes, changes: Changes, writer: Writer) -> bytes:
    return markup_write.write(data, RULES, below(changes, XML), writer)
