from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.mask import MASKS, mask
from gwanmun.knowledge.kinds import load_kinds

OPEN = {"confidential.marking", "content.prompt", "contact.email", "contact.address", "location.gps", "net.ip"}
OPEN |= {"confidential.code", "own.document"}  # they show a length
OPEN |= {"content.audio", "content.file", "content.image", "content.video"}  # they show what a description says
PLAIN = sorted(set(MASKS) - OPEN)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("contact.phone", "010-1234-5678", "010-****-**78"),
        ("kr.rrn", "990101-1234567", "9*****-*******"),
        ("finance.card", "4111-1111-1111-1111", "4***-****-****-1111"),
        ("contact.email", "kim@example.com", "k***@example.com"),
        ("person.name", "김가람", "김**"),
        ("contact.address", "서울 강남구 테헤란로 152", "서울 ***"),
        ("contact.address", "테헤란로 152 3층", "***"),
        ("secret.key", "sk-proj-abcDEF1234567890", "sk-proj-***"),
        ("secret.password", "garam!2024", "***"),
        ("net.ip", "8.8.8.8", "8.*.*.*"),
        ("net.ip", "2001:4860::8888", "2001:*:*:*"),
        ("location.gps", "37.5665, 126.9780", "37.***, 126.***"),
        ("device.id", "9774d56d682e549c", "97***9c"),
        ("device.info", "SM-S918N", "SM***"),
        ("content.prompt", "가나다", "[3 chars]"),
        ("content.image", "image/png, 12345 bytes, 800x600, sha256 9f86d081", "image/png, 12345 bytes, 800x600"),
        ("content.file", "docx, 9876 bytes, sha256 9f86d081", "docx, 9876 bytes"),
        ("content.video", "video/mp4, sha256 of the first 4096 bytes 9f86d081", "video/mp4"),
        ("content.audio", "김가람의 녹음", "***"),
        ("confidential.marking", "대외비", "대외비"),
        ("no.such.kind", "anything", "***"),
    ],
)
def test_masks(kind: str, value: str, shown: str) -> None:
    assert mask(kind, value) == shown


def test_every_kind_has_a_mask() -> None:
    assert {kind.id for kind in load_kinds()} <= set(MASKS)


def enough(value: str) -> bool:
    """Two letters or digits at least: no kind has shorter values."""
    return sum(map(str.isalnum, value)) > 1


@pytest.mark.parametrize("kind", PLAIN)
@given(value=st.text(st.sampled_from("0123456789abcXYZ가나-. "), min_size=1, max_size=60).filter(enough))
def test_a_mask_shows_few_characters(kind: str, value: str) -> None:
    shown = mask(kind, value)
    kept = sum(sign.isalnum() for sign in shown)
    total = sum(sign.isalnum() for sign in value)
    assert kept <= 5
    assert kept < total
    assert len(shown) <= max(len(value) + 3, 48)
