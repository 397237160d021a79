"""Options and output shared by the commands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import orjson

from gwanmun.errors import Problem

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FILE = click.Path(path_type=Path)


def common(*names: str) -> Decorator:
    """The named shared options, in that order."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(names):
            function = OPTIONS[name](function)
        return function

    return decorate


def formats(*choices: str) -> Decorator:
    """`--format`, the first choice being the default, and `-o`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        function = click.option("-o", "--output", type=FILE, help="Write to this file, not to standard output.")(
            function
        )
        return click.option(
            "--format",
            "form",
            type=click.Choice(choices),
            default=choices[0],
            show_default=True,
            help="Form of output.",
        )(function)

    return decorate


OPTIONS: dict[str, Callable[..., Any]] = {
    "state": click.option("--state", type=FILE, metavar="DIR", help="Folder of keys and ledger."),
    "policy": click.option("--policy", metavar="FILE", help="observe, default, strict, or a policy file."),
    "lang": click.option("--lang", type=click.Choice(["ko", "en"]), help="Language of the output."),
    "seeds": click.option("--seeds", type=FILE, help="Values you planted: found plain, encoded or hashed."),
    "mmdb": click.option("--mmdb", type=FILE, multiple=True, metavar="FILE", help="Your own IP database, asked first."),
}


def emit(text: str, output: Path | None) -> None:
    """Results go to standard output, or to a file that is written whole or not at all."""
    if output is None:
        click.echo(text, nl=bool(text) and not text.endswith("\n"))
        return
    fresh = output.with_name(output.name + ".part")
    try:
        fresh.write_text(text, "utf-8")
        fresh.replace(output)
    except OSError as error:
        raise Problem(f"cannot write {output}: {error.strerror}", "choose another place with -o") from error


def dumps(value: Any, *, indent: bool = True) -> str:
    """JSON for people and programs: UTF-8, keys in the order given."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else 0).decode()


def read_input(path: Path) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}", "check the path and its permissions") from error


def talk(text: str) -> None:
    """Talk goes to standard error, so that a pipe carries results only."""
    click.echo(text, err=True)
