"""What changed from one state of a policy to the next, and that a reformatted one did not change."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwanmun.promise.compare import Change, compare
from gwanmun.promise.history import Copy, stages
from gwanmun.promise.policy import Policy
from gwanmun.promise.read import read_policy

HISTORY = Path(__file__).parents[3] / "shared" / "samples" / "policies-history" / "deepseek-privacy"
POLICIES = sorted((Path(__file__).parent / "policies").glob("[dkm]*.*"))

BASE = """# 개인정보 처리방침

시행일: 2026년 1월 1일

## 수집하는 개인정보 항목

- 이메일
- 이름

## 국외 이전

| 이전받는 자 | 이전 국가 | 이전 항목 | 이용 목적 | 보유 기간 |
|---|---|---|---|---|
| Aspen Cloud Inc. | 미국 | 이메일 | 서버 운영 | 1년 |

이용자는 이메일로 국외 이전을 거부할 수 있습니다.

## 파기 절차 및 방법

복구할 수 없는 방법으로 파기합니다.
"""


def policy(text: str) -> Policy:
    return read_policy(text.encode(), "a.md")


def changes(before: str, after: str) -> set[tuple[str, str, str, str, str]]:
    found = compare(policy(before), policy(after))
    return {(each.change, each.what, each.recipient, each.before, each.after) for each in found}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("미국 |", "중국 |", ("changed", "country", "Aspen Cloud Inc.", "US", "CN")),
        ("미국 |", "미국 등 |", ("weakened", "country", "Aspen Cloud Inc.", "US", "US")),
        ("| 이메일 | 서버", "| 이메일, 이름 | 서버", ("added", "item", "Aspen Cloud Inc.", "", "이름")),
        ("서버 운영", "광고", ("changed", "purpose", "Aspen Cloud Inc.", "서버 운영", "광고")),
        ("1년 |", "3년 |", ("changed", "retention", "Aspen Cloud Inc.", "1년", "3년")),
        ("1년 |", "목적 달성 시까지 |", ("weakened", "retention", "Aspen Cloud Inc.", "1년", "목적 달성 시까지")),
        ("- 이름\n", "", ("removed", "item", "", "이름", "")),
        ("복구할 수 없는 방법으로 ", "지체 없이 ", ("weakened", "statement", "", "P-05 present", "P-05 vague")),
    ],
)
def test_one_change_is_named(old: str, new: str, expected: tuple[str, str, str, str, str]) -> None:
    assert old in BASE
    assert changes(BASE, BASE.replace(old, new)) == {expected}


def test_a_way_to_refuse_that_is_gone_is_a_weaker_promise() -> None:
    refusal = "이용자는 이메일로 국외 이전을 거부할 수 있습니다."
    assert changes(BASE, BASE.replace(refusal, "")) == {("weakened", "refusal", "Aspen Cloud Inc.", refusal, "")}


def test_a_recipient_more_and_a_recipient_less() -> None:
    more = BASE.replace("| 1년 |\n", "| 1년 |\n| Birch Mail Ltd | 영국 | 이름 | 발송 | 1개월 |\n")
    assert changes(BASE, more) == {("added", "recipient", "Birch Mail Ltd", "", "Birch Mail Ltd")}
    assert changes(more, BASE) == {("removed", "recipient", "Birch Mail Ltd", "Birch Mail Ltd", "")}


def test_a_language_that_is_gone() -> None:
    english = "\n" + "We collect your e-mail address and name and we use your personal information to answer you. " * 12
    assert ("removed", "language", "", "en", "") in changes(BASE + english, BASE)


def _as_html(text: str) -> str:
    """The same policy as a page, with other white space and the table as a list of labels kept apart."""
    rows, out = [line for line in text.split("\n") if line.startswith("|") and "---" not in line], []
    cells = ["".join(f"<td> {cell.strip()} </td>" for cell in row.strip("|").split("|")) for row in rows]
    for line in text.split("\n"):
        if line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            out.append(f"<h{level}>{line.strip('# ')}</h{level}>")
        elif line.startswith("- "):
            out.append(f"<ul><li><span>{line[2:]}</span></li></ul>")
        elif line.startswith("|---"):
            out.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
        elif line and not line.startswith("|"):
            out.append(f"<p>\n  {line}\n</p>")
    return "<html><body>" + "\n\n".join(out) + "</body></html>"


def test_a_policy_that_is_only_written_differently_did_not_change() -> None:
    page = read_policy(_as_html(BASE).encode("cp949"), "a.html", "text/html; charset=euc-kr")
    assert [each.recipient for each in page.of("transfer")] == ["Aspen Cloud Inc."]
    assert compare(policy(BASE), page) == ()


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_policy_is_the_same_as_itself(path: Path) -> None:
    data = path.read_bytes()
    assert compare(read_policy(data, path.name), read_policy(data + b"\n\n", path.name)) == ()


def test_from_an_unreadable_copy_nothing_follows() -> None:
    assert compare(policy(BASE), read_policy(b"")) == ()


def test_content_that_changes_under_the_same_date_is_marked() -> None:
    copies = [
        Copy("2026-01-01", "a.md", "", BASE.encode()),
        Copy("2026-02-01", "a.md", "", BASE.replace("미국", "중국").encode()),
    ]
    first, second = stages(copies)
    assert (first.changes, first.same_date) == ((), False)
    assert second.same_date
    assert [change.what for change in second.changes] == ["country"]


def test_an_unreadable_copy_does_not_break_the_line() -> None:
    copies = [
        Copy("2026-01-01", "a.md", "", BASE.encode()),
        Copy("2026-01-02", "a.md", "", b""),
        Copy("2026-01-03", "a.md", "", BASE.encode()),
    ]
    found = list(stages(copies))
    assert [stage.policy.readable for stage in found] == [True, False, True]
    assert [stage.changes for stage in found] == [(), (), ()]


def _deepseek() -> dict[str, tuple[Change, ...]]:
    copies = [Copy(path.name[:10], path.name, "", path.read_bytes()) for path in sorted(HISTORY.glob("*.md"))]
    return {stage.date: stage.changes for stage in stages(copies)}


@pytest.mark.skipif(not HISTORY.is_dir(), reason="the shared samples are not here")
def test_the_history_of_deepseek() -> None:
    """LABELS-deepseek-history.json: keystrokes go, the Korea section comes and goes; noise is silent."""
    found = _deepseek()
    gone = [change.before for change in found["2025-02-23"] if (change.change, change.what) == ("removed", "item")]
    assert "keystroke patterns or rhythms" in gone
    came = {
        change.recipient.split()[0]
        for change in found["2025-04-28"]
        if (change.change, change.what) == ("added", "recipient")
    }
    assert came == {"Beijing", "Shumei", "Intercom,"}
    went = {
        change.recipient.split()[0]
        for change in found["2025-05-09"]
        if (change.change, change.what) == ("removed", "recipient")
    }
    assert went == came
    assert found["2025-05-08"] == found["2025-12-10"] == ()
