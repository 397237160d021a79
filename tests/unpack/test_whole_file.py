"""One leaf for each file, wherever it stands: what it is and how large, and none of its bytes."""

from __future__ import annotations

import base64
import json
import struct

import pytest

from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request
from gwanmun.unpack.parts import FILE_ROLE, Leaf
from gwanmun.unpack.stream import Windows
from tests.unpack.office import PHONE, docx, hwp, hwp_text, paragraph, pdf, xlsx

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">LL", 800, 600) + bytes(5)
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)
MP3 = (b"\xff\xfb\x90\x00" + bytes(413)) * 2
MP4 = b"\0\0\0\x18ftypisom" + bytes(32)
IN_BASE64 = base64.b64encode(PNG).decode()
URL = f"data:image/png;base64,{IN_BASE64}"


def files(body: bytes, content_type: str = "application/json", method: str = "POST") -> list[Leaf]:
    opened = open_request(Request(method, "/", (("content-type", content_type),), body))
    return [leaf for leaf in opened.leaves if leaf.role == FILE_ROLE]


def asked(part: object) -> bytes:
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": [part]}]}).encode()


@pytest.mark.parametrize(
    "body",
    [
        asked({"type": "image_url", "image_url": {"url": URL}}),
        json.dumps({"model": "m", "input": [{"role": "user", "content": [{"image_url": URL}]}]}).encode(),
        asked({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": IN_BASE64}}),
        json.dumps({"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": IN_BASE64}}]}]}).encode(),
    ],
    ids=["OpenAI chat", "OpenAI responses", "Anthropic", "Gemini"],
)
def test_pictures_in_chats_are_one_leaf_each(body: bytes) -> None:
    (leaf,) = files(body)
    assert leaf.text.startswith(f"image/png, {len(PNG)} bytes, 800x600, sha256 ")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (WAV, "audio/wav"),
        (MP3, "audio/mpeg"),
        (MP4, "video/mp4"),
        (pdf([PHONE]), "application/pdf"),
        (docx(paragraph(PHONE)), "docx"),
        (xlsx(""), "xlsx"),
        (hwp([hwp_text(PHONE)]), "application/x-hwp"),
    ],
)
@pytest.mark.parametrize("wrap", ["raw", "declared as something else", "multipart", "base64"])
def test_files_are_known_by_their_bytes_wherever_they_stand(data: bytes, kind: str, wrap: str) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n'
    body, declared = {
        "raw": (data, "application/octet-stream"),
        "declared as something else": (data, "text/plain"),
        "multipart": (head + data + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"),
        "base64": (json.dumps({"f": base64.b64encode(data).decode()}).encode(), "application/json"),
    }[wrap]
    first = files(body, declared, "PUT")[0]
    assert first.text.startswith(f"{kind}, {len(data)} bytes")
    assert len(first.text) < 200


def test_a_text_file_in_a_form_is_a_file_too() -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
    (leaf,) = files(head + b"name,phone\n\r\n--b--\r\n", "multipart/form-data; boundary=b")
    assert leaf.text.startswith("text/csv, 11 bytes, sha256 ")


def test_the_same_bytes_have_the_same_digest_and_others_another() -> None:
    one, two, other = (files(data, "image/png")[0].text for data in (PNG, PNG, PNG + b"\0"))
    assert one == two != other


def test_a_file_too_large_to_be_read_whole_is_one_leaf_of_its_first_window() -> None:
    size = 5 << 20
    head = Request("PUT", "/", (("content-type", "video/mp4"), ("content-length", str(size))))
    windows = Windows(head)
    leaves = [*windows.feed((MP4 + bytes(size))[: 1 << 20]).leaves, *windows.feed(bytes(1 << 20)).leaves]
    assert [leaf.role for leaf in [*leaves, *windows.close().leaves]] == [FILE_ROLE]
    assert leaves[0].text.startswith(f"video/mp4, {size} bytes, sha256 of the first 4096 bytes ")


def test_prose_and_forms_are_no_files() -> None:
    assert files(b"ID3 tags and GIF89a are old", "text/plain") == []
    assert files(b"a=1&b=2", "application/x-www-form-urlencoded") == []
