"""What went out over a WebSocket (`_webSocketMessages` of Chromium's HAR): each message sent is an exchange.

`type` is `send` or `receive`, `opcode` 1 for text and 2 for binary (base64), `time` Unix seconds (RFC 6455 section 5.2
has the opcodes); PCAPdroid marks text that is not UTF-8 with `encoding: base64`. The method is `WEBSOCKET`; the
handshake's own header fields stay with the handshake.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gwanmun.capture.fields import number, text
from gwanmun.capture.place import Item, Place
from gwanmun.transfer import Exchange, Request

_BINARY = 2


def messages(rows: list[dict[str, Any]], handshake: Exchange, target: str, place: Place) -> Iterator[Item]:
    sent = [row for row in rows if text(row, "type") == "send"]
    for count, row in enumerate(sent):
        here = place.part(f"message-{count}")
        body = _data(row)
        if body is None:
            yield here.unreadable("", "the message is not valid base64")
        else:
            at = number(row, "time") or handshake.at
            yield here.full(replace(handshake, at=at), Request("WEBSOCKET", target, (), body), None)


def _data(row: dict[str, Any]) -> bytes | None:
    if number(row, "opcode") != _BINARY and text(row, "encoding").lower() != "base64":
        return text(row, "data").encode("utf-8", "replace")
    try:
        return base64.b64decode(text(row, "data"))
    except (binascii.Error, ValueError):
        return None
