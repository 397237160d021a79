from __future__ import annotations

import pytest

from gwanmun.detect.labels import Label
from gwanmun.detect.scan import Scanner
from gwanmun.detect.tables import cells
from gwanmun.unpack.parts import Leaf

HEAD = [Label(0, 2, "person.name"), Label(3, 5, "contact.phone")]


def found(text: str, head: list[Label] = HEAD) -> list[tuple[str, ...]]:
    return [(text[cell.start : cell.end], *cell.owners) for cell in cells(text, head)]


@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";"])
def test_cells_stand_under_their_headings(delimiter: str) -> None:
    text = delimiter.join(["이름", "전화"]) + "\n" + delimiter.join(["김가람", ' "010" ']) + "\n"
    assert found(text) == [("김가람", "person.name"), ("010", "contact.phone")]


def test_a_rule_and_empty_cells_are_passed_over_and_text_ends_the_table() -> None:
    text = "이름|전화\n----|----\n|010\n끝났다\n가|나"
    assert found(text) == [("010", "contact.phone")]


def test_without_labels_or_delimiter_there_is_no_table() -> None:
    assert found("이름,전화\n가,나", []) == []
    assert found("이름 전화\n가 나") == []


def test_a_pasted_customer_list_is_read_column_by_column(scanner: Scanner) -> None:
    text = (
        "번호,고객명,주민번호,연락처,계좌번호\n"
        "1,김가람,9001011234567,01012345678,110123456789\n"
        "2,최훈,8503152345678,021234567,3333011234567\n"
    )
    kinds = [(one.kind, text[one.start : one.end]) for one in scanner.scan([Leaf("text", (), text)])]
    assert kinds == [
        ("person.name", "김가람"),
        ("kr.rrn", "9001011234567"),
        ("contact.phone", "01012345678"),
        ("finance.account", "110123456789"),
        ("person.name", "최훈"),
        ("kr.rrn", "8503152345678"),
        ("contact.phone", "021234567"),
        ("finance.account", "3333011234567"),
    ]
