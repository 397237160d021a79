"""PowerPoint, HWPX and OpenDocument files, and what all documents made of parts have in common."""

from __future__ import annotations

import struct

import pytest

from gwanmun.unpack.parts import CannotRewrite
from tests.unpack.office import (
    NAME,
    PHONE,
    XML,
    docx,
    hwpx,
    hwpx_paragraph,
    hwpx_table,
    members,
    odt,
    paragraph,
    pptx,
    zipped,
)
from tests.unpack.reading import keys, rewritten, texts, whys

TOKEN = "GW_PHONE_7Q2K9XMT"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">LL", 800, 600) + bytes(99)


def test_slides_and_notes_are_read_and_written() -> None:
    data = pptx(f"문의 {PHONE}", "발표자 노트")
    assert texts(data) == {
        "pptx:ppt/slides/slide1.xml:#0": f"문의 {PHONE}",
        "pptx:ppt/notesSlides/notesSlide1.xml:#0": "발표자 노트",
    }
    new = rewritten(data, PHONE, TOKEN)
    assert members(new)["ppt/notesSlides/notesSlide1.xml"] == members(data)["ppt/notesSlides/notesSlide1.xml"]


def test_sections_tables_and_the_preview_of_hwpx_are_read_and_written() -> None:
    body = hwpx_paragraph("가<hp:tab/>나<hp:lineBreak/>다") + hwpx_table([["성명", "연락처"], [NAME, PHONE]])
    data = hwpx(body, f"{NAME} {PHONE}")
    found = texts(data)
    assert found["hwpx:Contents/section0.xml:#0"] == "가\t나\n다"
    assert keys(data)[PHONE] == "연락처"
    assert found["hwpx:Preview/PrvText.txt:"] == f"{NAME} {PHONE}"
    assert PHONE not in "".join(texts(rewritten(data, PHONE, TOKEN)).values())


def test_notes_and_fields_of_hwpx_are_read() -> None:
    note = (
        f"<hp:p><hp:run><hp:ctrl><hp:footNote><hp:subList>{hwpx_paragraph('각주')}</hp:subList></hp:footNote></hp:ctrl>"
    )
    link = "<hp:ctrl><hp:fieldBegin><hp:parameters><hp:stringParam>mailto:garam@example.com</hp:stringParam>"
    body = f"{note}{link}</hp:parameters></hp:fieldBegin></hp:ctrl><hp:t>본문</hp:t></hp:run></hp:p>"
    assert set(texts(hwpx(body)).values()) >= {"각주", "mailto:garam@example.com본문"}


def test_opendocument_texts_are_read_and_written() -> None:
    cells = "<table:table-cell><text:p>성명</text:p></table:table-cell><table:table-cell><text:p>연락처</text:p>"
    body = f"<text:p>가<text:span>나</text:span><text:tab/>{PHONE}</text:p><table:table><table:table-row>{cells}"
    data = odt(f"{body}</table:table-cell></table:table-row></table:table>")
    assert texts(data)["odf:content.xml:#0"] == f"가나\t{PHONE}"
    assert texts(rewritten(data, PHONE, TOKEN))["odf:content.xml:#0"] == f"가나\t{TOKEN}"


def test_encrypted_documents_are_said_to_be() -> None:
    manifest = f"{XML}<manifest><encryption-data/></manifest>"
    data = hwpx("", more={"META-INF/manifest.xml": manifest})
    assert whys(data) == [f"hwpx, {len(data)} bytes: the document is encrypted"]


def test_pictures_and_unknown_parts_are_named() -> None:
    data = docx(paragraph("가"), {"word/media/image1.png": PNG, "word/fonts/font1.odttf": bytes(range(256)) * 9})
    assert whys(data) == [
        f"image/png, {len(PNG)} bytes, 800x600: text in pictures is not read (at docx:word/media/image1.png:)",
        "a part of 2304 bytes in a format that is not read (at docx:word/fonts/font1.odttf:)",
    ]


def test_a_name_of_a_part_that_may_be_a_value_is_not_in_the_path() -> None:
    data = docx("", {f"word/{NAME}-{PHONE}.xml": f"<w:p xmlns:w='w'><w:t>{NAME}</w:t></w:p>"})
    assert texts(data) == {"docx:{2}:key:": f"word/{NAME}-{PHONE}.xml", "docx:{2}:#0": NAME}


def test_a_part_that_is_cut_is_not_written() -> None:
    whole = docx(paragraph(PHONE))
    at = whole.index(b"word/document.xml") + 60
    data = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
    assert any("damaged" in why for why in whys(data))
    data = zipped({"[Content_Types].xml": "", "word/a.xml": f"<w:p xmlns:w='w'><w:t>{PHONE}</w:t>"})
    with pytest.raises(CannotRewrite, match="damaged"):
        rewritten(data, PHONE, TOKEN)
