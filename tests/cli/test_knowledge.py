from __future__ import annotations

import json
from pathlib import Path

import pytest

import gwanmun
from gwanmun.config import Settings
from gwanmun.knowledge.files import digest, version
from tests.cli_runner import Ran, Shell


def test_list_by_country_and_category(shell: Shell, tmp_path: Path) -> None:
    ran = shell("knowledge", "list", "--country", "cn", "--category", "ai", "--format", "json", "--state", tmp_path)
    rows = json.loads(ran.out)["rows"]
    assert "deepseek" in {row["id"] for row in rows}
    assert {(row["country"], row["category"]) for row in rows} == {("CN", "ai")}


@pytest.mark.parametrize(
    ("what", "sought", "found"),
    [
        ("services", "딥시크", "deepseek"),
        ("entities", "深度求索", "hangzhou-deepseek"),
        ("kinds", "전화번호", "contact.phone"),
        ("countries", "싱가포르", "SG"),
        ("policies", "", "observe"),
    ],
)
def test_lists_are_searched_in_every_language(shell: Shell, tmp_path: Path, what: str, sought: str, found: str) -> None:
    ran = shell("knowledge", "list", what, sought, "--state", tmp_path)
    assert found in ran.out.split()


def test_show_has_every_source(shell: Shell, tmp_path: Path) -> None:
    ran = shell("knowledge", "show", "deepseek", "contact.phone", "--format", "json", "--state", tmp_path)
    service, kind = json.loads(ran.out)["found"]
    assert service["names"].keys() == {"ko", "en", "zh"}
    assert all({"source", "date", "confidence", "country"} <= each.keys() for each in service["operator_line"])
    assert kind["matches"]
    by_host = shell("knowledge", "show", "chat.deepseek.com", "--state", tmp_path)
    assert by_host.out.startswith("service deepseek")


def test_show_of_nothing(shell: Shell, tmp_path: Path) -> None:
    ran = shell("knowledge", "show", "no-such-thing", "--state", tmp_path)
    assert (ran.code, "nothing is known" in ran.err) == (2, True)


def add(shell: Shell, state: Path, *more: str, host: str = "chat.sample-ai.com") -> Ran:
    said = ("--service", "Sample AI", "--category", "ai", "--source", "https://sample-ai.com/terms")
    return shell("knowledge", "add", host, *said, "--state", state, *more)


def test_add_writes_files_that_are_sound(shell: Shell, tmp_path: Path) -> None:
    ran = add(shell, tmp_path, "--operator", 'A "quoted" \\ Co.', "--country", "SG", "--parent", "alibaba-group")
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 2
    assert shell("knowledge", "lint", *ran.out.splitlines(), "--state", tmp_path).code == 0
    again = add(shell, tmp_path, "--operator", "Other", "--country", "SG")
    assert again.code == 2 or "sample-ai-sample-ai-com" in again.out


def test_what_was_added_is_known_to_every_command(shell: Shell, tmp_path: Path) -> None:
    add(shell, tmp_path, "--operator", "Sample Pte. Ltd.", "--country", "SG")
    ran = shell("recipient", "chat.sample-ai.com", "--state", tmp_path, "--format", "jsonl")
    assert (json.loads(ran.out)["operator_country"], json.loads(ran.out)["status"]) == ("SG", "known")
    judge = gwanmun.Judge(Settings(state=tmp_path, policy="default"))
    assert judge.directory.resolve("chat.sample-ai.com").known
    assert judge.knowledge == f"{version()}+{digest(tmp_path / 'knowledge')}"
    assert gwanmun.Judge(Settings(state=tmp_path / "other")).knowledge == version()


def test_a_known_company_is_not_written_again(shell: Shell, tmp_path: Path) -> None:
    ran = add(shell, tmp_path, "--operator", "hangzhou-deepseek")
    assert [Path(line).parent.name for line in ran.out.splitlines()] == ["services"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--operator", "New Co"), "is no country code"),
        (("--operator", "New Co", "--country", "XX"), "is no country code"),
        (("--operator", "hangzhou-deepseek", "--country", "US"), "is known with its seat in CN"),
        (("--operator", "New Co", "--country", "SG", "--parent", "nobody"), "no company 'nobody'"),
    ],
)
def test_answers_that_cannot_be(shell: Shell, tmp_path: Path, more: tuple[str, ...], said: str) -> None:
    ran = add(shell, tmp_path, *more)
    assert (ran.code, said in ran.err) == (2, True)
    assert not list(tmp_path.rglob("*.toml"))


@pytest.mark.parametrize("host", ["localhost", "10.0.0.1", "co.kr", "", "*"])
def test_hosts_that_nobody_registered(shell: Shell, tmp_path: Path, host: str) -> None:
    ran = add(shell, tmp_path, "--operator", "hangzhou-deepseek", host=host)
    assert (ran.code, "no host name" in ran.err) == (2, True)


SERVICE = """name = { ko = "표본", en = "Sample" }
category = "ai"
operator = "hangzhou-deepseek"
role = "first-party"
hosts = ["sample-ai.com"]
source = "a page"
date = "2026-11-22"
confidence = 0.7
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"ai"', '"robots"', 2, "no category 'robots'"),
        ('"hangzhou-deepseek"', '"nobody"', 3, "no entity 'nobody'"),
        ('"sample-ai.com"', '"co.kr"', 5, "is a public suffix"),
        ('"2026-11-22"', '"22.11.2026"', 7, "is not YYYY-MM-DD"),
        ("role =", "rolle =", 4, "did you mean role?"),
        ("confidence = 0.7", "confidence = 0.7.1", 8, "not valid TOML"),
        ("= 0.7", "= 7", 8, "is not above 0"),
    ],
)
def test_lint_names_file_and_line(shell: Shell, tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    path = tmp_path / "sample.toml"
    path.write_text(SERVICE.replace(old, new), "utf-8")
    ran = shell("knowledge", "lint", path, "--state", tmp_path)
    assert ran.code == 1
    assert any(fault.startswith(f"{path}:{line}: ") and said in fault for fault in ran.out.splitlines()), ran.out


def test_what_ships_is_sound(shell: Shell, tmp_path: Path) -> None:
    ran = shell("knowledge", "lint", "--state", tmp_path)
    assert (ran.code, ran.out) == (0, "")
