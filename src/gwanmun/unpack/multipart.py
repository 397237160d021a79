"""multipart bodies (RFC 7578, RFC 2046 section 5.1): fields, text files, and files that are only named."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from gwanmun.unpack import binary, chat, cost, whole_file
from gwanmun.unpack.media import Media, media
from gwanmun.unpack.path import KEY, Layer, again, named, shown
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer, under
from gwanmun.unpack.text import decode

MULTIPART = Layer("multipart:")
FILENAME = Layer("filename:")
HEAD = Layer("head:")
PROLOGUE = Layer("prologue:")
EPILOGUE = Layer("epilogue:")
REST = Layer("rest:")
HEAD_MOST = 1 << 14
"""Bytes of the head of one part that are taken apart; a longer one is read as text."""

_FIRST = re.compile(rb"(?:\r?\n)?--([\w'()+,./:=?-]{1,70})[ \t]*\r?\n[Cc]ontent-", re.ASCII)
_PARAMETER = {
    name: re.compile(rf';\s*{name}\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))', re.I) for name in ("name", "filename")
}
_KNOWN = frozenset({"content-disposition", "content-type", "content-transfer-encoding", "content-length"})


class Part(NamedTuple):
    """A part as written: the steps to it, where its head and its content stand, and what its head says."""

    steps: Steps
    head: tuple[int, int]
    body: tuple[int, int]
    fields: dict[str, str]


def boundary(data: bytes, declared: str) -> bytes:
    """The boundary as declared, or as the first line shows it when no or a wrong one was; b"" when there is none."""
    given = declared.encode("utf-8", "replace")
    if given and b"--" + given in data:
        return given
    match = _FIRST.match(data)
    return match.group(1) if match else b""


def cut(data: bytes, mark: bytes) -> Iterator[Part]:
    """Cut a body into parts; line ends may be bare. What stands outside of the parts is a part without a head."""
    seen: dict[str, int] = {}
    at, index = 0, 0
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(mark) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    layer: Steps = (MULTIPART, PROLOGUE)
    for match in delimiter.finditer(data):
        yield _part(data, at, match.start(), layer, index, seen)
        at, index = match.end(), index + 1
        layer = (MULTIPART, EPILOGUE) if match.group(1) else (MULTIPART,)
    yield _part(data, at, len(data), layer, index, seen)


def _part(data: bytes, start: int, end: int, layer: Steps, index: int, seen: dict[str, int]) -> Part:
    if len(layer) == 2:
        return Part(layer, (start, start), (start, end), {})
    split = re.compile(rb"\r?\n\r?\n|\A\r?\n").search(data, start, end)
    head = (start, split.start() if split else end)
    fields = _fields(decode(data[head[0] : min(head[1], head[0] + HEAD_MOST)]).text)
    name = _parameter(fields, "name")
    seen[name] = count = seen.get(name, 0) + 1
    step = named(name, index) if name else index
    return Part((MULTIPART, step, *again(count)), head, (split.end() if split else end, end), fields)


def _fields(head: str) -> dict[str, str]:
    lines = (line.partition(":") for line in head.splitlines())
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _parameter(fields: dict[str, str], name: str) -> str:
    match = _PARAMETER[name].search(fields.get("content-disposition", ""))
    return (match.group(1) or match.group(2) or "") if match else ""


def read(data: bytes, mark: bytes, steps: Steps, sink: Sink) -> None:
    """Leaves of each part; a file that is not text becomes unreadable with its type and size."""
    sink.spend(cost.PART * data.count(b"--" + mark))
    begin, part = len(sink.leaves), None
    for part in cut(data, mark):
        _read_part(data, part, steps, sink)
    if part is not None and EPILOGUE not in part.steps:
        sink.unread("multipart: ends early", steps)
    base = (*steps, MULTIPART)
    chat.assign(sink.leaves, begin, base, chat.places_of(sink.leaves[begin:], len(base)))


def _read_part(data: bytes, part: Part, steps: Steps, sink: Sink) -> None:
    place = (*steps, *part.steps)
    name = _parameter(part.fields, "name")
    if name and not shown(name):
        sink.plain(name, (*place, KEY))
    sink.plain(_parameter(part.fields, "filename"), (*place, FILENAME))
    for field, value in part.fields.items():
        if field not in _KNOWN:
            sink.plain(value, (*place, HEAD, field[:40]))
    if part.head[1] - part.head[0] > HEAD_MOST:
        sink.unread(f"multipart: the head of a part is longer than {HEAD_MOST} bytes: the rest is read as text", place)
        sink.plain(decode(data[part.head[0] + HEAD_MOST : part.head[1]]).text, (*place, HEAD, REST))
    content, kind = _transferred(data[slice(*part.body)], part), _media(part)
    if content and "filename" in part.fields.get("content-disposition", "") and not binary.sniff(content):
        whole_file.add(kind.type or "text/plain", content, place, sink)
    sink.open_bytes(content, kind, place, sink)


def _media(part: Part) -> Media:
    return media(part.fields.get("content-type"), part.fields.get("content-encoding"))


def _transferred(content: bytes, part: Part) -> bytes:
    """Undo Content-Transfer-Encoding, which old mail and some SDKs use; as it is when it does not decode."""
    coding = part.fields.get("content-transfer-encoding", "").lower()
    try:
        if coding == "base64":
            return base64.b64decode(content)
        return quopri.decodestring(content) if coding == "quoted-printable" else content
    except binascii.Error:
        return content


def write(data: bytes, mark: bytes, changes: Changes, writer: Writer) -> bytes:
    """The same parts with changes in their content, all else byte for byte; heads are not rewritten."""
    tree, at, out = under(changes), 0, []
    for part in cut(data, mark):
        if (*part.steps, KEY) in tree:
            raise writer.refuse("names of parts are not rewritten")
        if inside := tree.get(part.steps):
            out += [data[at : part.body[0]], _written(data[slice(*part.body)], part, inside, writer)]
            at = part.body[1]
    return b"".join([*out, data[at:]])


def _written(content: bytes, part: Part, inside: Changes, writer: Writer) -> bytes:
    if any(steps[0] in {HEAD, FILENAME} for steps in inside if steps):
        raise writer.refuse("heads of parts are not rewritten")
    plain = _transferred(content, part)
    new = writer.within(plain, inside, _media(part))
    return new if plain == content else base64.b64encode(new)
