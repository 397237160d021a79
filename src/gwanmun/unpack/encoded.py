"""Text inside text: JSON in a string, base64, data URLs, percent-encoding, character references."""

from __future__ import annotations

import base64
import binascii
import re

from gwanmun.unpack import binary, compressed, cost, json_body, json_exact
from gwanmun.unpack.escapes import ESCAPES, ESCAPES_MOST, LOOSE
from gwanmun.unpack.media import PLAIN, media
from gwanmun.unpack.path import Layer, Step
from gwanmun.unpack.sink import WORK, Changes, Sink, Steps, TooManyError, Writer, below
from gwanmun.unpack.splice import Splice, carried
from gwanmun.unpack.text import is_text

_OPENERS = frozenset('{["d')
BASE64 = Layer("base64:")
DATA = Layer("data:")
KEY_MOST = 1024
"""Bytes that a key, a token or a signature has at most; of longer ones in base64 it is said that they are not read."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_\-]{16}[A-Za-z0-9+/_\-\r\n]*+={0,2}\s*+")
_HEX = re.compile(r"[0-9a-f-]{1,128}|[0-9A-F-]{1,128}")
_DATA_URL = re.compile(r"data:([\w/+.-]*(?:;[\w=.+-]+)*?)(;base64)?,", re.ASCII)
_BY_LAYER = {escapes.layer: escapes for escapes in (*ESCAPES, LOOSE)}


def read(text: str, steps: Steps, sink: Sink) -> None:
    """Leaves of a text: what is nested in it, else itself. Base64 that is text gives both: a key looks like it too."""
    try:
        if sink.afford(cost.NESTED + len(text) // 256):
            _read(text, steps, sink)
            return
    except TooManyError:
        sink.work = min(sink.work, 0)
    sink.say_once(f"{WORK}: what is nested in texts is not opened any more")
    sink.plain(text, steps)


def _read(text: str, steps: Steps, sink: Sink) -> None:
    if len(text) > 2 and text[0] in _OPENERS and _opened(text, steps, sink):
        return
    if ("%" in text or "&" in text or "\\" in text) and _unescaped(text, steps, sink):
        return
    if not _is_base64(text) or not _file_or_text(text, steps, sink):
        sink.plain(text, steps)


def _is_base64(text: str) -> bool:
    """Whether a text has the shape; identifiers of digits have it in their thousands and never mean it."""
    if len(text) < 16 or " " in text or _HEX.fullmatch(text):
        return False
    return _BASE64.fullmatch(text) is not None


def _unescaped(text: str, steps: Steps, sink: Sink) -> bool:
    for escapes in ESCAPES:
        if escapes.sign not in text:
            continue
        sink.spend(cost.ESCAPED + len(text) // 64)
        inner, whole = escapes.resolve(text)
        if not whole:
            _in_part(inner, (*steps, escapes.layer), sink)
        elif inner != text:
            _descend(inner, text, (*steps, escapes.layer), sink)
        if not whole or inner != text:
            return True
    return False


def _in_part(inner: str, steps: Steps, sink: Sink) -> None:
    """A text with so many escapes that not all were resolved."""
    sink.unread(f"more than {ESCAPES_MOST} escapes: those after them are read as they are written", steps)
    sink.plain(inner, steps)


def read_loose(text: str, steps: Steps, sink: Sink) -> None:
    """Broken JSON as one text, its escapes resolved."""
    inner, whole = LOOSE.resolve(text) if "\\" in text else (text, True)
    place = (*steps, LOOSE.layer) if inner != text else steps
    if whole:
        sink.plain(inner, place)
    else:
        _in_part(inner, place, sink)


def _descend(inner: str, text: str, steps: Steps, sink: Sink) -> None:
    if sink.deep(steps):
        sink.unread("too many layers in one another", steps)
        sink.plain(text, steps[:-1])
    else:
        sink.text(inner, steps)


def _opened(text: str, steps: Steps, sink: Sink) -> bool:
    if text[0] == "d":
        return _data_url(text, steps, sink)
    if text[-1] not in '}]" \r\n\t':
        return False
    if sink.deep(steps):
        sink.unread("too many layers in one another", steps)
        return False
    before = sink.mark()
    sink.spend(cost.CODED)
    return json_body.read(text.encode(), steps, sink) and sink.mark() != before


def _data_url(text: str, steps: Steps, sink: Sink) -> bool:
    """RFC 2397."""
    if not (match := _DATA_URL.match(text)) or not match.group(2):
        return False
    sink.spend(cost.FILE)
    data = _decoded(text[match.end() :])
    if data is None or sink.deep(steps):
        return False
    sink.open_bytes(data, media(match.group(1)), (*steps, DATA), sink)
    return True


def _file_or_text(text: str, steps: Steps, sink: Sink) -> bool:
    """Read base64 when there is text or a file in it; True when the base64 itself is then read or of no use."""
    sink.spend(cost.CODED)
    data = _decoded(text)
    if data is None or sink.deep(steps):
        return False
    if (inner := _written(data)) is not None:
        sink.plain(text, steps)
        sink.text(inner, (*steps, BASE64))
    elif binary.sniff(data) or _is_packed(data, sink):
        sink.open_bytes(data, PLAIN, (*steps, BASE64), sink)
    else:
        if len(data) > KEY_MOST:
            sink.unread(f"base64 of {len(data)} bytes: this format is not read", steps)
        return False
    return True


def _is_packed(data: bytes, sink: Sink) -> bool:
    coding = compressed.sniff(data)
    if coding:
        sink.spend(cost.PACKED)
    return bool(coding and compressed.inflate(data[:4096], coding, sink.limits, 1 << 16).data)


def _written(data: bytes) -> str | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if is_text(text) else None


def _decoded(text: str) -> bytes | None:
    compact = text.translate(_STANDARD) if _ALTERED.search(text) else text
    try:
        return binascii.a2b_base64(compact + "=" * (-len(compact) % 4))
    except ValueError:
        return None


_ALTERED = re.compile(r"[-_\s]")
_STANDARD = {ord("-"): "+", ord("_"): "/"} | dict.fromkeys(map(ord, " \r\n\t"))


def _encoded(data: bytes, before: str) -> str:
    """Base64 in the alphabet and with the padding of `before`."""
    url = "-" in before or "_" in before
    text = (base64.urlsafe_b64encode if url else base64.b64encode)(data).decode()
    padded = before.rstrip().endswith("=") or len(before.rstrip()) % 4 == 0
    return text if padded else text.rstrip("=")


def splices(text: str, changes: Changes, writer: Writer) -> list[Splice]:
    """Replacements on a text for changes in it or in what is nested in it."""
    layers = {steps[:1] for steps in changes}
    if len(layers) != 1:
        raise writer.refuse("both a text and what is encoded in it were to change")
    (layer,) = layers
    if not layer:
        return changes[()]
    inside = below(changes, layer[0])
    return _within(text, layer[0], inside, writer)


def _within(text: str, layer: Step, inside: Changes, writer: Writer) -> list[Splice]:
    if layer == json_exact.JSON:
        return json_exact.splices(text, inside, writer)
    if isinstance(layer, Layer) and (escapes := _BY_LAYER.get(layer)):
        return carried(splices(escapes.decode(text), inside, writer), escapes.places(text), escapes.escape)
    head = _DATA_URL.match(text) if layer == DATA else None
    return _rebuilt(text, head, inside, writer)


def _rebuilt(text: str, head: re.Match[str] | None, inside: Changes, writer: Writer) -> list[Splice]:
    at, kind = (head.end(), media(head.group(1))) if head else (0, PLAIN)
    data = _decoded(text[at:])
    if data is None:
        raise writer.refuse("not the base64 that was read")
    return [(at, len(text), _encoded(writer.within(data, inside, kind), text[at:]))]
