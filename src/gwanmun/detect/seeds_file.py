"""Seeds: known values that an investigator planted, read from TOML (`[[seed]]` name, kind, value) or one a line."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gwanmun.errors import Problem
from gwanmun.knowledge.vocabulary import kinds

SHORTEST = 6
"""Characters. What is shorter stands by chance in every other message and would prove nothing."""

MOST_SEEDS = 300
_FEWEST_DIFFERENT = 2


@dataclass(frozen=True, slots=True)
class Seed:
    """A planted value; `name` is what reports call it, `kind` what it poses as ("" when nobody said)."""

    name: str
    kind: str
    value: str = field(repr=False)


def load_seeds(path: Path) -> tuple[Seed, ...]:
    """Read a seeds file; what is wrong with it becomes a `Problem` that names file and seed, never the value."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"cannot read the seeds in {path}", "give a text file in UTF-8") from error
    found = tuple(read_seeds(text, path.name))
    if not found:
        raise Problem(f"{path.name}: no seeds in it", "write [[seed]] with name, kind and value, or one value a line")
    if len(found) > MOST_SEEDS:
        raise Problem(
            f"{path.name}: more than {MOST_SEEDS} seeds", "split the file, or register a table as own records"
        )
    return found


def read_seeds(text: str, name: str) -> Iterator[Seed]:
    """The seeds of a text: TOML when it is named so or has a `[[seed]]` line, else one value a line, # for remarks."""
    if name.endswith(".toml") or any(line.strip() == "[[seed]]" for line in text.splitlines()):
        yield from _from_toml(text, name)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _checked(Seed(f"line {number}", "", line.strip()), name)


def _from_toml(text: str, name: str) -> Iterator[Seed]:
    try:
        tables = tomllib.loads(text).get("seed", [])
    except tomllib.TOMLDecodeError as error:
        raise Problem(f"{name}: not valid TOML", "correct it: each seed is [[seed]] with name, kind, value") from error
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise Problem(f"{name}: seed is no list of tables", "begin each seed with a line [[seed]]")
    for number, each in enumerate(tables, 1):
        yield _checked(_seed(each, number, name), name)


def _seed(table: dict[str, Any], number: int, file: str) -> Seed:
    value, kind = table.get("value"), str(table.get("kind", ""))
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise Problem(f"{file}: seed {number} has no value", 'add value = "…" in quotes')
    if kind and kind not in kinds():
        near = difflib.get_close_matches(kind, kinds(), 1)
        hint = f"did you mean {near[0]}?" if near else "see `gwanmun knowledge list`"
        raise Problem(f"{file}: seed {number} has an unknown kind {kind}", hint)
    return Seed(str(table.get("name") or f"seed {number}"), kind, str(value).strip())


def _checked(seed: Seed, file: str) -> Seed:
    if len(seed.value) < SHORTEST:
        raise Problem(
            f"{file}: the value of {seed.name} has fewer than {SHORTEST} characters and would be found by chance",
            "plant a longer value, for example a phone number or an e-mail address of your own",
        )
    if len(set(seed.value)) < _FEWEST_DIFFERENT:
        raise Problem(
            f"{file}: the value of {seed.name} repeats the same characters and would be found by chance",
            "plant a value with more different characters",
        )
    if seed.value.casefold() in seed.name.casefold():
        raise Problem(f"{file}: the name of a seed contains its value", "reports show the name: choose another")
    return seed
