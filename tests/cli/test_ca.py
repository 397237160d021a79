from __future__ import annotations

from pathlib import Path

from tests.cli_runner import Shell


def test_show_makes_the_authority_once(shell: Shell, tmp_path: Path) -> None:
    first = shell("ca", "show", "--state", tmp_path / "state")
    assert first.code == 0
    assert "sha256" in first.out
    assert shell("ca", "show", "--state", tmp_path / "state").out == first.out


def test_the_pem_can_be_piped(shell: Shell, tmp_path: Path) -> None:
    ran = shell("ca", "show", "--pem", "--state", tmp_path / "state")
    assert ran.out == (tmp_path / "state" / "ca.pem").read_text()


def test_install_hints_name_the_file(shell: Shell, tmp_path: Path) -> None:
    ran = shell("ca", "install-hint", "--state", tmp_path / "state")
    assert ran.code == 0
    assert str(tmp_path / "state" / "ca.pem") in ran.out
    assert all(system in ran.out for system in ("Windows", "macOS", "Debian", "Android", "iOS", "Firefox"))
