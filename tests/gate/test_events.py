"""Restoring in event streams: tokens cut over deltas, byte-identical events, every split of the bytes."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from gwanmun.gate.events import EVENT_LIMIT, EventRestorer
from gwanmun.gate.restore import Tokens

PHONE, NAME = "GW_PHONE_7Q2K9XMT", "GW_NAME_AB12CD3X"
VALUES = {PHONE: "010-1234-5678", NAME: '김 "가람"'}
SAID = f"{NAME} 고객님 번호는 {PHONE}입니다. Good GW_ bye"
MEANT = '김 "가람" 고객님 번호는 010-1234-5678입니다. Good GW_ bye'


def restored(stream: bytes, cuts: tuple[int, ...] = ()) -> bytes:
    restorer = EventRestorer(Tokens(VALUES))
    bounds = [0, *cuts, len(stream)]
    return b"".join(restorer.feed(stream[a:b]) for a, b in itertools.pairwise(bounds)) + restorer.close()


def sse(*events: Any, end: str = "\n") -> bytes:
    lines = (e if isinstance(e, str) else json.dumps(e, ensure_ascii=False) for e in events)
    return "".join(f"data: {line}{end}{end}" for line in lines).encode()


def payloads(stream: bytes) -> list[Any]:
    lines = [line[6:] for line in stream.decode().splitlines() if line.startswith("data: ")]
    return [json.loads(line) if line != "[DONE]" else line for line in lines]


def chat(content: str | None, index: int = 0, finish: str | None = None) -> dict[str, Any]:
    delta = {} if content is None else {"content": content}
    return {"id": "c", "choices": [{"index": index, "delta": delta, "finish_reason": finish}]}


def said(stream: bytes, index: int = 0) -> str:
    choices = [c for p in payloads(stream) if isinstance(p, dict) for c in p.get("choices", [])]
    return "".join(c["delta"].get("content", "") for c in choices if c["index"] == index)


@pytest.mark.parametrize("step", range(1, 25))
def test_a_token_over_several_deltas(step: int) -> None:
    pieces = [SAID[at : at + step] for at in range(0, len(SAID), step)]
    stream = sse(*map(chat, pieces), chat(None, finish="stop"), "[DONE]")
    out = restored(stream)
    assert said(out) == MEANT
    assert out.endswith(b"data: [DONE]\n\n")


def test_a_token_cut_at_every_place_over_two_deltas() -> None:
    for cut in range(len(SAID) + 1):
        stream = sse(chat(SAID[:cut]), chat(SAID[cut:]), chat(None, finish="stop"), "[DONE]")
        assert said(restored(stream)) == MEANT


def test_every_cut_of_the_bytes_gives_the_same() -> None:
    stream = sse(chat("번호 GW_PH"), chat("ONE_7Q2K9XMT!"), chat(None, finish="stop"), "[DONE]", end="\r\n")
    expected = restored(stream)
    for cut in range(len(stream) + 1):
        assert restored(stream, (cut,)) == expected
    assert restored(stream, tuple(range(1, len(stream)))) == expected


def test_events_without_a_token_are_byte_identical() -> None:
    stream = (
        b': comment\n\nevent: x\nid: 1\ndata:  {"choices": [ {"index":0, "delta":{"content":"GPT Good"} } ]}\n\n'
        b'retry: 10\r\n\r\ndata: not json G\n\ndata\n\ndata: {"model":"GW","x":1.50}\n\n'
    )
    assert restored(stream) == stream


def test_other_lines_of_a_changed_event_stay() -> None:
    stream = f'event: delta\nid: 7\ndata: {{"text":"{PHONE}"}}\n\n'.encode()
    assert restored(stream) == b'event: delta\nid: 7\ndata: {"text":"010-1234-5678"}\n\n'


def test_interleaved_choices_are_kept_apart() -> None:
    stream = sse(
        chat("GW_PHONE_", 0), chat("GW_NAME_", 1), chat("7Q2K9XMT", 0), chat("AB12CD3X", 1), chat(None, 0, "stop"),
        chat(None, 1, "stop"), "[DONE]",
    )  # fmt: skip
    out = restored(stream)
    assert (said(out, 0), said(out, 1)) == ("010-1234-5678", '김 "가람"')


@pytest.mark.parametrize("last", [chat(None, finish="stop"), "[DONE]", None])
def test_what_only_looked_like_a_token_is_not_lost(last: Any) -> None:
    stream = sse(*(e for e in (chat("end GW_PHO"), last) if e is not None))
    assert said(restored(stream)) == "end GW_PHO"


def test_the_last_piece_may_come_with_the_end() -> None:
    stream = sse(chat("GW_PHONE_"), chat("7Q2K9XMT", finish="stop"))
    assert said(restored(stream)) == "010-1234-5678"


def test_tool_call_arguments_stay_valid_json() -> None:
    text = json.dumps({"name": NAME, "phone": PHONE})
    events = [
        {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": text[a : a + 5]}}]}}]}
        for a in range(0, len(text), 5)
    ]
    out = payloads(restored(sse(*events, chat(None, finish="tool_calls"))))
    calls = [c["delta"]["tool_calls"][0] for p in out for c in p["choices"] if "tool_calls" in c["delta"]]
    assert json.loads("".join(c["function"]["arguments"] for c in calls)) == {
        "name": VALUES[NAME],
        "phone": VALUES[PHONE],
    }


def test_anthropic_blocks() -> None:
    def block(text: str, kind: str = "text_delta", key: str = "text", index: int = 0) -> dict[str, Any]:
        return {"type": "content_block_delta", "index": index, "delta": {"type": kind, key: text}}

    arguments = json.dumps({"who": NAME})
    stream = sse(
        block("전화 GW_PHONE"), {"type": "ping"}, block("_7Q2K9XMT G"), {"type": "content_block_stop", "index": 0},
        *(block(arguments[a : a + 4], "input_json_delta", "partial_json", 1) for a in range(0, len(arguments), 4)),
        {"type": "content_block_stop", "index": 1}, {"type": "message_stop"},
    )  # fmt: skip
    deltas = [p["delta"] for p in payloads(restored(stream)) if p["type"] == "content_block_delta"]
    assert "".join(d.get("text", "") for d in deltas) == "전화 010-1234-5678 G"
    assert json.loads("".join(d.get("partial_json", "") for d in deltas)) == {"who": VALUES[NAME]}


def test_openai_responses() -> None:
    def delta(text: str) -> dict[str, Any]:
        return {"type": "response.output_text.delta", "item_id": "i", "output_index": 0, "delta": text}

    stream = sse(
        delta("GW_PHO"), delta("NE_7Q2K9XMT"), delta(" G"),
        {"type": "response.output_text.done", "item_id": "i", "output_index": 0, "text": f"{PHONE} G"},
        {"type": "response.completed", "response": {"output": [{"content": [{"text": f"{PHONE} G"}]}]}},
    )  # fmt: skip
    out = payloads(restored(stream))
    assert "".join(p["delta"] for p in out if p["type"].endswith(".delta")) == "010-1234-5678 G"
    assert [p["text"] for p in out if p["type"].endswith(".done")] == ["010-1234-5678 G"]
    assert out[-1]["response"]["output"][0]["content"][0]["text"] == "010-1234-5678 G"
    assert [p["type"] for p in out][-2:] == ["response.output_text.done", "response.completed"]


def test_gemini_and_patch_streams() -> None:
    parts = [{"candidates": [{"content": {"parts": [{"text": t}]}}]} for t in ("GW_PHONE_7Q", "2K9XMT")]
    out = payloads(restored(sse(*parts)))
    assert "".join(p["candidates"][0]["content"]["parts"][0]["text"] for p in out) == "010-1234-5678"
    patches = payloads(restored(sse({"p": "/message/content", "o": "append", "v": "GW_"}, {"v": "PHONE_7Q2K9XMT"})))
    assert "".join(p["v"] for p in patches) == "010-1234-5678"


def test_data_that_is_no_json_is_restored_as_text() -> None:
    assert restored(f"data: say {PHONE}\n\n".encode()) == b"data: say 010-1234-5678\n\n"


def test_data_over_several_lines_is_one_document() -> None:
    stream = f'data: {{"a":\ndata: "{PHONE}"}}\n\n'.encode()
    assert payloads(restored(stream)) == [{"a": "010-1234-5678"}]


def test_a_stream_that_ends_inside_an_event() -> None:
    assert restored(f"data: {PHONE}".encode()) == b"data: 010-1234-5678"


def test_an_event_without_end_does_not_grow_for_ever() -> None:
    restorer = EventRestorer(Tokens(VALUES))
    out = restorer.feed(b"data: " + b"x" * EVENT_LIMIT) + restorer.feed(PHONE[:9].encode())
    assert len(out) == EVENT_LIMIT + 6
    assert restorer.feed(PHONE[9:].encode()) + restorer.close() == b"010-1234-5678"


def test_hostile_shapes_are_passed_on() -> None:
    odd = [
        {"choices": "G"}, {"choices": [1, None, {"delta": "G"}]},
        {"choices": [{"delta": {"tool_calls": [{"function": 3}]}}]},
        {"type": "content_block_delta", "delta": "G"}, {"type": ["G"]}, {"candidates": [{"content": {"parts": "G"}}]},
        {"v": {"G": 1}}, [1, "G"], "G", 1, None,
    ]  # fmt: skip
    stream = "".join(f"data: {json.dumps(e)}\n\n" for e in odd).encode()
    assert restored(stream) == stream
    deep = b"data: " + b"[" * 900 + b'"G"' + b"]" * 900 + b"\n\n"
    assert restored(deep) == deep
