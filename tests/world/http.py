"""A small HTTP/1.1 server side on asyncio streams (RFC 9112): keep-alive, chunked bodies both ways, 100-continue.

A request is read to its end before it is answered, and a reply may be bytes or a stream of pieces.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

MAX_HEAD = 1 << 17


@dataclass(frozen=True, slots=True)
class Arrived:
    """One request as it reached the fake service: what really left."""

    host: str
    sni: str | None
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. A stream is sent chunked, piece by piece; `dies` closes the connection after the first piece."""

    status: int = 200
    media: str = "application/json; charset=utf-8"
    body: bytes | AsyncIterator[bytes] = b""
    headers: tuple[tuple[str, str], ...] = ()
    dies: bool = False


Handler = Callable[[Arrived], Awaitable[Reply]]


class BadRequestError(Exception):
    """What came is not HTTP/1.1."""


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sni: str | None) -> Arrived | None:
    """The next request of a connection, its body drained; None when the peer has closed."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as end:
        if end.partial:
            raise BadRequestError("the head is cut off") from end
        return None
    line, *rest = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = line.split(" ", 2)
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in (row.partition(":") for row in rest))
    fields = dict(headers)
    if fields.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = await _body(reader, fields)
    return Arrived(
        fields.get("host", "").rpartition(":")[0] or fields.get("host", ""), sni, method, target, headers, body
    )


async def _body(reader: asyncio.StreamReader, fields: dict[str, str]) -> bytes:
    if "chunked" not in fields.get("transfer-encoding", "").lower():
        return await reader.readexactly(int(fields.get("content-length", "0")))
    body = bytearray()
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    while (await reader.readline()).strip():  # trailer fields
        pass
    return bytes(body)


async def write_reply(writer: asyncio.StreamWriter, reply: Reply, *, head_only: bool = False) -> None:
    fields = [("content-type", reply.media), *reply.headers]
    whole = isinstance(reply.body, bytes)
    fields.append(("content-length", str(len(reply.body))) if whole else ("transfer-encoding", "chunked"))  # type: ignore[arg-type]
    writer.write(_head(f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'OK')}", fields))
    if isinstance(reply.body, bytes):
        writer.write(b"" if head_only else reply.body[: len(reply.body) // 2] if reply.dies else reply.body)
    elif not head_only:
        await _stream(writer, reply.body, dies=reply.dies)
    await writer.drain()


_REASONS = {101: "Switching Protocols", 200: "OK", 400: "Bad Request", 404: "Not Found"}


def _head(start: str, fields: list[tuple[str, str]]) -> bytes:
    return "\r\n".join([start, *(f"{name}: {value}" for name, value in fields), "", ""]).encode("latin-1")


async def _stream(writer: asyncio.StreamWriter, pieces: AsyncIterator[bytes], *, dies: bool) -> None:
    async for piece in pieces:
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        await writer.drain()
        if dies:
            return
    writer.write(b"0\r\n\r\n")
