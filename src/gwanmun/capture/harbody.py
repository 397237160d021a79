"""The bodies of a HAR entry as bytes: base64 or text, `params` only, or missing (HAR 1.2, postData and content)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from gwanmun.capture.fields import number, rows, sub, text
from gwanmun.transfer import Headers, first

_CHARSET = re.compile(r'charset\s*=\s*"?([\w.:-]+)', re.ASCII | re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary\s*=\s*"?([^";,]+)', re.ASCII | re.IGNORECASE)
_MAGIC: Mapping[str, bytes] = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


class Missing(Exception):  # noqa: N818 - it names what happened to a body
    """A body that was sent and is not in the capture; its text says why."""


def request_body(request: dict[str, Any], content_type: str, coding: str) -> bytes:
    """The body a request was sent with, b"" when it had none; `Missing` when it had one that was not kept.

    `content_type` and `coding` are its header fields. `_content` is HTTP Toolkit's, `_file` is Playwright's.
    """
    data = sub(request, "postData") or sub(request, "_content")
    if text(data, "_file"):
        raise Missing("the body was kept in another file")
    if text(data, "text"):
        return _decoded(data, content_type, coding)
    if params := rows(data, "params"):
        return _from_params(params, content_type or text(data, "mimeType"))
    size = number(request, "bodySize") or 0
    if size > 0:
        raise missing(int(min(size, 1 << 53)))
    return b""


def missing(size: int) -> Missing:
    return Missing(f"the capture does not hold the body ({size} bytes)")


def response_body(response: dict[str, Any], content_type: str) -> bytes:
    """What a response brought, content coding removed (the HAR format stores it decoded); b"" when not kept."""
    content = sub(response, "content")
    try:
        return _decoded(content, content_type, "")
    except Missing:
        return b""


def _decoded(data: dict[str, Any], content_type: str, coding: str) -> bytes:
    body = text(data, "text")
    if text(data, "encoding").lower() == "base64":
        return _base64(body)
    if (magic := _MAGIC.get(coding)) and body.startswith(magic.decode("latin-1")):
        return body.encode("latin-1", "replace")
    return _encoded(body, content_type)


def _base64(body: str) -> bytes:
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Missing("the body is not valid base64") from error


def _encoded(body: str, content_type: str) -> bytes:
    """Back to the bytes on the wire: in the charset the header names, else UTF-8."""
    named = _CHARSET.search(content_type)
    try:
        return body.encode(named[1] if named else "utf-8")
    except (LookupError, UnicodeError):
        return body.encode("utf-8", "replace")


def _from_params(params: list[dict[str, Any]], content_type: str) -> bytes:
    if "multipart/" in content_type.lower():
        return _multipart(params, content_type)
    return "&".join(f"{_quoted(text(p, 'name'))}={_quoted(text(p, 'value'))}" for p in params).encode()


def _quoted(value: str) -> str:
    """Percent-encode, unless that was done already: browsers differ in what they store in `params`."""
    return value if re.fullmatch(r"(?:[\w.~*+-]|%[0-9A-Fa-f]{2})*", value, re.ASCII) else quote_plus(value, safe="*")


def _multipart(params: list[dict[str, Any]], content_type: str) -> bytes:
    """The parts as RFC 7578 section 4 writes them."""
    named = _BOUNDARY.search(content_type)
    boundary = named[1].strip() if named else "gwanmun"
    parts = "".join(f"--{boundary}\r\n{_part_head(p)}\r\n\r\n{text(p, 'value')}\r\n" for p in params)
    return f"{parts}--{boundary}--\r\n".encode()


def _part_head(param: dict[str, Any]) -> str:
    head = f'content-disposition: form-data; name="{_parameter(param, "name")}"'
    if text(param, "fileName"):
        head += f'; filename="{_parameter(param, "fileName")}"'
    return head + (f"\r\ncontent-type: {_parameter(param, 'contentType')}" if text(param, "contentType") else "")


def _parameter(param: dict[str, Any], key: str) -> str:
    """A quoted header parameter; the three characters that would end it are percent-encoded, as browsers do."""
    return text(param, key).replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def fitting(headers: Headers, body: bytes) -> Headers:
    """Header fields that tell the truth about a body that the capturing tool stored decoded.

    `content-encoding` stays only while the body is still in that coding, `content-length` becomes the real one.
    """
    coding = (first(headers, "content-encoding") or "").strip().lower()
    drop = {"content-encoding"} if body and coding and not _coded(body, coding) else set()
    return tuple(
        (name, str(len(body)) if name == "content-length" and body else value)
        for name, value in headers
        if name not in drop
    )


def _coded(body: bytes, coding: str) -> bool:
    if magic := _MAGIC.get(coding):
        return body.startswith(magic)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
