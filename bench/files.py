"""How long files of each type take to be opened, in ms of CPU time: `python -m bench.files`.

Each holds 200 people in a table, documents a few pages of text too; the hostile ones are about a megabyte.
"""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Iterator

from gwanmun.unpack.message import open_text
from tests.unpack.office import (
    docx,
    hwp,
    hwp_table,
    hwp_text,
    hwpx,
    hwpx_paragraph,
    hwpx_table,
    inline,
    paragraph,
    pdf,
    pptx,
    table,
    xlsx,
    zipped,
)
from tests.unpack.test_files import hostile
from tests.unpack.test_serialised import field

PROSE = "회의에서 정한 일정과 담당을 정리했습니다. 다음 주까지 확인을 부탁드립니다. "
PEOPLE = [["번호", "성명", "연락처", "주소"]] + [
    [str(number), f"김가람{number}", f"010-0{number:03}-{number:04}", "서울특별시 중구 세종대로 110"]
    for number in range(200)
]


def sheet() -> bytes:
    def row(at: int, texts: list[str]) -> str:
        return "".join(inline(f"{letter}{at}", text) for letter, text in zip("ABCD", texts, strict=True))

    return xlsx("".join(f'<row r="{at}">{row(at, texts)}</row>' for at, texts in enumerate(PEOPLE, 1)))


def samples() -> Iterator[tuple[str, bytes]]:
    csv = "\n".join(",".join(row) for row in PEOPLE).encode()
    document = docx(paragraph(PROSE) * 100 + table(PEOPLE))
    yield "docx", document
    yield "xlsx", sheet()
    yield "pptx", pptx(PROSE * 20, PROSE)
    yield "hwpx", hwpx(hwpx_paragraph(PROSE) * 100 + hwpx_table(PEOPLE))
    yield "hwp", hwp([hwp_text(PROSE) * 100 + hwp_table(PEOPLE)])
    yield "pdf, 5 pages", pdf(["\n".join([PROSE] * 20)] * 5)
    yield "csv", csv
    yield "zip of docx, csv", zipped({"a.docx": document, "b.csv": csv})
    yield "base64 docx in JSON", json.dumps({"file": b64encode(document).decode()}).encode()
    yield "protobuf", b"".join(field(1, field(2, row[1]) + field(3, row[2])) for row in PEOPLE)


HEAD = ["번호", "성명", "연락처", "이메일", "주소", "등급", "가입일", "최근구매", "포인트", "비고"]
CUSTOMERS, LAST = 20_000, "010-0777-1234"


def customers() -> list[list[str]]:
    """A header and 20,000 rows of ten columns; `LAST` stands in the last row alone."""
    rows = [
        [
            str(at), f"김가람{at % 97}", f"010-0{at % 900 + 100}-{at * 7 % 10_000:04}", f"user{at}@example.com",
            f"서울특별시 중구 세종대로 {at % 300 + 1}", "우수", f"20{at % 16 + 10}-04-15", "2025-10-08", str(at * 37),
            "방문 상담 희망",
        ]
        for at in range(1, CUSTOMERS + 1)
    ]  # fmt: skip
    rows[-1][2] = LAST
    return [HEAD, *rows]


def lists() -> Iterator[tuple[str, bytes]]:
    """The list of customers in each format that an office uploads it in."""
    rows = customers()
    yield "customers.csv", "\n".join(map(",".join, rows)).encode()
    people = [dict(zip(HEAD, row, strict=True)) for row in rows[1:]]
    yield "customers.json", json.dumps(people, ensure_ascii=False).encode()
    written = (
        "".join(inline(f"{letter}{at}", text) for letter, text in zip("ABCDEFGHIJ", row, strict=True))
        for at, row in enumerate(rows, 1)
    )
    yield "customers.xlsx", xlsx("".join(f'<row r="{at}">{row}</row>' for at, row in enumerate(written, 1)))


def measure(data: bytes, seconds: float = 0.5) -> tuple[float, int, int]:
    """The best round in ms, leaves, and parts that were not read."""
    best, end = 1e9, time.perf_counter() + seconds
    while True:
        start = time.process_time()
        opened = open_text(data)
        best = min(best, time.process_time() - start)
        if time.perf_counter() > end:
            return best * 1000, len(opened.leaves), len(opened.unreadable)


def main() -> None:
    print(f"{'file':28}{'bytes':>9}{'leaves':>8}{'unread':>8}{'ms':>9}")
    for kind, data in [*samples(), *lists(), *((f"hostile: {kind}", data) for kind, data in hostile().items())]:
        took, leaves, unread = measure(data)
        print(f"{kind:28}{len(data):9}{leaves:8}{unread:8}{took:9.1f}")


if __name__ == "__main__":
    main()
