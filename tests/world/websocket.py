"""A WebSocket echo (RFC 6455): sends each text or binary message back as it came, answers ping and close."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace

from tests.world.http import Arrived

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


def is_upgrade(request: Arrived) -> bool:
    return (request.header("upgrade") or "").lower() == "websocket"


def accept(key: str) -> str:
    """The answer to `Sec-WebSocket-Key` (section 4.2.2)."""
    return base64.b64encode(hashlib.sha1(f"{key}{_GUID}".encode()).digest()).decode()


async def echo(
    request: Arrived,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    arrived: Callable[[Arrived], None],
) -> None:
    """Shake hands, then echo until the peer closes; `arrived` is given each message as a request of its own."""
    key = accept(request.header("sec-websocket-key") or "")
    writer.write(
        f"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        f"sec-websocket-accept: {key}\r\n\r\n".encode()
    )
    message = bytearray()
    kind = TEXT
    while True:
        final, opcode, data = await read_frame(reader)
        if opcode == CLOSE:
            writer.write(frame(CLOSE, data))
            return await writer.drain()
        if opcode == PING:
            writer.write(frame(PONG, data))
        elif opcode != PONG:
            kind = opcode or kind
            message += data
        if final and opcode in {CONTINUATION, TEXT, BINARY}:
            arrived(replace(request, method="WEBSOCKET", headers=(), body=bytes(message)))
            writer.write(frame(kind, bytes(message)))
            message.clear()
        await writer.drain()


async def read_frame(reader: asyncio.StreamReader) -> tuple[bool, int, bytes]:
    """(is it the last of its message, opcode, unmasked payload), section 5.2."""
    first, second = await reader.readexactly(2)
    size = second & 0x7F
    if size >= 126:
        size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
    mask = await reader.readexactly(4) if second & 0x80 else b"\0\0\0\0"
    data = await reader.readexactly(size)
    return bool(first & 0x80), first & 0x0F, masked(data, mask)


def masked(data: bytes, mask: bytes) -> bytes:
    """Mask or unmask: the same XOR (section 5.3)."""
    stretched = (mask * (len(data) // 4 + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(stretched, "big")).to_bytes(len(data), "big")


def frame(opcode: int, data: bytes, mask: bytes = b"") -> bytes:
    """One final frame; a client gives four bytes of `mask`, a server none."""
    flag = 0x80 if mask else 0
    size = len(data)
    if size < 126:
        length = bytes([flag | size])
    else:
        length = bytes([flag | (126 if size < 1 << 16 else 127)]) + size.to_bytes(2 if size < 1 << 16 else 8, "big")
    return bytes([0x80 | opcode]) + length + mask + (masked(data, mask) if mask else data)
