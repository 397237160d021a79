"""What the cells of a table are called."""

from __future__ import annotations

import pytest

from gwanmun.unpack.path import render
from gwanmun.unpack.table import Row, header_row, is_header, is_label, names_of


def row(*texts: str) -> Row:
    return list(enumerate(texts))


def named(*rows: Row) -> list[list[str]]:
    return [[render(steps) for steps in each] for each in names_of(list(rows))]


@pytest.mark.parametrize(
    "text", ["성명", "성 명", "연락처:", "휴대폰 번호", "생년월일", "customerName", "E-mail", "담당자"]
)
def test_a_label(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize(
    "text", ["김가람", "", "010-1234-5678", "GW_PHONE_7Q2K9XMT", "garam@example.com", "그렇게 하죠"]
)
def test_no_label(text: str) -> None:
    assert not is_label(text)


def test_a_header_is_short_words_one_of_them_a_label() -> None:
    assert is_header(["성명", "소속", "메모장"])
    assert not is_header(["김가람", "이도윤"])
    assert not is_header(["성명", "010-1234-5678"])
    assert not is_header(["성명", "<b>연락처</b>"])


def test_a_title_may_stand_above_the_header() -> None:
    assert header_row([["고객 명단 2026"], [], ["성명", "연락처"], ["김가람", "1"]]) == 2
    assert header_row([["김가람", "010-1234-5678"], ["성명", "연락처"]]) == -1


def test_cells_are_named_by_their_column() -> None:
    found = named(row("이름", "이름", "특기"), row("김가람", "이도윤", "x", "beyond"))
    assert found == [["[0]", "[1]", "[2]"], ['["이름"]', '["이름"]#2', "{2}", "[3]"]]


def test_forms_are_named_by_the_label_to_the_left() -> None:
    assert named(row("성명", "김가람"), row("연락처", "010-1234-5678")) == [["[0]", '["성명"]'], ["[0]", '["연락처"]']]


def test_what_was_put_in_place_of_a_value_never_names_another() -> None:
    before = named(row("김가람", "영업 1팀"), row("이도윤", "영업 2팀"))
    assert before == named(row("GW_NAME_7Q2K9XMT", "영업 1팀"), row("GW_NAME_8Q2K9XMT", "영업 2팀"))
