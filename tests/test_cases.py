"""The casebook: every case in `tests/cases` through the real pipeline; a case that cannot be read is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gwanmun.detect.finder import Finder
from gwanmun.detect.finders import given
from gwanmun.detect.own_documents import compile_documents
from gwanmun.detect.own_records import compile_records
from gwanmun.detect.scan import Scanner
from gwanmun.detect.seeds_file import Seed, load_seeds
from gwanmun.judge import Judge
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.policy.document import load
from gwanmun.recipient.directory import Directory
from gwanmun.transfer import Fact, Judgement, Sighting
from gwanmun.unpack.message import open_request
from tests.casebook import Case, CaseError, Row, parse

KEY = b"k" * 32
FOLDER = Path(__file__).parent / "cases"
CASES = tuple(parse(path.read_text("utf-8"), path.stem) for path in sorted(FOLDER.glob("*.md")) if path.stem < "60")


@cache
def judge(policy: str, brought: tuple[tuple[str, str], ...] = ()) -> Judge:
    return Judge(Scanner(load_kinds(), KEY, finders=finders(brought)), Directory.bundled(), load(policy))


def finders(brought: tuple[tuple[str, str], ...]) -> tuple[Finder, ...]:
    """What a case says is registered or planted; the compiled files stay open when their folder is gone."""
    seeds, paths = list[Seed](), dict[str, list[Path]]({"own.record": [], "own.document": []})
    with TemporaryDirectory() as folder:
        for number, (kind, text) in enumerate(brought):
            source, target = Path(folder, f"{number}.txt"), Path(folder, f"{number}.own")
            source.write_text(text, "utf-8")
            if kind == "seed":
                seeds += load_seeds(source)
                continue
            if kind == "own.record":
                compile_records([source], target, KEY, next(each for each in load_kinds() if each.id == kind))
            else:
                compile_documents([source], target, KEY)
            paths[kind].append(target)
        return given(seeds, paths["own.record"], paths["own.document"], KEY)


def judged(case: Case, policy: str = "default") -> Judgement:
    return judge(policy, case.given)(case.exchange())


def seen(case: Case) -> list[tuple[Sighting, str]]:
    """Each sighting with the value it covers: found again by part and path, for a sighting does not hold it."""
    texts = {(leaf.part, leaf.path): leaf.text for leaf in open_request(case.request).leaves}
    return [(s, texts[s.part, s.path][s.start : s.end]) for s in judged(case).transfer.sightings]


def described(sighting: Sighting, value: str) -> dict[str, str]:
    return {"kind": sighting.kind, "value": value, "part": sighting.part, "path": sighting.path}


def each(*tables: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    cases = [case for case in CASES if any(case.rows(table) for table in tables)]
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


@each("sightings", "exactly")
def test_what_must_be_seen(case: Case) -> None:
    found = [described(*pair) for pair in seen(case)]
    for row in (*case.rows("sightings"), *case.rows("exactly")):
        assert any(row.items() <= one.items() for one in found), f"not seen: {dict(row)} among {found}"


@each("exactly")
def test_and_nothing_else(case: Case) -> None:
    expected = Counter((row["kind"], row["value"]) for row in case.rows("exactly"))
    assert Counter((s.kind, value) for s, value in seen(case)) == expected


@each("forbidden")
def test_what_must_not_be_seen(case: Case) -> None:
    wrong = [described(*pair) for pair in seen(case) for row in case.rows("forbidden") if _is(row, *pair)]
    assert wrong == []


def _is(row: Row, sighting: Sighting, value: str) -> bool:
    if sighting.kind.startswith("content.") and not row["kind"].startswith("content."):
        return False
    return fnmatchcase(sighting.kind, row["kind"]) and (row["value"] == "-" or row["value"] in value)


@each("unreadable")
def test_what_cannot_be_read_is_said(case: Case) -> None:
    found = judged(case).transfer.unreadable
    for row in case.rows("unreadable"):
        assert any(u.part == row["part"] and row["why"] in u.why for u in found), f"{dict(row)} among {found}"


@each("recipient")
def test_who_gets_it(case: Case) -> None:
    recipient = judged(case).transfer.recipient
    values = {field.name: getattr(recipient, field.name) for field in fields(recipient)}
    for row in case.rows("recipient"):
        assert {name: _text(values[name]) for name in row} == row


def _text(value: object) -> str:
    return value.value if isinstance(value, Fact) else str(value or "-")


@each("verdict")
def test_what_is_decided(case: Case) -> None:
    for row in case.rows("verdict"):
        verdict = judged(case, row["policy"]).verdict
        decided = {"policy": row["policy"], "action": verdict.action, "rule": verdict.rule or "-"}
        assert row.items() <= decided.items(), verdict.weighed


GOOD = """# 제목

*A line.*

```http
GET / HTTP/1.1
host: www.example.com
```

## 판단 · verdict

| 정책 policy | 조치 action |
|---|---|
| default | allow |
"""


def test_a_good_case_is_read() -> None:
    case = parse(GOOD, "good")
    assert (case.title, case.english, case.host) == ("제목", "A line.", "www.example.com")
    assert case.rows("verdict") == ({"policy": "default", "action": "allow"},)


@pytest.mark.parametrize(
    ("cut", "put", "why"),
    [
        ("# 제목", "", "no title"),
        ("*A line.*", "", "no line in English"),
        ("```http", "```text", "0 http blocks"),
        ("GET / HTTP/1.1", "GET /", "not a request line"),
        ("host: www.example.com", "Host: www.example.com", "not a header field in lower case"),
        ("host: www.example.com", "accept: */*", "names no host"),
        ("· verdict", "· verdicts", "unknown table 'verdicts'"),
        ("## 판단 · verdict", "", "a table with no heading"),
        ("조치 action", "조치 actoin", "unknown columns: actoin"),
        ("| default | allow |\n", "", "nothing is expected"),
        ("| default | allow |", "| default |", "more or fewer cells"),
        ("|---|---|\n", "", "no line of dashes"),
        ("allow |\n", "allow |\n\n## 또 · verdict\n\n| policy |\n|---|\n| default |\n", "two tables 'verdict'"),
        ("allow |\n", "allow |\n\n## 받는 자 · recipient\n", "no table under recipient"),
        ("host: www", "host: {{nothing:1}}www", "nothing makes"),
    ],
)
def test_a_case_that_cannot_be_read_is_refused(cut: str, put: str, why: str) -> None:
    assert cut in GOOD
    with pytest.raises(CaseError, match=why):
        parse(GOOD.replace(cut, put), "bad")


def test_there_are_cases() -> None:
    assert len(CASES) >= 14
