from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from gwanmun.discover.register import load
from gwanmun.errors import Problem

TODAY = date(2026, 11, 22)


def test_korean_heading_cp949_and_expiry(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    text = (
        "AI 서비스 목록\n번호,서비스명,도메인,업체명,승인여부,만료일\n1,챗GPT,*.chatgpt.com,OpenAI,승인,2026.12.31\n"
        "2,딥시크,,,미승인,\n3,클로드,claude.ai,Anthropic,승인,2025-01-01\n"
    )
    path.write_bytes(text.encode("cp949"))
    found = load([path])
    chatgpt = found.find(["a.chatgpt.com"], [])
    assert chatgpt is not None
    assert chatgpt.stands(TODAY)
    assert chatgpt.place == "list.csv:3"
    deepseek, claude = found.find(["chat.deepseek.com"], ["딥시크"]), found.find(["claude.ai"], [])
    assert deepseek is not None
    assert not deepseek.approved
    assert claude is not None
    assert not claude.stands(TODAY)
    assert found.find(["notchatgpt.com"], ["없는 곳"]) is None


def test_a_company_is_found_without_its_legal_form(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("company;approved\n(주)카카오;Y\n", "utf-8")
    found = load([path]).find([], ["카카오"])
    assert found is not None
    assert found.approved


@pytest.mark.parametrize("word", ["", "검토중", "maybe", "N", "미승인"])
def test_only_a_clear_yes_approves(tmp_path: Path, word: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"service,status\nChatGPT,{word}\n", "utf-8")
    assert not load([path]).entries[0].approved


def test_a_list_without_a_status_is_a_list_of_what_is_approved(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text("host\tservice\nhttps://chatgpt.com/\tChatGPT\n", "utf-8")
    entry = load([path]).entries[0]
    assert (entry.hosts, entry.approved) == (("chatgpt.com",), True)


def workbook(rows: list[list[str]]) -> bytes:
    """A workbook with inline strings, as small as Excel opens it."""
    cells = "".join(
        f'<row r="{n}">' + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>"
        for n, row in enumerate(rows, 1)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        file.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return out.getvalue()


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook([["서비스", "도메인", "승인"], ["뤼튼", "wrtn.ai", "승인"]]))
    found = load([path]).find(["chat.wrtn.ai"], [])
    assert found is not None
    assert found.approved


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PK\x03\x04 no workbook", bytes(range(256))])
def test_what_is_no_register_is_a_problem(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(Problem):
        load([path])
