from __future__ import annotations

from pathlib import Path

import pytest

from gwanmun.cli.outlet import Outlet
from gwanmun.errors import Problem


def test_a_file_is_there_when_all_of_it_is(tmp_path: Path) -> None:
    output = tmp_path / "report.csv"
    with Outlet(output) as outlet:
        outlet.write("a\r\n")
        outlet.write("나\r\n")
        assert not output.exists()
    assert output.read_bytes() == "a\r\n나\r\n".encode()
    assert list(tmp_path.iterdir()) == [output]


def half_written(output: Path) -> None:
    with Outlet(output) as outlet:
        outlet.write("new")
        raise Problem("no")


def test_nothing_is_left_and_the_old_stays_when_it_fails(tmp_path: Path) -> None:
    output = tmp_path / "report.csv"
    output.write_text("old")
    with pytest.raises(Problem, match="no"):
        half_written(output)
    assert output.read_text() == "old"
    assert list(tmp_path.iterdir()) == [output]


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot write"):
        Outlet(tmp_path / "none" / "report.csv")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Problem, match="cannot write"), Outlet(tmp_path / "folder") as outlet:
        outlet.write("x")


def test_standard_output_gets_it_as_it_comes(capsys: pytest.CaptureFixture[str]) -> None:
    with Outlet(None) as outlet:
        outlet.write("one\n")
        assert capsys.readouterr().out == "one\n"
