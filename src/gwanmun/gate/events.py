"""Restores values in server-sent events (WHATWG HTML section 9.2), also when a token is cut over several of them.

An event is passed on as soon as its blank line is there. Events in which nothing is replaced stay byte-identical;
of a changed one only the data is written anew.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from gwanmun.gate.deltas import JSON_KEYS, Channel, Slot, ended, slots
from gwanmun.gate.restore import TokenRestorer, Tokens

EVENT_END = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))")
DATA_LINE = re.compile(rb"^data:?[ ]?([^\r\n]*)(\r\n|\n|\r|\Z)", re.MULTILINE)
EVENT_LIMIT = 1024 * 1024
"""Bytes of one event before it is restored as plain text instead."""

DEEPEST = 64


class EventRestorer:
    """Takes an event stream in pieces and gives whole events back."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._buffer = b""
        self._scanned = 0
        self._held: dict[Channel, str] = {}
        self._models: dict[Channel, tuple[bytes, dict[str, Any], Slot]] = {}
        self._plain: TokenRestorer | None = None

    def feed(self, data: bytes) -> bytes:
        if self._plain is not None:
            return self._plain.feed(data)
        self._buffer += data
        out: list[bytes] = []
        start = 0
        while end := EVENT_END.search(self._buffer, max(start, self._scanned)):
            out.append(self._event(self._buffer[start : end.end()]))
            start = self._scanned = end.end()
        self._buffer = self._buffer[start:]
        self._scanned = max(0, len(self._buffer) - 3)
        if len(self._buffer) > EVENT_LIMIT:
            out.append(self._give_up())
        return b"".join(out)

    def close(self) -> bytes:
        if self._plain is not None:
            return self._plain.close()
        return self._release(list(self._held)) + self._text(self._buffer)

    def _give_up(self) -> bytes:
        released, rest = self._release(list(self._held)), self._buffer
        self._plain, self._buffer = TokenRestorer(self._tokens, _in_string), b""
        return released + self._plain.feed(rest)

    def _event(self, raw: bytes) -> bytes:
        if not self._held and b"\\u" not in raw and not any(first in raw for first in self._tokens.firsts):
            return raw
        payload = b"\n".join(match[1] for match in DATA_LINE.finditer(raw))
        if payload.strip() == b"[DONE]":
            return self._release(list(self._held)) + raw
        try:
            event = orjson.loads(payload)
        except orjson.JSONDecodeError:
            return self._text(raw)
        return self._document(raw, event) if isinstance(event, dict) else self._text(raw)

    def _document(self, raw: bytes, event: dict[str, Any]) -> bytes:
        pieces, over = slots(event), ended(event)
        last = {slot.channel: index for index, slot in enumerate(pieces)}
        changed = False
        for index, slot in enumerate(pieces):
            final = index == last[slot.channel] and _ends(slot.channel, over)
            changed |= self._piece(raw, event, slot, pieces, final)
        released = self._release([channel for channel in self._held if _ends(channel, over)])
        done = {(id(slot.container), slot.key) for slot in pieces}
        changed |= self._walk(event, done, 0)
        return released + (_written(raw, event) if changed else raw)

    def _piece(self, raw: bytes, event: dict[str, Any], slot: Slot, pieces: list[Slot], final: bool) -> bool:
        """Restore one piece of a text, joined to what was held of it; whether that changed it."""
        before = slot.container[slot.key]
        text, held = self._restored(self._held.pop(slot.channel, "") + before, slot.in_json, final)
        slot.container[slot.key] = text
        if held:
            self._held[slot.channel] = held
            self._models[slot.channel] = raw, _model(event, slot, pieces), slot
        return bool(text != before)

    def _restored(self, text: str, in_json: bool, final: bool) -> tuple[str, str]:
        pieces, held = self._tokens.split(text.encode("utf-8", "replace"), final)
        values = self._tokens.values
        parts = [_spelled(values[p], in_json) if i % 2 else p.decode() for i, p in enumerate(pieces)]
        return "".join(parts), held.decode()

    def _release(self, channels: list[Channel]) -> bytes:
        """Events that carry what was held on these channels and turned out to be no token."""
        out: list[bytes] = []
        for channel in channels:
            raw, model, slot = self._models.pop(channel)
            holder = next(s for s in slots(model) if s.channel == channel)
            holder.container[slot.key] = self._held.pop(channel)
            out.append(_written(raw, model))
        return b"".join(out)

    def _walk(self, node: Any, done: set[tuple[int, str]], depth: int) -> bool:
        """Restore whole tokens in every other string of an event."""
        if depth > DEEPEST or not isinstance(node, dict | list):
            return False
        changed = False
        for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
            if isinstance(value, str) and (id(node), key) not in done:
                node[key] = self._restored(value, key in JSON_KEYS, True)[0]
                changed |= node[key] != value
            else:
                changed |= self._walk(value, done, depth + 1)
        return changed

    def _text(self, raw: bytes) -> bytes:
        pieces, _ = self._tokens.split(raw, True)
        return b"".join(
            _in_string(self._tokens.values[piece], 1) if index % 2 else piece for index, piece in enumerate(pieces)
        )


def _ends(channel: Channel, over: list[Channel]) -> bool:
    return any(channel[: len(end)] == end for end in over)


def _model(event: dict[str, Any], slot: Slot, pieces: list[Slot]) -> dict[str, Any]:
    """A copy of an event without any of its pieces of text, to carry a later one."""
    copy: dict[str, Any] = orjson.loads(orjson.dumps(event))
    for other in slots(copy):
        other.container[other.key] = ""
    return copy


def _written(raw: bytes, event: dict[str, Any]) -> bytes:
    """The event with its data replaced: one data line where the first one stood."""
    data = b"data: " + orjson.dumps(event)
    first = True

    def line(match: re.Match[bytes]) -> bytes:
        nonlocal first
        text, first = (data + match[2] if first else b""), False
        return text

    return DATA_LINE.sub(line, raw)


def _spelled(value: str, in_json: bool) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1] if in_json else value


def _in_string(value: str, depth: int) -> bytes:
    return _spelled(value, True).encode("utf-8", "replace")
