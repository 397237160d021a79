from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gwanmun.cli.main import COMMANDS
from tests.cli_runner import Shell


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_explains_itself(shell: Shell, name: str) -> None:
    ran = shell(name, "--help")
    assert ran.code == 0
    assert f"gwanmun {name}" in ran.out


def test_help_lists_every_command_and_imports_none_of_the_detector() -> None:
    code = "import sys; from gwanmun.cli.main import run\n"
    code += "try: run(['--help'])\nfinally: assert 'hyperscan' not in sys.modules"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert all(name in ran.stdout for name, _ in COMMANDS)


def test_a_problem_is_two_lines_and_no_traceback(shell: Shell, tmp_path: Path) -> None:
    ran = shell("audit", tmp_path / "missing.har")
    assert ran.code == 2
    assert ran.out == ""
    assert [line.split(":")[0] for line in ran.err.splitlines()] == ["gwanmun", "hint"]


def test_a_wrong_option_is_an_error_with_a_hint(shell: Shell) -> None:
    ran = shell("audit", "--nonsense")
    assert ran.code == 2
    assert ran.err.startswith("gwanmun: error: ")
    assert "hint: see 'gwanmun audit --help'" in ran.err


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gwanmun", "--debug", "audit", str(tmp_path / "missing.har")]
    assert "Traceback" in subprocess.run(command, capture_output=True, text=True).stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m gwanmun recipient --format jsonl $(seq -f 'h%g.example' 3000) | head -1"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in ran.stderr
    assert ran.stdout.count("\n") == 1
