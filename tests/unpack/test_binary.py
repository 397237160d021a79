"""Text is never taken for a file, whatever letters it begins with."""

from __future__ import annotations

import pytest

from gwanmun.unpack.binary import sniff


@pytest.mark.parametrize(
    "text",
    [
        "GIF89a 고객 명단입니다",
        '{"éftyp": "010-1234-5678"}',
        "ID3 태그 설명",
        "BZh 이도윤",
        "RIFF이름WEBP 전화",
        "OggS 안내",
    ],
)
def test_text_that_begins_like_a_file_is_text(text: str) -> None:
    assert sniff(text.encode()) == ""


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00", "image/gif"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", "video/mp4"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"ID3\x03\x00\x00\x00\x00\x0f\x76", "audio/mpeg"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf"),
        (b"", ""),
    ],
)
def test_files_are_told_by_their_first_bytes(head: bytes, kind: str) -> None:
    assert sniff(head) == kind
