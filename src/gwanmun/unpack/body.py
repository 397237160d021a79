"""A body of any kind: what it is by declaration and by its first bytes, and which reader and writer it goes to."""

from __future__ import annotations

from dataclasses import replace

from gwanmun.unpack import (
    binary,
    compressed,
    cost,
    csv_table,
    encoded,
    files,
    form,
    json_body,
    lines,
    multipart,
    serialised,
    xml_body,
)
from gwanmun.unpack.json_exact import read_exactly
from gwanmun.unpack.media import Media
from gwanmun.unpack.path import Layer
from gwanmun.unpack.percent import Encoding
from gwanmun.unpack.sink import WORK, Changes, Sink, Steps, TooManyError, Writer, below
from gwanmun.unpack.splice import Splice, spliced
from gwanmun.unpack.text import Decoded, decode, is_binary

_FORM = "application/x-www-form-urlencoded"
_JSON_START = (b"{", b"[")
_BRACKETS = b"{["


def read(data: bytes, media: Media, steps: Steps, sink: Sink) -> None:
    """Add the leaves of a body to the sink; whatever is not read is said there. Never raises."""
    if not data:
        return
    begin = sink.mark()
    try:
        _read(data, media, steps, sink)
    except TooManyError:
        sink.back_to(begin)
        _beyond(data, media, steps, sink)


def _beyond(data: bytes, media: Media, steps: Steps, sink: Sink) -> None:
    """A body that would be more work than there is: its lines as far as it goes, else one text."""
    text = decode(data, media.charset).text
    if layer := lines.recognise(text):
        lines.read(text, layer, steps, sink)
        return
    sink.unread(f"{WORK}: read as text", steps)
    encoded.read_loose(text, steps, sink)


def _read(data: bytes, media: Media, steps: Steps, sink: Sink) -> None:
    if data[0] in _BRACKETS and media.is_json and not (media.codings or steps) and json_body.read(data, steps, sink):
        return
    if sink.deep(steps):
        sink.unread("too many layers in one another: read as text", steps)
        sink.plain(decode(data, media.charset).text, steps)
    elif media.codings:
        _coded(data, media, steps, sink)
    elif not _packed(data, media, steps, sink):
        _uncoded(data, media, steps, sink)


def _coded(data: bytes, media: Media, steps: Steps, sink: Sink) -> None:
    """Undo the outermost declared coding. Recorders keep the field and store the text: then it is the text."""
    name, rest = media.codings[-1], replace(media, codings=media.codings[:-1])
    coding = compressed.NAMES.get(name)
    if coding and _inflated(data, coding, rest, steps, sink, declared=True):
        return
    if not coding:
        sink.unread("a content coding that is not known: read as it is", steps)
    read(data, rest, steps, sink)


def _packed(data: bytes, media: Media, steps: Steps, sink: Sink) -> bool:
    coding = compressed.sniff(data)
    return bool(coding) and _inflated(data, coding, media, steps, sink, declared=False)


def _inflated(data: bytes, coding: str, media: Media, steps: Steps, sink: Sink, declared: bool) -> bool:
    """Read what is inside compressed data; False when it is not compressed after all."""
    sink.spend(cost.PACKED)
    result = compressed.inflate(data, coding, sink.limits, sink.left)
    doubtful = coding == "deflate" and not declared and not result.data
    if result.why and (doubtful or not is_binary(data)):
        return False
    inside = (*steps, Layer(f"{coding}:"))
    sink.left -= len(result.data)
    sink.grant(len(result.data) - len(data))
    if result.why:
        sink.unread(result.why, steps)
    read(result.data, media, inside, sink)
    return True


def _uncoded(data: bytes, media: Media, steps: Steps, sink: Sink) -> None:
    if kind := _file(data, media):
        sink.spend(cost.FILE)
        files.read(kind, data, steps, sink)
    elif mark := _boundary(data, media):
        multipart.read(data, mark, steps, sink)
    elif _starts_json(data, media) and json_body.read(data, steps, sink):
        return
    elif _is_form(data, media):
        form.FORM.read(data, steps, sink, Encoding(charset=media.charset))
    elif not (xml_body.read(data, media, steps, sink) or serialised.read(data, media, steps, sink)):
        _text(data, media, steps, sink)


def _file(data: bytes, media: Media) -> str:
    """The type of a file, "" for text."""
    if kind := binary.sniff(data):
        return kind
    opaque = media.type.startswith(("image/", "audio/", "video/", "font/"))
    return media.type if opaque and is_binary(data) else ""


