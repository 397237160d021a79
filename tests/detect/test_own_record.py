from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.joined import Joined
from gwanmun.detect.own_documents import compile_documents
from gwanmun.detect.own_record import RecordFinder
from gwanmun.detect.own_records import Compiled, compile_records
from gwanmun.detect.own_tables import simple, tables_of
from gwanmun.detect.own_values import normal, sort_of
from gwanmun.errors import Problem
from gwanmun.unpack.parts import Leaf
from tests.detect.own_examples import KEY, KINDS

KIND = KINDS["own.record"]
HEAD = "이름,연락처,이메일,고객번호,계좌번호,대표번호,가입일,금액"
ROWS = [
    "김가람,010-1234-5678,Garam.Kim@example.com,C-2024-0017,110-123-456789,02-312-3456,2024-01-15,15000000",
    "이도윤,+82 10 0456 7890,doyun@example.co.kr,C-2024-0021,110-987-654321,02-312-3456,2024-02-20,20000000",
    "James Smith,010.0999.1234,james@example.com,C-2024-0033,3333-01-1234567,02-312-3456,2024-03-01,1",
]


def table(folder: Path, lines: list[str], name: str = "customers.csv", codec: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\n".join(lines).encode(codec))
    return path


def built(folder: Path, lines: list[str], codec: str = "utf-8") -> tuple[RecordFinder, Compiled]:
    target = folder / "records.own"
    compiled = compile_records([table(folder, lines, codec=codec)], target, KEY, KIND)
    return RecordFinder([target], KEY), compiled


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> RecordFinder:
    filler = [
        f"고객,010-0{i:03d}-0000,u{i}@example.com,C-2025-{i:04d},200-111-{i:06d},02-312-3456,2024-01-15,5"
        for i in range(40)
    ]
    return built(tmp_path_factory.mktemp("own"), [HEAD, *ROWS, *filler])[0]


def found(finder: RecordFinder, *texts: str, key: str = "") -> list[str]:
    leaves = [Leaf("text", (key,) if key else (), text) for text in texts]
    joined = Joined(texts)
    return [joined.folded(hit.leaf).text[hit.start : hit.end] for hit in finder.find(leaves, joined)]


@pytest.mark.parametrize(
    "written",
    ["010-1234-5678", "01012345678", "010 1234 5678", "010.1234.5678", "+82 10-1234-5678", "+821012345678",
     "010-0456-7890", "garam.kim@EXAMPLE.com", "C-2024-0017", "c20240017", "C 20240017", "110-123-456789",
     "110123456789", "3333 01 1234567"],
)  # fmt: skip
def test_a_value_is_found_however_it_is_written(finder: RecordFinder, written: str) -> None:
    for text in (written, f"확인: {written}입니다", f"({written})", f"값은 {written}, 끝"):
        assert found(finder, text) == [written]


@pytest.mark.parametrize(
    "text",
    ["010-1234-5679", "0101234567", "010-1234-56789", "C-2024-0018", "AC-2024-0017", "20240115", "15000000", "김가람",
     "02-312-3456", "no-garam.kim@example.com", "garam.kim@example.com.evil.example", "110-123-45678", "1700000000"],
)  # fmt: skip
def test_what_is_not_in_the_table_or_identifies_nobody_is_no_hit(finder: RecordFinder, text: str) -> None:
    assert found(finder, text) == []


def test_a_name_counts_with_another_value_of_its_row_in_the_same_message(finder: RecordFinder) -> None:
    assert found(finder, "김가람 고객님", "010-1234-5678") == ["김가람", "010-1234-5678"]
    assert found(finder, "이도윤 고객님", "010-1234-5678") == ["010-1234-5678"]
    assert found(finder, "James Smith wrote", "james@example.com") == ["James Smith", "james@example.com"]


def test_neighbouring_leaves_do_not_run_together(finder: RecordFinder) -> None:
    assert found(finder, "010-1234", "5678") == []
    assert found(finder, "x", "01012345678", "y") == ["01012345678"]


def test_reasons_name_table_and_column(finder: RecordFinder) -> None:
    text = "010-1234-5678"
    (hit,) = finder.find([Leaf("text", (), text)], Joined([text]))
    assert hit.reasons == ("form: phone", "table: customers.csv", "column: 연락처")
    assert "1234" not in repr(hit)


def test_the_file_holds_no_value(tmp_path: Path) -> None:
    built(tmp_path, [HEAD, *ROWS])
    data = (tmp_path / "records.own").read_bytes()
    for value in ("김가람", "James", "5678", "garam", "0017", "456789"):
        assert value.encode() not in data
    assert (tmp_path / "records.own").stat().st_mode & 0o077 == 0


def test_what_was_compiled_is_told(tmp_path: Path) -> None:
    _, compiled = built(tmp_path, [HEAD, *ROWS])
    assert (compiled.rows, compiled.values) == (3, 15)
    assert compiled.columns == ("연락처", "이메일", "고객번호", "계좌번호", "대표번호")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949"])
def test_charsets_and_delimiters(tmp_path: Path, codec: str) -> None:
    for sign in ",\t;|":
        finder, _ = built(tmp_path, [line.replace(",", sign) for line in (HEAD, *ROWS)], codec)
        assert found(finder, "010-1234-5678") == ["010-1234-5678"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "empty"),
        (["김가람,010-1234-5678", "이도윤,010-0456-7890"], "not headings"),
        (["이름,메모", "김가람,안녕"], "identifies anybody"),
    ],
)
def test_a_table_that_cannot_serve_is_a_problem(tmp_path: Path, lines: list[str], says: str) -> None:
    with pytest.raises(Problem, match=says):
        built(tmp_path, lines)


