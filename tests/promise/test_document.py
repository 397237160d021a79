"""Bytes to text and blocks: HTML, Markdown, plain text, PDF, and their encodings."""

from __future__ import annotations

import pytest

from gwanmun.promise.block import Block, Document
from gwanmun.promise.document import read_document
from gwanmun.promise.grid import WIDE, spanned
from tests.unpack.office import pdf

TABLE = (
    b"<table><tr><th>a</th><th colspan=2>b</th></tr><tr><td rowspan=2>1</td><td>2</td><td>3</td></tr>"
    b"<tr><td>4</td><td>5</td></tr></table>"
)


def grid(document: Document) -> list[list[str]]:
    table = next(block for block in document.blocks if block.kind == "table")
    return [[document.of(cell) for cell in row] for row in table.rows]


def lines(document: Document, kind: str = "") -> list[str]:
    return [document.of(block) for block in document.blocks if block.kind != "table" and kind in ("", block.kind)]


def test_cells_that_span_stand_in_each_place_they_cover() -> None:
    assert grid(read_document(TABLE, "a.html")) == [["a", "b", "b"], ["1", "2", "3"], ["1", "4", "5"]]


def test_a_cell_that_asks_for_a_million_columns_is_bounded() -> None:
    assert len(spanned([[(0, 1, 10**6), (1, 1, 1)]])[0]) == WIDE


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none">유령</div>',
        "<script>유령</script>",
        "<nav>유령</nav>",
        "<div hidden>유령</div>",
        '<p aria-hidden="true">유령</p>',
        "<!-- 유령 -->",
    ],
)
def test_hidden_text_and_menus_are_dropped(hidden: str) -> None:
    document = read_document(f"<html><body>{hidden}<p>보이는 글</p></body></html>".encode(), "a.html")
    assert document.text.strip() == "보이는 글"


def test_a_hidden_panel_in_another_language_is_read() -> None:
    english = "<p>We collect your e-mail address and we use it to answer you.</p>" * 30
    page = (
        f"<html><body><h1>방침</h1><p>개인정보를 수집합니다.</p><div style='display:none'>{english}</div></body></html>"
    )
    assert "We collect" in read_document(page.encode(), "a.html").text


def test_breaks_and_lists_are_lines_of_their_own() -> None:
    document = read_document(b"<html><body><p>a: 1<br>b: 2</p><ul><li>c</li></ul>d</body></html>", "a.html")
    assert lines(document) == ["a: 1", "b: 2", "c", "d"]
    assert lines(document, "item") == ["c"]


def test_markdown_headings_emphasis_links_and_tables() -> None:
    text = (
        "Title\n=====\n\n## **1.** 가\n\n- [나](https://example.com) `다`\n\n| a | b |\n|---|:-:|\n| **1** | 2<br>3 |\n"
    )
    document = read_document(text.encode(), "a.md")
    assert lines(document, "heading") == ["Title", "1. 가"]
    assert lines(document, "item") == ["나 다"]
    assert grid(document) == [["a", "b"], ["1", "2\n3"]]


def test_bold_words_that_head_a_paragraph_are_its_heading() -> None:
    document = read_document(b"# Privacy\n\n**Overseas transfer.** We send data to Canada.\n", "a.md")
    assert lines(document)[1:] == ["Overseas transfer.", "We send data to Canada."]


def test_lines_that_are_full_are_joined_and_labels_are_not() -> None:
    wrapped = "회사는 서비스 제공을 위하여 이용자의 개인정보를 다음과 같이 처리\n하고 있습니다.\n이름: 가\n국가: 나"
    assert lines(read_document(wrapped.encode(), "a.txt")) == [
        "회사는 서비스 제공을 위하여 이용자의 개인정보를 다음과 같이 처리 하고 있습니다.",
        "이름: 가",
        "국가: 나",
    ]


@pytest.mark.parametrize("row", ["a\tb\n1\t2", "a   b\n1   2", "│ a │ b │\n├──┼──┤\n│ 1 │ 2 │"])
def test_rows_of_fields_are_a_table(row: str) -> None:
    assert grid(read_document(f"앞줄\n\n{row}\n\n뒷줄".encode(), "a.txt")) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_encodings(codec: str) -> None:
    assert read_document("개인정보 처리방침입니다.".encode(codec), "a.txt").text.strip() == "개인정보 처리방침입니다."


def test_the_charset_of_the_header_and_of_the_page() -> None:
    page = "<html><head><meta charset='gb2312'></head><body>个人信息保护</body></html>"
    assert read_document(page.encode("gb18030"), "a.html").text.strip() == "个人信息保护"
    assert read_document("个人信息".encode("gb18030"), "", "text/plain; charset=gbk").text.strip() == "个人信息"


def test_mixed_encodings_are_read_line_by_line() -> None:
    mixed = "개인정보 처리방침 첫째 줄".encode() + b"\n" + "국외 이전 둘째 줄".encode("cp949")
    assert read_document(mixed, "a.txt").text.split("\n")[:2] == ["개인정보 처리방침 첫째 줄", "국외 이전 둘째 줄"]


def test_pdf_pages_are_lines() -> None:
    document = read_document(pdf(["1. 국외 이전\n이전받는 자: Aspen Cloud Inc."]), "a.pdf")
    assert lines(document) == ["1. 국외 이전", "이전받는 자: Aspen Cloud Inc."]


def test_a_scanned_pdf_says_why_it_is_not_read() -> None:
    assert "scanned" in read_document(pdf([""]), "a.pdf").why


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 99, b"<" * 5000, b"<table>" * 3000, b"<div>" * 50_000, b"| a |\n|--|\n" * 99]
)
def test_hostile_input_never_raises(data: bytes) -> None:
    for name in ("a.html", "a.md", "a.txt", ""):
        assert isinstance(read_document(data, name), Document)


def test_spans_are_true() -> None:
    document = read_document(TABLE, "a.html")
    table: Block = document.blocks[0]
    assert all(document.text[cell.start : cell.end].strip("\t\n") for row in table.rows for cell in row)
