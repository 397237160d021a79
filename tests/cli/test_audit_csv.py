from __future__ import annotations

import csv
import io

import pytest

from gwanmun.cli.audit_csv import row


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "＠x", "\u3000=1"]
)
def test_text_that_a_spreadsheet_would_calculate_is_shown_instead(text: str) -> None:
    ((cell,),) = csv.reader(io.StringIO(row([text]), newline=""))
    assert cell == f"'{text}"


def test_other_cells_stay_as_they_are() -> None:
    values = ["a-b", 'say "hi", twice', "두\n줄", -5, None, 1.5]
    (cells,) = csv.reader(io.StringIO(row(values), newline=""))
    assert cells == ["a-b", 'say "hi", twice', "두\n줄", "-5", "", "1.5"]
    assert row(["a"]).endswith("\r\n")
