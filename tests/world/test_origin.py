"""The fake services: what they answer, and that they keep what arrived."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world.day import DAY
from tests.world.origin import World, world
from tests.world.services import odd_pieces
from tests.world.websocket import BINARY, CLOSE, PING, PONG, TEXT, accept, frame, read_frame


@pytest.fixture(scope="module")
def running() -> Iterator[World]:
    with world() as there:
        yield there


def connected(there: World, host: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, there.port)
    raw = socket.create_connection(("127.0.0.1", there.port))
    connection.sock = there.client_context().wrap_socket(raw, server_hostname=host)
    return connection


def ask(there: World, host: str, method: str, target: str, body: object = None) -> tuple[int, str, str]:
    connection = connected(there, host)
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body else None
    connection.request(method, target, data)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers["content-type"], text


def told(events: str) -> str:
    """The text in server-sent events, put together."""
    data = [line.removeprefix("data: ") for line in events.split("\n\n") if line]
    assert data[-1] == "[DONE]"
    return "".join(json.loads(event)["choices"][0]["delta"]["content"] for event in data[:-1])


def test_the_chat_page_has_a_text_field_and_its_endpoint_streams_the_prompt_back(running: World) -> None:
    status, media, page = ask(running, "chat.deepseek.com", "GET", "/")
    assert (status, media) == (200, "text/html; charset=utf-8")
    assert '<textarea id="prompt"' in page
    assert "/api/v0/chat/completion" in page
    _, media, events = ask(running, "chat.deepseek.com", "POST", "/api/v0/chat/completion", {"prompt": "안녕하세요"})
    assert media.startswith("text/event-stream")
    assert told(events) == "받은 글: 안녕하세요"


@pytest.mark.parametrize("host", ["api.openai.com", "chatgpt.com"])
def test_the_model_api_echoes_whole_or_in_odd_pieces(running: World, host: str) -> None:
    asked = {"messages": [{"role": "user", "content": "GW_PHONE_7Q2K9XMT 번호"}]}
    _, _, whole = ask(running, host, "POST", "/v1/chat/completions", asked)
    assert json.loads(whole)["choices"][0]["message"]["content"] == "You said: GW_PHONE_7Q2K9XMT 번호"
    _, _, events = ask(running, host, "POST", "/v1/chat/completions", asked | {"stream": True})
    assert "GW_PHONE" not in events, "no token stays whole in one delta"
    assert told(events) == "You said: GW_PHONE_7Q2K9XMT 번호"


def test_parts_of_a_message_are_echoed_too(running: World) -> None:
    for content in ([{"type": "text", "text": "가"}], {"content_type": "text", "parts": ["가"]}):
        asked = {"messages": [{"content": content}]}
        assert "You said: 가" in ask(running, "chatgpt.com", "POST", "/backend-api/conversation", asked)[2]


@pytest.mark.parametrize("host", ["a1.tuyaus.com", "acs.aliexpress.com", "gator.volces.com"])
def test_devices_shops_and_telemetry_answer_json(running: World, host: str) -> None:
    status, _, text = ask(running, host, "POST", "/x", {"a": 1})
    assert status == 200
    assert json.loads(text)


def test_an_unknown_host_is_not_served(running: World) -> None:
    connection = connected(running, "www.example.com")
    connection.request("GET", "/", headers={"host": "elsewhere.example"})
    assert connection.getresponse().status == 404
    connection.close()


def test_what_arrived_is_kept_with_its_server_name(running: World) -> None:
    ask(running, "www.example.com", "POST", "/kept", b"garam.kim@example.com")
    arrived = running.at("www.example.com")[-1]
    assert (arrived.method, arrived.target, arrived.body) == ("POST", "/kept", b"garam.kim@example.com")
    assert (arrived.sni, arrived.header("host")) == ("www.example.com", f"www.example.com:{running.port}")


def test_holding_finds_a_value_however_it_was_written(running: World) -> None:
    value = '새봄 "0507"'
    for body in (value.encode(), json.dumps(value).encode(), b"x=%EC%83%88%EB%B4%84+%220507%22"):
        before = len(running.holding(value))
        ask(running, "www.example.com", "POST", "/", body)
        assert len(running.holding(value)) == before + 1
    assert running.holding("그런 값은 없음") == []


def test_a_connection_is_kept_alive_and_bodies_are_drained(running: World) -> None:
    connection = connected(running, "www.example.com")
    body = os.urandom(1 << 20)
    for chunked in (False, True):
        connection.request("POST", "/upload", iter([body]) if chunked else body, encode_chunked=chunked)
        answer = json.loads(connection.getresponse().read())
        assert answer == {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    connection.request("HEAD", "/bytes?n=7")
    head = connection.getresponse()
    assert (head.headers["content-length"], head.read()) == ("7", b"")
    connection.request("GET", "/missing")
    assert connection.getresponse().status == 404
    connection.close()


def test_an_origin_that_dies_gives_half_an_answer(running: World) -> None:
    connection = connected(running, "www.example.com")
    connection.request("GET", "/die")
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()
    connection.close()


def test_what_is_not_http_is_refused(running: World) -> None:
    connection = connected(running, "www.example.com")
    assert connection.sock is not None
    connection.sock.sendall(b"nonsense\r\n\r\n")
    assert connection.sock.recv(100).startswith(b"HTTP/1.1 400 ")
    connection.close()


async def test_websocket_echoes_and_keeps_the_messages(running: World) -> None:
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", running.port, ssl=running.client_context(), server_hostname="www.example.com"
    )
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    assert accept(key) == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "the example of RFC 6455 section 1.3"
    writer.write(
        f"GET /socket HTTP/1.1\r\nhost: www.example.com\r\nupgrade: websocket\r\n"
        f"connection: Upgrade\r\nsec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n\r\n".encode()
    )
    assert b"101 Switching" in await reader.readuntil(b"\r\n\r\n")
    for opcode, data in ((TEXT, "한글".encode()), (BINARY, b"x" * 300), (BINARY, b"y" * 70_000)):
        writer.write(frame(opcode, data, b"mask"))
        assert await read_frame(reader) == (True, opcode, data)
    writer.write(frame(PING, b"p", b"mask"))
    assert await read_frame(reader) == (True, PONG, b"p")
    writer.write(frame(CLOSE, b"\x03\xe8", b"mask"))
    assert (await read_frame(reader))[1] == CLOSE
    writer.close()
    assert next(r.body for r in running.arrived if r.method == "WEBSOCKET").decode() == "한글"


def test_only_its_own_authority_is_trusted(running: World) -> None:
    raw = socket.create_connection(("127.0.0.1", running.port))
    with raw, pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(raw, server_hostname="chatgpt.com")


def test_odd_pieces_lose_nothing_and_keep_nothing_whole() -> None:
    text = "You said: GW_PHONE_7Q2K9XMT"
    assert "".join(odd_pieces(text)) == text
    assert max(map(len, odd_pieces(text))) == 5


def test_the_day_is_served_by_the_world(running: World) -> None:
    assert {step.host for step in DAY} <= set(running.hosts)
    assert len({step.name for step in DAY}) == len(DAY)
    for step in DAY:
        carried = step.request()
        sent = f"{carried.target}\n{carried.body.decode()}"
        assert all(value in sent or json.dumps(value)[1:-1] in sent for value in step.raw)


def test_the_module_runs_alone_and_says_where_it_is(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.world", "--json"]
    env = os.environ | {"PYTHONPATH": str(root / "src")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env=env, text=True) as process:
        assert process.stdout is not None
        place = json.loads(process.stdout.readline())
        there = World(place["port"], Path(place["ca"]), tuple(place["hosts"]))
        assert ask(there, "www.example.com", "GET", "/")[0] == 200
        process.terminate()
    assert process.returncode == 0


def test_a_port_in_use_is_an_error_at_start(running: World) -> None:
    with pytest.raises(OSError, match="in use"), world(port=running.port):
        pass
