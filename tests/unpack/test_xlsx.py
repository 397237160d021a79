"""Excel workbooks: cells as a person sees them, under their column's header, and changes in them."""

from __future__ import annotations

import zipfile

import pytest

from gwanmun.transfer import Request
from gwanmun.unpack.message import open_text, rewrite
from gwanmun.unpack.parts import CannotRewrite, Edit
from tests.unpack.office import NAME, PHONE, inline, members, shared, xlsx, zipped
from tests.unpack.reading import keys, rewritten, texts, whys

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
AT = f"xlsx:{SHEET}:"
TOKEN = "GW_NAME_7Q2K9XMT"
STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="180" formatCode="000\\-0000\\-0000"/>'
    '<numFmt formatCode="yyyy&quot;년&quot; m&quot;월&quot;" numFmtId="181"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="180"/><xf numFmtId="14"/><xf numFmtId="181"/></cellXfs>'
    "</styleSheet>"
)


def rows(*rows: str) -> str:
    return "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, 1))


def people() -> bytes:
    head = shared("A1", 0) + shared("B1", 1) + inline("C1", "생년월일")
    cells = shared("A2", 2) + '<c r="B2" s="1"><v>1012345678</v></c><c r="C2" s="2"><v>31118</v></c>'
    return xlsx(rows(head, cells), ["성명", "연락처", NAME], {"xl/styles.xml": STYLES})


def test_cells_are_read_as_they_are_seen_under_their_header() -> None:
    assert texts(people()) == {
        "xlsx:xl/workbook.xml:#0.name": "고객 명단",
        f"{AT}[0][0]": "성명",
        f"{AT}[0][1]": "연락처",
        f"{AT}[0][2]": "생년월일",
        f'{AT}[1]["성명"]': NAME,
        f'{AT}[1]["연락처"]': PHONE,
        f"{AT}[1]{{2}}": "1985-03-12",
    }
    assert keys(people())["1985-03-12"] == "생년월일"


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('<c r="A1"><v>4.1111111111111E+15</v></c>', "4111111111111100"),
        ('<c r="A1"><v>0.5</v></c>', "0.5"),
        ('<c r="A1" s="3"><v>31118.5</v></c>', "1985-03-12 12:00:00"),
        ('<c r="A1" s="1"><v>212345678</v></c>', "002-1234-5678"),
        ('<c r="A1" t="str"><f>A2</f><v>계산</v></c>', "계산"),
        ('<c r="A1" t="inlineStr"><is><r><t>나</t></r><r><t>뉜</t></r></is></c>', "나뉜"),
    ],
)
def test_values(cell: str, seen: str) -> None:
    assert texts(xlsx(rows(cell), more={"xl/styles.xml": STYLES}))[f"{AT}[0][0]"] == seen


def test_truth_values_and_errors_are_no_texts() -> None:
    cells = '<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="s"><v>99</v></c>'
    assert list(texts(xlsx(rows(cells)))) == ["xlsx:xl/workbook.xml:#0.name"]


def test_numbers_are_numbers() -> None:
    leaves = open_text(xlsx(rows('<c r="A1"><v>7</v></c>'))).leaves
    assert [(leaf.text, leaf.number) for leaf in leaves if "sheet1" in leaf.path] == [("7", True)]


def test_references_may_be_left_out() -> None:
    found = texts(xlsx("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
    assert [found[f"{AT}{place}"] for place in ("[0][0]", "[0][1]", "[1][0]")] == ["1", "2", "3"]


def test_strings_that_no_cell_shows_are_read() -> None:
    assert texts(xlsx(rows(shared("A1", 0)), ["가", PHONE]))[f"xlsx:{STRINGS}:#1"] == PHONE


def test_other_parts_are_read() -> None:
    more = {
        "xl/comments1.xml": "<comments><authors><author>이도윤</author></authors><commentList><comment ref='A1'><text>"
        "<r><t>메모</t></r></text></comment></commentList></comments>",
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivot><sharedItems><s v="{NAME}"/></sharedItems></pivot>',
        "xl/drawings/drawing1.xml": "<x:d xmlns:x='x' xmlns:a='a'><a:p><a:r><a:t>상자</a:t></a:r></a:p></x:d>",
    }
    assert {"이도윤", "메모", NAME, "상자"} <= keys(xlsx("", more=more)).keys()


def test_formulas_with_texts_are_read() -> None:
    cell = f'<c r="A1" t="str"><f>CONCAT("{NAME}",B1)</f><v>{NAME}님</v></c>'
    assert texts(xlsx(rows(cell)))[f"{AT}[0][0]|formula:"] == f'CONCAT("{NAME}",B1)'


def test_a_number_becomes_a_text_when_it_is_replaced() -> None:
    new = rewritten(people(), PHONE, TOKEN)
    assert texts(new) == texts(people()) | {f'{AT}[1]["연락처"]': TOKEN}
    assert b'<c r="B2" s="1" t="str"><v>GW_NAME_7Q2K9XMT</v></c>' in members(new)[SHEET]


def test_a_shared_string_changes_when_all_its_cells_do() -> None:
    data = xlsx(rows(shared("A1", 0), shared("A2", 1), shared("A3", 1)), ["성명", NAME])
    new = rewritten(data, NAME, TOKEN)
    assert NAME.encode() not in members(new)[STRINGS]
    assert members(new)[SHEET] == members(data)[SHEET]


def test_a_string_that_other_cells_show_too_is_not_changed() -> None:
    data = xlsx(rows(shared("A1", 0), shared("A2", 0)), [NAME])
    with pytest.raises(CannotRewrite, match="other cells"):
        rewrite(Request("POST", "/", (), data), [Edit("request.body", f"{AT}[0][0]", 0, 3, TOKEN)])


def test_inline_and_unused_strings_change_where_they_stand() -> None:
    data = xlsx(rows(inline("A1", f"{NAME} & 이도윤")), ["안 쓰는 " + NAME])
    assert {f"{TOKEN} & 이도윤", f"안 쓰는 {TOKEN}"} <= set(texts(rewritten(data, NAME, TOKEN)).values())


def test_a_computed_number_is_not_changed() -> None:
    with pytest.raises(CannotRewrite):
        rewritten(xlsx(rows('<c r="A1"><f>1+1</f><v>2</v></c>')), "2", TOKEN)


def test_damage_and_limits_are_said() -> None:
    assert whys(xlsx("<row><c><v>1</v></c>")) == [f"damaged XML, read up to there (at {AT})"]
    many = zipped(members(xlsx("<row>" + "<c/>" * 500_000 + "</row>")), zipfile.ZIP_STORED)
    assert any("more work" in why for why in whys(many))
