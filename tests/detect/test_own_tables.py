"""Which row of a table is its header, which columns identify somebody, and what a workbook's cells show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.detect.own_lines import sources
from gwanmun.detect.own_tables import Table, tables_of
from gwanmun.errors import Problem
from tests.detect.own_examples import KINDS
from tests.unpack.office import inline, shared, xlsx

KIND = KINDS["own.record"]
WORKBOOK = xlsx(
    f'<row r="1">{shared("A1", 0)}{inline("B1", "연락처")}</row>'
    f'<row r="2">{shared("A2", 1)}<c r="B2"><v>1</v></c></row>',
    ["이름", "김가람"],
)


def table(path: Path, text: str, codec: str = "utf-8", chosen: Sequence[str] = ()) -> Table:
    path.write_bytes(text.encode(codec))
    (found,) = tables_of(path, KIND, chosen)
    return found


def read(path: Path, text: str, codec: str = "utf-8", chosen: Sequence[str] = ()) -> list[tuple[str, str]]:
    """(heading, compared form) of every value."""
    found = table(path, text, codec, chosen)
    return [(found.columns[at], value) for row in found for at, _, value in row.values]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_charsets_of_korean_spreadsheets(tmp_path: Path, codec: str) -> None:
    text = "고객명\t휴대폰\n똠방각하\t010-1234-5678\n김가람\t010-0456-7890\n"
    assert read(tmp_path / "t.csv", text, codec) == [("휴대폰", "01012345678"), ("휴대폰", "01004567890")]


def test_a_charset_that_shows_late_in_the_file(tmp_path: Path) -> None:
    text = "name,phone\n" + "Kim,010-1234-5678\n" * 8000 + "가람,010-0456-7890\n"
    assert len(read(tmp_path / "t.csv", text, "cp949")) == 8001


def test_a_title_above_the_header(tmp_path: Path) -> None:
    text = "2026년 고객 명부,,\n,,\n이름,연락처,비고\n김가람,010-1234-5678,x\n"
    assert read(tmp_path / "t.csv", text) == [("연락처", "01012345678")]


def test_line_ends_within_cells(tmp_path: Path) -> None:
    text = '이름,주소,연락처\n김가람,"서울\n강남구",010-1234-5678\n'
    assert read(tmp_path / "t.csv", text) == [("연락처", "01012345678")]


@pytest.mark.parametrize(
    ("heading", "counts"),
    [
        ("bankAccount", True), ("account_no", True), ("ACCOUNT NO", True), ("candidateId", True), ("", True),
        ("order_count", False), ("totalAmount", False), ("결제금액", False), ("created_date", False), ("메모", False),
    ],
)  # fmt: skip
def test_columns_passed_over(tmp_path: Path, heading: str, counts: bool) -> None:
    found = read(tmp_path / "t.csv", f"지역,{heading},지점\n서울,110-123-456789,강남\n")
    assert (found == [(heading, "110123456789")]) == counts


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("휴대폰번호", "1012345678", "01012345678"), ("Mobile", "1112345678", "01112345678"),
        ("전화", "212345678", "0212345678"), ("전화", "15881234", "15881234"), ("고객번호", "1012345678", "1012345678"),
    ],
)  # fmt: skip
def test_a_zero_that_a_spreadsheet_took(tmp_path: Path, heading: str, cell: str, value: str) -> None:
    assert read(tmp_path / "t.csv", f"{heading},지점\n{cell},강남\n") == [(heading, value)]


def test_chosen_columns_whatever_they_are_called(tmp_path: Path) -> None:
    text = "이름,메모,연락처\n김가람,GW-2024-0017,010-1234-5678\n"
    assert read(tmp_path / "t.csv", text, chosen=["메모"]) == [("메모", "GW20240017")]
    with pytest.raises(Problem, match="no column '고객번호'"):
        read(tmp_path / "t.csv", text, chosen=["고객번호"])


@pytest.mark.parametrize("first", ["고객 010-1234-5678", "garam@example.com 문의", "123456", "문의 100123"])
def test_a_first_line_with_values_in_it_is_no_header(tmp_path: Path, first: str) -> None:
    with pytest.raises(Problem, match="not headings"):
        table(tmp_path / "t.csv", f"{first},비고\n010-1234-5678,x\n")


def test_each_sheet_is_a_table(tmp_path: Path) -> None:
    def sheet(heading: str, value: str) -> str:
        rows = (f'<row r="{n}">{inline(f"A{n}", text)}</row>' for n, text in enumerate((heading, value), 1))
        return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>"

    more = {f"xl/worksheets/sheet{n}.xml": sheet("고객번호", f"GW-2024-{n:04d}") for n in (2, 10)}
    path = tmp_path / "t.xlsx"
    path.write_bytes(
        xlsx(f'<row r="1">{inline("A1", "연락처")}</row><row>{inline("A2", "010-1234-5678")}</row>', (), more)
    )
    assert [[value for row in one for *_, value in row.values] for one in tables_of(path, KIND)] == [
        ["01012345678"], ["GW20240002"], ["GW20240010"],
    ]  # fmt: skip


def test_cells_as_a_person_sees_them(tmp_path: Path) -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="000\\-0000\\-0000"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    strings = "<sst><si><r><t>연락</t></r><r><t>처</t></r><rPh><t>かな</t></rPh></si><si/></sst>"
    row = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="str"><f>"x"</f><v>코드</v></c></row>'
        '<row r="2"><c s="1"><v>1012345678</v></c><c s="2"><v>45000</v></c><c t="b"><v>1</v></c>'
        '<c t="e"><v>#N/A</v></c><c t="s"><v>1</v></c><c t="s"><v>77</v></c><c t="s"><v>x</v></c>'
        "<c><v>2.0105E4</v></c></row>"
    )
    path = tmp_path / "t.xlsx"
    path.write_bytes(xlsx(row, (), {"xl/styles.xml": styles, "xl/sharedStrings.xml": strings}))
    (source,) = sources(path)
    assert list(source.rows()) == [
        ["연락처", "", "코드"],
        ["010-1234-5678", "2023-03-15", "", "", "", "", "", "20105"],
    ]


def test_a_sheet_larger_than_what_a_message_may_hold(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>GW-{n:08d}</t></is></c></row>' for n in range(2, 45_002)
    )
    path = tmp_path / "t.xlsx"
    path.write_bytes(xlsx(f'<row r="1">{inline("A1", "고객번호")}</row>{rows}'))
    (found,) = tables_of(path, KIND)
    assert sum(1 for _ in found) == 45_000


def readable(path: Path) -> bool:
    """Whether it is a table; what else a reader may give is a `Problem`, and any other exception fails the test."""
    try:
        return all(row.values for found in tables_of(path, KIND) for row in found)
    except Problem:
        return False


@settings(max_examples=150, deadline=None)
@given(at=st.integers(4, len(WORKBOOK) - 1), bit=st.integers(0, 7))
def test_a_damaged_workbook_is_read_or_a_problem(tmp_path_factory: pytest.TempPathFactory, at: int, bit: int) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(WORKBOOK[:at] + bytes([WORKBOOK[at] ^ 1 << bit]) + WORKBOOK[at + 1 :])
    readable(path)
    path.write_bytes(WORKBOOK[:at])
    assert not readable(path)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_file_is_a_table_or_a_problem(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    assert readable(path) in {True, False}
