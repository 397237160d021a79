"""Word documents: what is read of them, and that a change leaves every other byte of every other part alone."""

from __future__ import annotations

import zipfile

import pytest

from gwanmun.unpack.parts import CannotRewrite
from tests.unpack.office import (
    LINK,
    NAME,
    OTHER_PHONE,
    PHONE,
    PROPERTIES,
    WORD,
    docx,
    members,
    paragraph,
    table,
    zipped,
)
from tests.unpack.reading import keys, rewritten, texts, whys

TOKEN = "GW_PHONE_7Q2K9XMT"
BODY = "word/document.xml"


def test_a_value_cut_into_runs_is_one_text() -> None:
    assert texts(docx(paragraph("연락처는 010-12", "34-56", "78 입니다"))) == {
        f"docx:{BODY}:#0": f"연락처는 {PHONE} 입니다"
    }


def test_tabs_and_breaks_are_characters_and_tab_stops_are_none() -> None:
    run = "<w:r><w:t>가</w:t><w:tab/><w:t>나</w:t><w:br/><w:t>다</w:t></w:r>"
    data = docx(f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>{run}</w:p>")
    assert list(texts(data).values()) == ["가\t나\n다"]


def test_a_cell_is_named_by_its_column() -> None:
    found = keys(docx(table([["성명", "연락처"], [NAME, PHONE], ["이도윤", OTHER_PHONE]])))
    assert found[NAME] == "성명"
    assert found[PHONE] == found[OTHER_PHONE] == "연락처"
    assert found["성명"] == ""


def test_a_form_is_named_by_the_label_beside() -> None:
    found = keys(docx(table([["성명", NAME, "생년월일", "1985-03-12"], ["연락처", PHONE, "비고", "없음"]])))
    assert (found[NAME], found[PHONE], found["1985-03-12"]) == ("성명", "연락처", "생년월일")


def test_merged_cells_move_the_columns() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("구분")}</w:tc>'
    rows = f"<w:tr>{wide}<w:tc>{paragraph('연락처')}</w:tc></w:tr>"
    rows += "<w:tr>" + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("1", "본사", PHONE)) + "</w:tr>"
    assert keys(docx(f"<w:tbl>{rows}</w:tbl>"))[PHONE] == "연락처"


def test_every_part_with_text_is_read() -> None:
    def part(root: str, text: str) -> str:
        return f"<w:{root} {WORD}>{paragraph(text)}</w:{root}>"

    more = {
        "word/header1.xml": part("hdr", "머리글"),
        "word/footer1.xml": part("ftr", "바닥글"),
        "word/footnotes.xml": part("footnotes", "각주"),
        "word/comments.xml": f'<w:c {WORD}><w:comment w:author="이도윤">{paragraph("메모")}</w:comment></w:c>',
        "docProps/core.xml": PROPERTIES,
        "word/_rels/document.xml.rels": LINK,
    }
    found = keys(docx(paragraph("본문"), more))
    assert {"본문", "머리글", "바닥글", "각주", "메모"} <= found.keys()
    assert found["이도윤"] == "author"
    assert found[NAME] == "creator"
    assert found["mailto:garam@example.com"] == "Target"


def test_what_tracked_changes_deleted_leaves_too() -> None:
    deleted = f'<w:p><w:del w:author="이도윤"><w:r><w:delText>{PHONE}</w:delText></w:r></w:del></w:p>'
    assert set(texts(docx(deleted)).values()) == {"이도윤", PHONE}


def test_text_boxes_stand_beside_their_paragraph() -> None:
    box = f"<w:p><w:r><w:t>앞</w:t><w:txbxContent>{paragraph(PHONE)}</w:txbxContent><w:t>뒤</w:t></w:r></w:p>"
    assert sorted(texts(docx(box)).values()) == [PHONE, "앞뒤"]


def test_damage_is_said_and_what_stands_before_it_is_read() -> None:
    data = docx(paragraph(PHONE) + "<w:p><w:r><w:t>끊긴")
    assert list(texts(data).values()) == [PHONE, "끊긴"]
    assert whys(data) == [f"damaged XML, read up to there (at docx:{BODY}:)"]


def test_a_document_type_is_not_read() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:p xmlns:w="w"><w:t>&b;</w:t></w:p>'
    data = docx("", {"word/header1.xml": bomb})
    assert texts(data) == {}
    assert whys(data) == ["XML with a document type is not read (at docx:word/header1.xml:)"]


@pytest.mark.parametrize("runs", [(PHONE,), ("010-12", "34-5678"), ("앞 010", "-1234", "-5678 뒤")])
def test_a_change_may_run_over_several_runs(runs: tuple[str, ...]) -> None:
    data = docx(paragraph(*runs) + table([["성명", "연락처"], [NAME, OTHER_PHONE]]), {"word/media/a.bin": b"\0\1" * 99})
    new = rewritten(data, PHONE, TOKEN)
    assert texts(new)[f"docx:{BODY}:#0"] == "".join(runs).replace(PHONE, TOKEN)
    before, after = members(data), members(new)
    assert {name for name in before if before[name] != after[name]} == {BODY}
    assert after[BODY].replace(TOKEN.encode(), b"") != before[BODY]
    assert after[BODY].count(b"<w:t ") == before[BODY].count(b"<w:t ")


def test_references_and_new_markup_characters_are_escaped() -> None:
    new = rewritten(docx(paragraph("A&B <" + PHONE + ">")), PHONE, '<"&>')
    assert list(texts(new).values()) == ['A&B <<"&>>']


def test_names_in_attributes_are_changed_where_they_stand() -> None:
    comment = f"<w:comments {WORD}><w:comment w:id='1' w:author='이도윤'>{paragraph('메모')}</w:comment></w:comments>"
    new = rewritten(docx("", {"word/comments.xml": comment}), "이도윤", "GW_NAME_7Q2K9XMT")
    assert set(texts(new).values()) == {"GW_NAME_7Q2K9XMT", "메모"}


def test_a_change_over_a_tab_is_refused() -> None:
    data = docx("<w:p><w:r><w:t>010</w:t><w:tab/><w:t>1234</w:t></w:r></w:p>")
    with pytest.raises(CannotRewrite, match="tab"):
        rewritten(data, "010\t1234", TOKEN)


def test_the_picture_of_the_first_page_is_blanked() -> None:
    data = docx(paragraph(PHONE), {"docProps/thumbnail.jpeg": b"\xff\xd8\xff\xe0" + bytes(64)})
    assert len(members(rewritten(data, PHONE, TOKEN))["docProps/thumbnail.jpeg"]) < 50


def test_a_document_in_a_document_is_opened() -> None:
    inner = docx(paragraph(PHONE))
    data = docx(paragraph("겉"), {"word/embeddings/a.docx": inner})
    assert texts(data)[f"docx:word/embeddings/a.docx:docx:{BODY}:#0"] == PHONE
    assert PHONE not in set(texts(rewritten(data, PHONE, TOKEN)).values())


def test_utf16_parts_are_read_and_not_written() -> None:
    header = f"<w:hdr {WORD}>{paragraph(PHONE)}</w:hdr>".encode("utf-16")
    data = docx("", {"word/header1.xml": header})
    assert list(texts(data).values()) == [PHONE]
    with pytest.raises(CannotRewrite):
        rewritten(data, PHONE, TOKEN)


def test_many_elements_stop_at_the_limit() -> None:
    data = zipped(members(docx("<w:p><w:t/></w:p>" * 210_000)), zipfile.ZIP_STORED)
    assert any("elements" in why for why in whys(data))
    assert texts(data) == {}
