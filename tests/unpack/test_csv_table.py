"""CSV: cells under the header of their column, and changes in them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.unpack.csv_rows import fields, value
from gwanmun.unpack.csv_table import delimiter
from gwanmun.unpack.message import open_text
from tests.unpack.office import NAME, PHONE
from tests.unpack.reading import keys, rewritten, texts

PEOPLE = f"성명,연락처\n{NAME},{PHONE}\n이도윤,010-0123-4567\n"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_table_is_recognised_by_its_header(mark: str) -> None:
    data = PEOPLE.replace(",", mark).encode()
    assert keys(data) == {
        "성명": "",
        "연락처": "",
        NAME: "성명",
        "이도윤": "성명",
        PHONE: "연락처",
        "010-0123-4567": "연락처",
    }


@pytest.mark.parametrize(
    "text",
    [
        f"안녕하세요, {NAME}입니다\n연락처는 {PHONE}, 감사합니다\n",
        f"{NAME},{PHONE}\n이도윤,010-0123-4567\n",
        "성명,연락처\n",
        "name,phone\nonly one cell\n",
        "2026-01-01 INFO id,name\n2026-01-02 INFO a,b\n",
        "<b>성명</b>,연락처\na,b\n",
    ],
)
def test_other_text_is_no_table(text: str) -> None:
    assert [leaf.text for leaf in open_text(text.encode()).leaves] == [text]


def test_what_is_declared_is_one_without_a_header() -> None:
    assert texts(f"{NAME},{PHONE}\n".encode(), "text/csv") == {"csv:[0][0]": NAME, "csv:[0][1]": PHONE}


def test_quotes_line_ends_and_code_pages() -> None:
    data = f'\ufeff성명,메모\r\n"{NAME}","a ""b"", c\nd"\r\n이도윤,e"f\r\n'
    assert [leaf.text for leaf in open_text(data.encode()).leaves] == [
        "성명",
        "메모",
        NAME,
        'a "b", c\nd',
        "이도윤",
        'e"f',
    ]
    assert keys(PEOPLE.encode("cp949"))[PHONE] == "연락처"


def test_cells_change_where_they_stand() -> None:
    assert rewritten(PEOPLE.encode(), PHONE, "GW_PHONE_7Q2K9XMT").decode() == PEOPLE.replace(PHONE, "GW_PHONE_7Q2K9XMT")


def test_new_text_gets_the_quotes_it_needs() -> None:
    assert f'{NAME},"a,""b"""\n' in rewritten(PEOPLE.encode(), PHONE, 'a,"b"').decode()
    quoted = PEOPLE.replace(PHONE, f'"집 ""{PHONE}"""')
    assert rewritten(quoted.encode(), PHONE, 'x"y').decode() == quoted.replace(PHONE, 'x""y')


def test_a_cell_with_json_is_opened_and_written() -> None:
    data = ('번호,내용\n1,"{""phone"":""' + PHONE + '""}"\n').encode()
    assert texts(data)['csv:[1]["내용"]|json:$.phone'] == PHONE
    assert b'{""phone"":""x""}' in rewritten(data, PHONE, "x")


@given(st.lists(st.lists(st.text('ab",\n', max_size=5), min_size=2, max_size=4), min_size=1, max_size=5))
def test_property_fields_are_those_of_the_standard_library(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    found: list[list[str]] = []
    for field in fields(text, ","):
        if not field.column:
            found.append([])
        found[-1].append(value(text, field))
    assert found == rows


@given(st.text('ab",;\t\r\n성명연락처', max_size=60))
def test_property_arbitrary_text_never_raises(text: str) -> None:
    delimiter(text, declared=True)
    open_text(text.encode(), "text/csv")
