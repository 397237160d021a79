"""Text is never taken for a file, whatever letters it begins with."""

from __future__ import annotations

import random

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


def test_a_frame_in_front_of_another_is_sound_and_noise_is_not() -> None:
    mp3, aac = b"\xff\xfb\x90\x00" + bytes(413), b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9)
    assert (sniff(mp3 * 2), sniff(aac * 2)) == ("audio/mpeg", "audio/aac")
    noise = random.Random(1)
    assert not any(sniff(mark + noise.randbytes(600)) for mark in (b"\xff\xfb", b"\xff\xf1") for _ in range(2000))
