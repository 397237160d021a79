"""Text in pictures: read by Tesseract where it is asked for, bounded, and said where it is not."""

from __future__ import annotations

import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gwanmun.transfer import Request
from gwanmun.unpack import ocr
from gwanmun.unpack.message import open_request, open_text
from gwanmun.unpack.parts import LIMITS
from tests.components import require

PHONE = "010-1234-5678"
ASKED = replace(LIMITS, ocr=True)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A page with a telephone number, as a browser draws it."""
    chromium, folder = require("chromium"), tmp_path_factory.mktemp("picture")
    page, shot = folder / "page.html", folder / "shot.png"
    page.write_text(f'<body style="font:48px sans-serif">Phone {PHONE}</body>', "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=900,200", f"--screenshot={shot}"]
    home = ["--user-data-dir=" + str(folder / "profile")]
    subprocess.run([chromium, *flags, *home, page.as_uri()], check=True, capture_output=True, timeout=90)
    return Path(shot).read_bytes()


def test_text_in_a_picture_is_read_where_it_is_asked_for(picture: bytes) -> None:
    require("tesseract")
    opened = open_text(picture, "image/png", ASKED)
    assert [PHONE in leaf.text for leaf in opened.leaves if leaf.path == "ocr:"] == [True]
    assert opened.unreadable == ()


def test_it_is_not_read_by_itself(picture: bytes) -> None:
    assert not [leaf for leaf in open_request(Request("PUT", "/", (), picture)).leaves if PHONE in leaf.text]
    assert "text in pictures is not read" in open_text(picture).unreadable[0].why


def test_without_the_program_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "not installed" in open_text(PNG + bytes(64), None, ASKED).unreadable[0].why


@pytest.mark.parametrize("kind", ["image/png", "image/x-unknown"])
def test_pictures_without_bound_are_not_given_to_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        pytest.fail("the program was started")

    monkeypatch.setattr(subprocess, "run", never)
    monkeypatch.setattr(ocr, "PROGRAM", "python3")
    assert ocr.read(kind, PNG + struct.pack(">LL", 100_000, 100_000)).why


def test_damage_is_said() -> None:
    require("tesseract")
    assert ocr.read("image/png", PNG + bytes(64)).why == "Tesseract cannot read this picture"
