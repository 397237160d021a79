"""Runs a command line in this process and gives what a shell would see."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gwanmun.cli.main import run


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


class Shell:
    """`shell("scan", path)` -> exit code, standard output, standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Ran:
        with pytest.raises(SystemExit) as ended:
            run([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, out, err)