def _boundary(data: bytes, media: Media) -> bytes:
    if media.type.startswith("multipart/") or data.lstrip(b"\r\n").startswith(b"--"):
        return multipart.boundary(data, media.boundary)
    return b""


def _starts_json(data: bytes, media: Media) -> bool:
    return media.is_json or data.startswith(_JSON_START) or data[:64].lstrip().startswith(_JSON_START)


def _is_form(data: bytes, media: Media) -> bool:
    if media.type == _FORM:
        return not data.startswith((b'{"', b"[{")) and not is_binary(data)
    return media.type in {"", "text/plain"} and form.looks_like(data)


def _text(data: bytes, media: Media, steps: Steps, sink: Sink) -> None:
    decoded = decode(data, media.charset)
    if layer := lines.recognise(decoded.text):
        lines.read(decoded.text, layer, steps, sink)
    elif media.is_json or decoded.text[:64].lstrip()[:1] in {"{", "["}:
        _odd_json(decoded, data, media, steps, sink)
    elif is_binary(data):
        sink.unread(f"{binary.printable(media.type)}, {len(data)} bytes: not text, read where it is text", steps)
        sink.plain(decoded.text, steps)
    elif mark := csv_table.delimiter(decoded.text, media.is_csv):
        csv_table.read(decoded.text, mark, steps, sink)
    else:
        sink.text(decoded.text, steps)


def _odd_json(decoded: Decoded, data: bytes, media: Media, steps: Steps, sink: Sink) -> None:
    """JSON in another charset, with values that parsers refuse, cut short, or broken."""
    text = decoded.text
    other = text.encode()
    if other != data and json_body.read(other, steps, sink):
        return
    why = read_exactly(text, steps, sink, partial=True)
    if why and (media.is_json or why != "not JSON" or is_binary(data)):
        sink.unread(f"broken JSON: {why}, read as text", steps)
    if why:
        encoded.read_loose(text, steps, sink)


def write(data: bytes, media: Media, changes: Changes, writer: Writer) -> bytes:
    """The body with changes in its leaves; the first step of a change names the layer to write through."""
    layer = next((steps[0] for steps in changes if steps), "")
    if isinstance(layer, Layer) and layer[:-1] in compressed.NAMES:
        return _packed_again(data, layer[:-1], media, changes, writer)
    if layer in files.LAYERS:
        return files.write(str(layer), data, changes, writer)
    if layer == xml_body.XML:
        return xml_body.write(data, changes, writer)
    if layer in serialised.LAYERS:
        raise writer.refuse(f"a binary message ({layer[:-1]}) is not rewritten")
    if layer == multipart.MULTIPART:
        return multipart.write(data, multipart.boundary(data, media.boundary), changes, writer)
    try:
        if layer == form.FORM.layer:
            return form.FORM.write(data, changes, writer, Encoding(charset=media.charset))
        return _text_again(data, media, changes, writer)
    except ValueError as error:  # UnicodeError is one
        raise writer.refuse("the charset of this text cannot be written back exactly") from error


def _packed_again(data: bytes, coding: str, media: Media, changes: Changes, writer: Writer) -> bytes:
    result = compressed.inflate(data, coding, writer.limits, writer.limits.decoded)
    if result.why:
        raise writer.refuse(f"{result.why}: what was not read would be lost")
    rest = replace(media, codings=media.codings[:-1])
    inside = below(changes, Layer(f"{coding}:"))
    return compressed.deflate(writer.within(result.data, inside, rest), coding, data)


def _text_again(data: bytes, media: Media, changes: Changes, writer: Writer) -> bytes:
    decoded = decode(data, media.charset)
    if decoded.encode(decoded.raw) != data:
        raise writer.refuse("the charset of this text cannot be written back exactly")
    return decoded.encode(spliced(decoded.raw, _splices(decoded.text, media, changes, writer)))


def _splices(text: str, media: Media, changes: Changes, writer: Writer) -> list[Splice]:
    for layer in (lines.NDJSON, lines.SSE):
        if below(changes, layer):
            return lines.splices(text, layer, changes, writer)
    if inside := below(changes, csv_table.CSV):
        return csv_table.splices(text, csv_table.delimiter(text, media.is_csv), inside, writer)
    return encoded.splices(text, changes, writer)