def test_another_key_a_damaged_file_or_another_table_is_a_problem(tmp_path: Path) -> None:
    built(tmp_path, [HEAD, *ROWS])
    target = tmp_path / "records.own"
    with pytest.raises(Problem, match="another key"):
        RecordFinder([target], b"not the key")
    document = tmp_path / "plan.txt"
    document.write_text("가나다라마바사아자차카타파하 " * 20)
    compile_documents([document], tmp_path / "documents.own", KEY)
    with pytest.raises(Problem, match="no records"):
        RecordFinder([tmp_path / "documents.own"], KEY)
    whole = target.read_bytes()
    for damaged, says in ((whole[:-1], "cut short"), (b"", "cannot read"), (b"hello\n", "no table")):
        target.write_bytes(damaged)
        with pytest.raises(Problem, match=says):
            RecordFinder([target], KEY)


def test_numbers_that_fill_their_range_count_only_under_their_own_name(tmp_path: Path) -> None:
    rows = [f"{10_000_000 + number}" for number in range(2000)]
    finder, _ = built(tmp_path, ["회원번호", *rows])
    assert found(finder, "전체 10000017건") == []
    assert found(finder, "회원번호: 10000017") == ["10000017"]
    assert found(finder, "10000017", key="회원번호") == ["10000017"]


def test_codes_of_any_shape_compile(tmp_path: Path) -> None:
    codes = [f"{'AB' * (n % 9)}{'1234567890' * 4}"[: 6 + n % 30] + "x" * (n % 4) for n in range(200)]
    finder, _ = built(tmp_path, ["code", *(code for code in codes if sort_of(code) == "code")])
    assert found(finder, next(code for code in codes if sort_of(code) == "code"))


@pytest.mark.parametrize(
    ("value", "sort", "same"),
    [
        ("010-1234-5678", "phone", "01012345678"), ("+82 10-1234-5678", "phone", "01012345678"),
        ("(02) 312-3456", "phone", "023123456"), ("Kim@Example.com", "email", "kim@example.com"),
        ("110-123-456789", "number", "110123456789"), ("AB-2023-0001", "code", "AB20230001"),
        ("00000000", "", ""), ("12345", "", ""), ("김가람", "", ""), ("hello world", "", ""),
    ],
)  # fmt: skip
def test_sorts(value: str, sort: str, same: str) -> None:
    assert sort_of(value) == sort
    if sort:
        assert normal(sort_of(value), value) == same


def test_headings_are_compared_without_signs() -> None:
    assert simple("Customer No.") == "customerno"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(sort_of(text), str)


@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_a_mailbox_is_found_in_any_text(finder: RecordFinder, before: str, after: str) -> None:
    assert "garam.kim@example.com" in found(finder, f"{before} garam.kim@example.com {after}")


def test_rows_are_read_one_by_one(tmp_path: Path) -> None:
    path = table(tmp_path, [HEAD, *(ROWS[0].replace("5678", f"{n:04d}") for n in range(5000))])
    tracemalloc.start()
    (found,) = tables_of(path, KIND)
    count = sum(1 for _ in found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 5000
    assert peak < 2_000_000


@pytest.mark.parametrize("piece", ["01", "010-1234-567", "@", "a@b.", "C-2024-", "0 1 ", "가람"])
def test_a_megabyte_of_near_misses_takes_bounded_time(finder: RecordFinder, piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    began = time.process_time()
    found(finder, text)
    assert time.process_time() - began < 8
