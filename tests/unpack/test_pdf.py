"""PDF files: pages, what stands beside them, scanned, locked, damaged and hostile ones."""

from __future__ import annotations

import logging
import time
import zlib

import pytest

from gwanmun.unpack import pdf as reader
from gwanmun.unpack.message import open_text
from gwanmun.unpack.parts import CannotRewrite
from gwanmun.unpack.time_limit import SpentError, at_most
from tests.unpack.office import NAME, PHONE, assembled, pdf
from tests.unpack.reading import keys, rewritten, texts, whys


def test_each_page_is_a_text() -> None:
    assert texts(pdf([f"고객 {NAME}\n연락처 {PHONE}", "둘째"])) == {
        "pdf:page1:": f"고객 {NAME}\n연락처 {PHONE}",
        "pdf:page2:": "둘째",
    }


def test_scanned_pages_are_said() -> None:
    assert whys(pdf(["가", "", ""])) == ["a scanned page: text in pictures is not read (page 2, 3) (at pdf:)"]


def test_what_stands_beside_the_pages_is_read() -> None:
    author = NAME.encode("utf-16").hex().encode()
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[51 0 R]>>>>",
        50: b"<</Author<%s>/Producer(x)>>" % author,
        51: b"<</FT/Tx/T(phone)/V(%s)>>" % PHONE.encode(),
        10: b"<</Type/Page/Parent 2 0 R/Contents 11 0 R/Resources<</Font<</F 3 0 R>>>>/Annots[52 0 R 53 0 R]>>",
        52: b"<</Type/Annot/Subtype/Text/Contents(see me)/T(Garam)>>",
        53: b"<</Type/Annot/Subtype/Link/A<</S/URI/URI(mailto:garam@example.com)>>>>",
    }
    found = keys(pdf(["가"], objects, b"/Info 50 0 R"))
    assert found[NAME] == "Author"
    assert found[PHONE] == "phone"
    assert found["see me"] == "note"
    assert found["mailto:garam@example.com"] == "link"


def test_attached_files_are_opened() -> None:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.txt) 50 0 R]>>>>>>",
        50: b"<</Type/Filespec/F(a.txt)/EF<</F 51 0 R>>>>",
        51: b"<</Type/EmbeddedFile/Length 13>>stream\n%s\nendstream" % PHONE.encode(),
    }
    assert texts(pdf(["가"], objects))["pdf:attached:[0]"] == PHONE


def test_old_korean_fonts_are_read() -> None:
    """KSCms-UHC-H (ISO 32000-2, table 116): codes are those of code page 949, and there is no map to Unicode."""
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/G/Encoding/KSCms-UHC-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
    )
    objects = {
        3: font + b"/BaseFont/G/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>>>]>>",
        11: b"<</Length 60>>stream\nBT /F 12 Tf 72 720 Td <%s> Tj ET\nendstream" % NAME.encode("cp949").hex().encode(),
    }
    assert texts(pdf(["가"], objects))["pdf:page1:"] == NAME


def test_a_locked_document_is_said() -> None:
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)
    data = pdf([PHONE], trailer=lock)
    assert texts(data) == {}
    assert whys(data) == [f"application/pdf, {len(data)} bytes: the document is encrypted"]


def test_damage_is_said() -> None:
    data = b"%PDF-1.7\n" + bytes(range(256)) * 3
    assert whys(data) == [f"application/pdf, {len(data)} bytes: damaged data"]


def test_it_is_not_written() -> None:
    with pytest.raises(CannotRewrite, match="pdf"):
        rewritten(pdf([PHONE]), PHONE, "GW_PHONE_7Q2K9XMT")


def test_many_pages_stop_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PAGES", 2)
    data = pdf(["가", "나", "다"])
    assert list(texts(data).values()) == ["가", "나"]
    assert whys(data) == ["3 pages: the first 2 are read (at pdf:)"]


def test_a_slow_file_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.1)
    ranges = b"1 beginbfrange <0000> <FFFF> <0000> endbfrange " * 60
    packed = zlib.compress(b"begincmap " + ranges + b"endcmap")
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
    start = time.monotonic()
    data = pdf([PHONE], {4: stream})
    assert whys(data) == [f"application/pdf, {len(data)} bytes: takes longer than the limit, read up to there"]
    assert time.monotonic() - start < 5


def test_a_stream_that_unpacks_to_too_much_is_not_read() -> None:
    packed = zlib.compress(b" " * (64 << 20))
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
    assert "damaged" in whys(pdf(["가"], {11: stream}))[0]


def test_pages_that_refer_to_themselves_do_not_hang() -> None:
    loop = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"}
    assert texts(assembled(loop)) == {}


def test_the_library_tells_nothing_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        open_text(pdf([PHONE]).replace(b"/Type/Page/", b"/Type/Pa ge"))
    assert caplog.text == ""


def test_the_time_limit_interrupts_and_leaves_nothing_behind() -> None:
    with pytest.raises(SpentError):
        forever(0.01)
    with at_most(60):
        assert sum(range(1000)) == 499_500


def forever(seconds: float) -> None:
    with at_most(seconds):
        while True:
            pass
