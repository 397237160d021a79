"""Sheets read without a parser hold the cells that the parser finds, or are left to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.unpack import xlsx_cells, xlsx_rows
from gwanmun.unpack.xlsx_cells import Cell

MOST = 10**6
CELLS = st.sampled_from(
    [
        '<c r="B{n}" t="s"><v>3</v></c>', '<c r="C{n}" s="4"><v>1.5</v></c>', "<c><v>7</v></c>", '<c r="D{n}" s="1"/>',
        '<c t="inlineStr" r="E{n}"><is><t>가</t></is></c>',
        '<c r="F{n}" t="inlineStr"><is><t>a &amp; &#44032;</t></is></c>',
        '<c r="G{n}" t="str"><f>A1&amp;"x"</f><v>나</v></c>', '<c r="H{n}"><f t="shared" si="0"/><v>2</v></c>',
        '<c r="I{n}" t="inlineStr"><is><t xml:space="preserve"> 다 </t></is></c>', "<c/>",
    ]
)  # fmt: skip
ROWS = st.lists(st.tuples(st.sampled_from(["<row>", '<row r="{n}">', '<row spans="1:9" r="{n}" >']), st.lists(CELLS)))


def seen(cell: Cell) -> tuple[object, ...]:
    return cell[:6]


@given(ROWS)
def test_both_readers_agree(written: list[tuple[str, list[str]]]) -> None:
    rows = "".join(
        (head + "".join(cells) + "</row>\n").replace("{n}", str(n)) for n, (head, cells) in enumerate(written, 1)
    )
    source = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    halves = xlsx_rows.split(source)
    assert halves is not None
    quick = xlsx_rows.read(halves[0], MOST)
    if quick is not None:
        assert list(map(seen, quick.cells)) == list(map(seen, xlsx_cells.read(source.encode()).cells))


@pytest.mark.parametrize(
    "rows",
    ["<row><c><v>1</v></row>", "<row><c><v>a</v><x/></c></row>", "<row><x/></row>", "a", "<row><c r='A1'/></row>"],
)
def test_what_is_written_otherwise_is_left_to_the_parser(rows: str) -> None:
    assert xlsx_rows.read(rows, MOST) is None


@pytest.mark.parametrize("rows", ["<row>&unknown;</row>", "<!-- <sheetData> --><row/>", "a\rb"])
def test_a_sheet_that_only_a_parser_understands_is_not_split(rows: str) -> None:
    assert xlsx_rows.split(f"<worksheet><sheetData>{rows}</sheetData></worksheet>") is None


def test_the_row_from_which_on_nothing_is_read_is_said() -> None:
    sheet = xlsx_rows.read('<row r="1"><c><v>1</v></c></row>' * 100, 50)
    assert sheet is not None
    assert "from row" in sheet.why
    assert len(sheet.cells) < 20
