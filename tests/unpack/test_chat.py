"""Who said what, in the shapes of each service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwanmun.unpack.message import open_text

SHAPES: dict[str, tuple[Any, dict[str, str]]] = {
    "openai chat": (
        {
            "model": "gpt-4o",
            "messages": [
                {"role": "developer", "content": "be brief"},
                {"role": "user", "content": [{"type": "text", "text": "hello you"}]},
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [{"id": "c1", "function": {"arguments": '{"tel":"1 2"}'}}],
                },
                {"role": "tool", "tool_call_id": "c1", "content": "found it"},
            ],
        },
        {
            "be brief": "system",
            "hello you": "user",
            "1 2": "assistant",
            "found it": "tool",
            "gpt-4o": "",
            "text": "",
            "c1": "",
        },
    ),
    "openai responses": (
        {
            "model": "m",
            "instructions": "be kind",
            "input": [
                {"role": "user", "content": [{"type": "input_text", "text": "hello you"}]},
                {"type": "function_call", "arguments": '{"q":"a b"}'},
                {"type": "function_call_output", "call_id": "c", "output": "it rains"},
            ],
        },
        {"be kind": "system", "hello you": "user", "a b": "assistant", "it rains": "tool"},
    ),
    "openai input as a string": ({"model": "m", "input": "embed me"}, {"embed me": "user"}),
    "anthropic": (
        {
            "model": "claude",
            "system": [{"type": "text", "text": "be good"}],
            "messages": [
                {"role": "user", "content": "hello you"},
                {"role": "assistant", "content": [{"type": "tool_use", "input": {"q": "a b"}}]},
                {
                    "role": "user",
                    "content": [{"type": "tool_result", "content": "it rains"}, {"type": "text", "text": "and now"}],
                },
            ],
        },
        {"be good": "system", "hello you": "user", "a b": "assistant", "it rains": "tool", "and now": "user"},
    ),
    "gemini": (
        {
            "systemInstruction": {"parts": [{"text": "be wise"}]},
            "contents": [
                {"role": "user", "parts": [{"text": "hello you"}]},
                {"role": "model", "parts": [{"text": "hi"}]},
                {"parts": [{"text": "so"}]},
            ],
        },
        {"be wise": "system", "hello you": "user", "hi": "assistant", "so": "user"},
    ),
    "chatgpt web": (
        {
            "action": "next",
            "messages": [{"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["hello you"]}}],
        },
        {"hello you": "user", "next": "", "text": ""},
    ),
    "deepseek web": (
        {"chat_session_id": "s", "prompt": "hello you", "ref_file_ids": []},
        {"hello you": "user", "s": ""},
    ),
    "in an envelope": (
        {"project": "p", "request": {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}},
        {"hi": "user", "p": ""},
    ),
    "no chat": (
        {"users": [{"name": "garam", "role": "user"}], "system": {"os": "android"}, "input": "x"},
        {"garam": "", "android": "", "x": ""},
    ),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("cut", [False, True])
def test_roles(name: str, cut: bool) -> None:
    """Also when the body ends early, which the exact reader reads."""
    body, wanted = SHAPES[name]
    data = json.dumps(body).encode()
    leaves = open_text(data[:-1] if cut else data, "application/json").leaves
    roles = {leaf.text: leaf.role for leaf in leaves}
    assert {text: roles[text] for text in wanted} == wanted


def test_prompt_field_of_a_form() -> None:
    leaves = open_text(b"prompt=hello+you&size=big", "application/x-www-form-urlencoded").leaves
    assert [leaf.role for leaf in leaves] == ["user", ""]
