"""Where results go while they are made: standard output as they come, or a file that is written whole or not at all."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TextIO

import click

from gwanmun.errors import Problem


class Outlet(AbstractContextManager["Outlet"]):
    """Takes text piece by piece. Nothing is left of a file when what makes its content fails."""

    def __init__(self, output: Path | None) -> None:
        self._output, self._file = output, None if output is None else _open(_fresh(output), output)

    def write(self, text: str) -> None:
        if self._file is None or self._output is None:
            click.echo(text, nl=False, color=True)  # whether there is colour in the text was decided before
            return
        try:
            self._file.write(text)
        except OSError as error:
            raise _problem(self._output, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None or self._output is None:
            return
        try:
            self._file.close()
            if kind is None:
                _fresh(self._output).replace(self._output)
        except OSError as failed:
            raise _problem(self._output, failed) from failed
        finally:
            _fresh(self._output).unlink(missing_ok=True)


def _fresh(output: Path) -> Path:
    return output.with_name(output.name + ".part")


def _open(path: Path, output: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise _problem(output, error) from error


def _problem(output: Path, error: OSError) -> Problem:
    return Problem(f"cannot write {output}: {error.strerror}", "choose another place with -o")
