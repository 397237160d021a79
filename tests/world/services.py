"""What the fake services answer: web chat, model API, device cloud, shop, telemetry, a plain site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.world.http import Arrived, Handler, Reply

CHAT_PAGE = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>Chat</title>
<h1>무엇을 도와드릴까요?</h1>
<form id="form"><textarea id="prompt" rows="8" cols="60"></textarea><button id="send">보내기</button></form>
<pre id="answer"></pre><p id="state">idle</p>
<script>
const $ = id => document.getElementById(id);
$("form").onsubmit = async event => {
  event.preventDefault();
  $("state").textContent = "sending";
  $("answer").textContent = "";
  try {
    const reply = await fetch("/api/v0/chat/completion", {
      method: "POST", headers: {"content-type": "application/json"},
      body: JSON.stringify({chat_session_id: "world", parent_message_id: null, prompt: $("prompt").value,
                            ref_file_ids: [], thinking_enabled: false, search_enabled: false})});
    if (!reply.ok) { $("answer").textContent = await reply.text(); $("state").textContent = "refused"; return; }
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let held = "";
    for (;;) {
      const {value, done} = await reader.read();
      if (done) break;
      held += value;
      const events = held.split("\\n\\n");
      held = events.pop();
      for (const event of events) {
        const data = event.replace(/^data: /, "");
        if (data === "[DONE]") continue;
        $("answer").textContent += JSON.parse(data).choices[0].delta.content ?? "";
      }
    }
    $("state").textContent = "done";
  } catch (error) { $("answer").textContent = String(error); $("state").textContent = "failed"; }
};
</script></html>
"""

SITE_PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Example</title><h1>Nothing to see</h1></html>'


def odd_pieces(text: str) -> list[str]:
    """Cut a text where it hurts: pieces of 1, 2, 3, 5, 1, 2 … characters, so that no token stays whole."""
    pieces: list[str] = []
    sizes, at = (1, 2, 3, 5), 0
    while at < len(text):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(text[at : at + size])
        at += size
    return pieces


async def _events(text: str) -> AsyncIterator[bytes]:
    """Server-sent events as the chat APIs write them; some split in the middle of an event, even of a character."""
    for number, piece in enumerate(odd_pieces(text)):
        delta = {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
        event = f"data: {json.dumps(delta, ensure_ascii=number % 2 == 0)}\n\n".encode()
        cut = len(event) // 2 if number % 3 == 0 else len(event)
        for half in filter(None, (event[:cut], event[cut:])):
            yield half
    yield b"data: [DONE]\n\n"


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _reply(value: object, status: int = 200) -> Reply:
    return Reply(status, body=json.dumps(value, ensure_ascii=False).encode())


async def web_chat(request: Arrived) -> Reply:
    """DeepSeek-like: a page with a text field, and a completion endpoint that answers as server-sent events."""
    if request.method == "POST" and urlsplit(request.target).path == "/api/v0/chat/completion":
        prompt = str(_json(request.body).get("prompt", ""))
        return Reply(media="text/event-stream; charset=utf-8", body=_events(f"받은 글: {prompt}"))
    return Reply(media="text/html; charset=utf-8", body=CHAT_PAGE.encode())


async def model_api(request: Arrived) -> Reply:
    """OpenAI-like `/v1/chat/completions`: echoes what the user said, whole or streamed."""
    if not urlsplit(request.target).path.endswith(("/chat/completions", "/conversation")):
        return Reply(media="text/html; charset=utf-8", body=CHAT_PAGE.encode())
    asked = _json(request.body)
    text = f"You said: {_last_words(asked)}"
    if asked.get("stream"):
        return Reply(media="text/event-stream; charset=utf-8", body=_events(text))
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return _reply({"id": "chatcmpl-world", "object": "chat.completion", "model": "world", "choices": [choice]})


def _last_words(asked: Mapping[str, Any]) -> str:
    messages = asked.get("messages") or [{}]
    content = messages[-1].get("content", "")
    if isinstance(content, dict):  # ChatGPT's web client
        content = "\n".join(map(str, content.get("parts", [])))
    if isinstance(content, list):
        content = "\n".join(str(part.get("text", "")) for part in content)
    return str(content)


async def device_cloud(request: Arrived) -> Reply:
    return _reply({"result": {"accepted": True}, "success": True, "t": 1_760_000_000_000})


async def shop_api(request: Arrived) -> Reply:
    return _reply({"api": "mtop.order.create", "ret": ["SUCCESS::ok"], "data": {"orderId": "8190000000000001"}})


async def telemetry(request: Arrived) -> Reply:
    return _reply({"e": 0, "message": "success"})


async def site(request: Arrived) -> Reply:
    """A harmless site, and what tests of a proxy need: `/bytes?n=`, `/upload`, `/chunked`, `/die`, `/missing`."""
    path, query = urlsplit(request.target).path, parse_qs(urlsplit(request.target).query)
    match path:
        case "/bytes":
            return Reply(media="application/octet-stream", body=b"x" * int(query.get("n", ["1024"])[0]))
        case "/upload":
            return _reply({"size": len(request.body), "sha256": hashlib.sha256(request.body).hexdigest()})
        case "/chunked":
            return Reply(media="text/plain", body=_events("in pieces"))
        case "/die":
            return Reply(media="text/plain", body=b"half of this never comes", dies=True)
        case "/missing":
            return Reply(404, "text/plain", b"not here")
    return Reply(media="text/html; charset=utf-8", body=SITE_PAGE.encode())


SERVICES: Mapping[str, Handler] = {
    "chat.deepseek.com": web_chat,
    "api.deepseek.com": model_api,
    "api.openai.com": model_api,
    "chatgpt.com": model_api,
    "a1.tuyaus.com": device_cloud,
    "acs.aliexpress.com": shop_api,
    "www.temu.com": shop_api,
    "gator.volces.com": telemetry,
    "www.example.com": site,
}
