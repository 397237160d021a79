"""Files are sightings of their own: kind, what they are, how large, and a fingerprint of their content."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwanmun.detect.media import kind_of
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.transfer import Sighting
from gwanmun.unpack.message import open_text

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\x20\0\0\x02\x58" + bytes(5)


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Scanner:
    return Scanner(load_kinds(), b"key", Path(tmp_path_factory.mktemp("patterns")))


def seen(scanner: Scanner, data: bytes) -> list[Sighting]:
    return list(scanner.scan(open_text(data).leaves))


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("image/png", "content.image"),
        ("audio/wav", "content.audio"),
        ("video/mp4", "content.video"),
        ("docx", "content.file"),
        ("application/pdf", "content.file"),
    ],
)
def test_kinds(media_type: str, kind: str) -> None:
    assert kind_of(media_type) == kind


def test_a_picture_is_one_sighting_with_type_size_and_dimensions(scanner: Scanner) -> None:
    (sighting,) = seen(scanner, PNG)
    assert (sighting.kind, sighting.path, sighting.confidence) == ("content.image", "file:", 1.0)
    assert sighting.reasons == ("image/png", f"{len(PNG)} bytes", "800x600")


def test_the_fingerprint_is_of_the_content(scanner: Scanner) -> None:
    one, two, other = (seen(scanner, data)[0].fingerprint for data in (PNG, PNG, PNG + b"\0"))
    assert one == two != other
    assert PNG.hex() not in one


def test_a_text_is_no_file(scanner: Scanner) -> None:
    assert [each for each in seen(scanner, b"just words") if each.kind.startswith("content.")] == []
