"""Who said what in the bodies of AI services: the role of each text in a chat.

Shapes, from the services' public API references and the traffic of their web pages: OpenAI chat completions
(`messages[].role`) and responses (`input`, `instructions`), Anthropic messages (`system`, `tool_result` blocks), Gemini
(`contents[].parts`, `systemInstruction`), ChatGPT on the web (`messages[].author.role`), DeepSeek on the web and plain
completion (`prompt`). Each may stand one level down, in an envelope.
"""

from __future__ import annotations

from typing import Any

from gwanmun.unpack.parts import FILE_ROLE, Leaf
from gwanmun.unpack.path import Step

_new = tuple.__new__
_ROLES = {
    "user": "user",
    "human": "user",
    "system": "system",
    "developer": "system",
    "assistant": "assistant",
    "model": "assistant",
    "ai": "assistant",
    "tool": "tool",
    "function": "tool",
}
_BLOCKS = {  # content blocks and items that say by their type who speaks
    "tool_result": "tool",
    "function_call_output": "tool",
    "custom_tool_call_output": "tool",
    "function_call": "assistant",
    "custom_tool_call": "assistant",
    "tool_use": "assistant",
}
_LISTS = frozenset({"messages", "contents", "input"})
_STANDING = {
    "prompt": "user",
    "contents": "user",
    "system_prompt": "system",
    "systemInstruction": "system",
    "system_instruction": "system",
}
_WITH_MODEL = {"input": "user", "inputs": "user", "instructions": "system", "system": "system"}
_SAID = frozenset(
    {"content", "parts", "text", "tool_calls", "arguments", "input", "output", "reasoning_content", "refusal"}
)
_MARKS = frozenset(
    {"type", "content_type", "role", "id", "tool_call_id", "tool_use_id", "call_id", "mimeType", "media_type"}
)
_SPEAKS = frozenset({"role", "type"})
KEYS = frozenset(_LISTS | _STANDING.keys() | _WITH_MODEL.keys() | {"model"})

Steps = tuple[Step, ...]


def places(root: Any) -> set[Steps]:
    """The names at the top of a JSON value, and one level down, if it may be a chat; cheap, and empty for most."""
    if root.__class__ is not dict:
        return set()
    found: set[Steps] = {(name,) for name in root if name in KEYS}
    for envelope, value in root.items():
        if value.__class__ is dict and not KEYS.isdisjoint(value):
            found |= {(envelope, name) for name in KEYS.intersection(value)}
    return found


def places_of(leaves: list[Leaf], depth: int) -> set[Steps]:
    """The same from the leaves of one JSON value or form whose steps begin at `depth`."""
    tops = {leaf.steps[depth : depth + size] for leaf in leaves for size in (1, 2)}
    return {steps for steps in tops if steps and steps[-1] in KEYS}


def assign(leaves: list[Leaf], begin: int, base: Steps, places: set[Steps]) -> None:
    """Set the role of the leaves from `begin` on, which are those of one JSON value or form at `base`."""
    lists = {(*base, *steps) for steps in places if steps[-1] in _LISTS}
    standing = {(*base, *steps): role for steps in places if (role := _standing(steps, places))}
    tops, depth = {steps[0] for steps in places}, len(base)
    inside = [at for at in range(begin, len(leaves)) if leaves[at][1][depth] in tops] if lists or standing else []
    speakers = _speakers(leaves, inside, lists, depth) if lists else {}
    lengths = sorted({len(steps) for steps in (*standing, *speakers)}, reverse=True)
    for at in inside if lengths else ():
        part, steps, text, number, before = leaves[at]
        role = _role(steps, lengths, speakers, standing)
        if role and before != FILE_ROLE and not (steps[-1] in _MARKS and " " not in text):
            leaves[at] = _new(Leaf, (part, steps, text, number, role))


def _speakers(leaves: list[Leaf], inside: list[int], lists: set[Steps], depth: int) -> dict[Steps, str]:
    """The steps of each message or block that names who speaks -> role."""
    speakers = {}
    for at in inside:
        _, steps, text, _, _ = leaves[at]
        if steps[-1] not in _SPEAKS or not (steps[: depth + 1] in lists or steps[: depth + 2] in lists):
            continue
        if role := _ROLES.get(text.lower()) if steps[-1] == "role" else _BLOCKS.get(text):
            speakers[steps[:-2] if steps[-2] == "author" else steps[:-1]] = role
    return speakers


def _standing(steps: Steps, places: set[Steps]) -> str:
    """What is said by its place alone; some names mean it only beside the name of a model."""
    name = steps[-1]
    if name in _WITH_MODEL and (*steps[:-1], "model") in places:
        return _WITH_MODEL[str(name)]
    return _STANDING.get(str(name), "")


def _role(steps: Steps, lengths: list[int], speakers: dict[Steps, str], standing: dict[Steps, str]) -> str:
    """What stands deeper is more exact and goes before."""
    for length in lengths:
        prefix = steps[:length]
        if prefix in speakers and len(steps) > length and steps[length] in _SAID:
            return speakers[prefix]
        if prefix in standing and (prefix[-1] != "contents" or "parts" in steps):
            return standing[prefix]
    return ""
