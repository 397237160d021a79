"""Office documents that are ZIP files of XML parts: which parts are read by which rules, and parts that are files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from gwanmun.unpack import binary, cost, markup, markup_write
from gwanmun.unpack.archive import unpacked, whole
from gwanmun.unpack.markup import Marked
from gwanmun.unpack.markup_rules import ANY, Rules
from gwanmun.unpack.media import PLAIN
from gwanmun.unpack.path import KEY, Layer
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer, below
from gwanmun.unpack.text import is_binary
from gwanmun.unpack.zip_directory import Directory, Member, directory
from gwanmun.unpack.zip_write import repacked

_PROLOGUE = 4096
"""Bytes in which a document type must stand."""
_PLAIN_NAME = re.compile(r"[A-Za-z_/.\[\]-]{1,60}\d{0,4}(?:\.[A-Za-z]{2,5})?")
_PICTURE = re.compile(r"(?:docProps/thumbnail|Preview/PrvImage|Thumbnails/thumbnail)\.\w+", re.I)

PROPERTIES = Rules(frozenset({ANY}), frozenset({ANY}), keyed=True)
"""For parts of small elements with text: author, company, title."""
LINKS = Rules(frozenset(), frozenset(), named=frozenset({("Relationship", "Target")}))
"""Relationships (ECMA-376 part 2, section 9.3): their external targets are web and mail addresses."""


@dataclass(frozen=True, slots=True)
class Package:
    """A format: the layer of its leaves, and the rules for a part by its name (None: not a text)."""

    layer: Layer
    rules: Callable[[str], Rules | None]


def label(member: Member, number: int) -> Layer:
    """The step to a part: its name when that is a plain one, else its number."""
    return Layer(f"{member.name}:" if _PLAIN_NAME.fullmatch(member.name) else f"{{{number}}}:")


def read(data: bytes, found: Directory, package: Package, steps: Steps, sink: Sink) -> None:
    """Leaves of every part of a document; it never raises."""
    place = (*steps, package.layer)
    if found.why:
        sink.unread(found.why, steps)
    for number, member in enumerate(found.members):
        at = (*place, label(member, number))
        if str(at[-1]).startswith("{"):
            sink.plain(member.name, (*at, KEY))
        plain = unpacked(data, member, at, sink)
        if plain is None:
            return
        read_part(member.name, plain, package.rules(member.name), at, sink)


def read_part(name: str, plain: bytes, rules: Rules | None, at: Steps, sink: Sink) -> None:
    """One part: by its rules when it is XML, else as the file it is."""
    if is_xml(plain):
        if b"<!DOCTYPE" in plain[:_PROLOGUE]:
            sink.unread("XML with a document type is not read", at)
        elif rules and rules.may_hold(markup.utf8(plain)):
            read_xml(name, plain, rules, at, sink)
    elif is_binary(plain) and not binary.sniff(plain):
        sink.unread(f"a part of {len(plain)} bytes in a format that is not read", at)
    else:
        sink.open_bytes(plain, PLAIN, at, sink)


def is_xml(plain: bytes) -> bool:
    return plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<")


def read_xml(name: str, plain: bytes, rules: Rules, at: Steps, sink: Sink) -> None:
    marked = marked_part(name, plain, rules, sink.work // cost.ELEMENT)
    sink.work -= cost.ELEMENT * marked.events
    for block in marked.blocks:
        sink.text(block.text, (*at, *block.steps))
    if marked.why:
        sink.unread(marked.why, at)


def marked_part(name: str, plain: bytes, rules: Rules, most: int = markup.EVENTS) -> Marked:
    """The paragraphs of a part; of relationships only those that lead outside."""
    marked = markup.read(plain, rules, most)
    if not name.endswith(".rels"):
        return marked
    return replace(marked, blocks=[block for block in marked.blocks if ":" in block.text])


def write(data: bytes, package: Package, changes: Changes, writer: Writer) -> bytes:
    """The document with changes in its parts. A picture of the first page shows what was there: it is blanked."""
    found = directory(data)
    new: dict[int, bytes] = {}
    for number, member, mine in parts(found, below(changes, package.layer)):
        new[number] = write_part(data, member, package.rules(member.name), mine, writer)
    return repacked(data, found, new | blanked(data, found, writer), writer)


def parts(found: Directory, inside: Changes) -> Iterator[tuple[int, Member, Changes]]:
    """The parts that are to change, with what is to change in each."""
    for number, member in enumerate(found.members):
        if mine := below(inside, label(member, number)):
            yield number, member, mine


def write_part(data: bytes, member: Member, rules: Rules | None, mine: Changes, writer: Writer) -> bytes:
    plain = whole(data, member, writer)
    if not is_xml(plain) or rules is None:
        return writer.within(plain, mine)
    return markup_write.apply(plain, markup_write.splices(marked_part(member.name, plain, rules), mine, writer))


def blanked(data: bytes, found: Directory, writer: Writer) -> dict[int, bytes]:
    """Preview pictures of the first page, each replaced by one white dot."""
    pictures = [(at, member) for at, member in enumerate(found.members) if _PICTURE.fullmatch(member.name)]
    return {at: _DOT for at, member in pictures if whole(data, member, writer) != _DOT}


_DOT = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
