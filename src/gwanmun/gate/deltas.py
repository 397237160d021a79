"""Where streamed events of AI services carry their pieces of text, so that a token cut over several is found.

Shapes: OpenAI chat and legacy completions (`choices[].delta`), OpenAI responses (`response.*.delta`), Anthropic
messages (`content_block_delta`), Gemini (`candidates[].content.parts[]`), patch streams of web chats (`{"v": "…"}`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Channel = tuple[Any, ...]
"""Pieces with the same channel make one text; its first item is what ends together."""

CHAT_KEYS = ("content", "refusal", "reasoning_content", "reasoning")
JSON_KEYS = frozenset({"arguments", "partial_json"})
"""Strings that hold JSON text themselves."""

EVERYTHING: Channel = ()


class Slot(NamedTuple):
    """A piece of text: `container[key]`."""

    channel: Channel
    container: dict[str, Any]
    key: str

    @property
    def in_json(self) -> bool:
        return self.key in JSON_KEYS or "arguments" in str(self.channel[0])


def slots(event: dict[str, Any]) -> list[Slot]:
    """The pieces of text that an event carries, in order."""
    found = (*_chat(event), *_anthropic(event), *_responses(event), *_gemini(event), *_patch(event))
    return [slot for slot in found if isinstance(slot.container.get(slot.key), str)]


def ended(event: dict[str, Any]) -> list[Channel]:
    """The beginnings of channels that end with this event; its own pieces still belong to them."""
    choices, candidates, kind = _dicts(event.get("choices")), _dicts(event.get("candidates")), event.get("type")
    over: list[Channel] = [(("choice", _index(c)),) for c in choices if c.get("finish_reason") is not None]
    over += [(("candidate", _index(c)),) for c in candidates if c.get("finishReason") is not None]
    return over + _typed_end(kind, event) if isinstance(kind, str) else over


def _typed_end(kind: str, event: dict[str, Any]) -> list[Channel]:
    if kind == "content_block_stop":
        return [(("block", _index(event)),)]
    if kind.endswith(".done"):
        return [((kind.removesuffix(".done"), *_item(event)),)]
    return [EVERYTHING] if kind in ("message_stop", "response.completed", "message_stream_complete") else []


def _chat(event: dict[str, Any]) -> Iterator[Slot]:
    for choice in _dicts(event.get("choices")):
        group = ("choice", _index(choice))
        yield Slot((group, "text"), choice, "text")
        delta = choice.get("delta")
        if isinstance(delta, dict):
            for key in CHAT_KEYS:
                yield Slot((group, key), delta, key)
            for call in _dicts(delta.get("tool_calls")):
                function = call.get("function")
                if isinstance(function, dict):
                    yield Slot((group, "tool", _index(call)), function, "arguments")


def _anthropic(event: dict[str, Any]) -> Iterator[Slot]:
    delta = event.get("delta")
    if event.get("type") == "content_block_delta" and isinstance(delta, dict):
        for key in ("text", "thinking", "partial_json"):
            yield Slot((("block", _index(event)), key), delta, key)


def _responses(event: dict[str, Any]) -> Iterator[Slot]:
    kind = event.get("type")
    if isinstance(kind, str) and kind.endswith(".delta"):
        yield Slot(((kind.removesuffix(".delta"), *_item(event)),), event, "delta")


def _item(event: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(event.get(name)) for name in ("item_id", "output_index", "content_index", "summary_index"))


def _gemini(event: dict[str, Any]) -> Iterator[Slot]:
    for candidate in _dicts(event.get("candidates")):
        content = candidate.get("content")
        for part in _dicts(content.get("parts") if isinstance(content, dict) else None):
            yield Slot((("candidate", _index(candidate)), "text"), part, "text")


def _patch(event: dict[str, Any]) -> Iterator[Slot]:
    if "v" in event and event.keys() <= {"v", "p", "o", "c"}:
        yield Slot(("patch",), event, "v")


def _index(holder: dict[str, Any]) -> str:
    return str(holder.get("index", 0))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
