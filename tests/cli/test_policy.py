from __future__ import annotations

from pathlib import Path

from tests.cli_runner import Shell

FIXTURES = Path(__file__).parents[1] / "fixtures"


def test_the_ready_policies_are_right(shell: Shell) -> None:
    ran = shell("policy", "check", "observe", "default", "strict")
    assert ran.code == 0
    assert [line.split(":")[1].split(",")[0].strip() for line in ran.out.splitlines()] == ["ok"] * 3


def test_a_mistake_is_named_with_its_line(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('schema = "gwanmun.policy/1"\nname = "ours"\n\n[[rule]]\nid = "a"\nactoin = "block"\n')
    ran = shell("policy", "check", file)
    assert ran.code == 2
    assert "ours.toml:6" in ran.err
    assert "action" in ran.err


def test_explain_says_which_rule_won_and_why_others_did_not(shell: Shell) -> None:
    ran = shell("policy", "explain", FIXTURES / "day.jsonl", "--policy", "default")
    assert ran.code == 0
    assert "  block by " in ran.out
    assert any(line.startswith("  + ") for line in ran.out.splitlines())
    assert any(line.startswith("  - ") and "wants" in line for line in ran.out.splitlines())
