"""Reads typed values out of one table of a policy file; whatever does not fit is a `Problem` that says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gwanmun.errors import Problem
from gwanmun.policy.lines import Path as Key
from gwanmun.policy.source import Source, nearest


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table and where it stands: `at` is its path in the file."""

    source: Source
    at: Key
    values: dict[str, Any]

    def problem(self, key: str, message: str, hint: str) -> Problem:
        return self.source.problem((*self.at, key), message, hint)

    def only(self, *known: str) -> None:
        """Refuse a key that means nothing here: it would be a rule that silently does less than its author thinks."""
        for key in self.values:
            if key not in known:
                where = ".".join(str(step) for step in self.at if isinstance(step, str)) or "a policy"
                raise self.problem(key, f'unknown key "{key}" in {where}', nearest(key, known))

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; required when there is no default."""
        if key not in self.values and default is not None:
            return default
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.problem(key, f"{key} must be a text that is not empty", f'write {key} = "…"')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them; () when the key is absent. An empty list would never match and is refused."""
        value = self.values.get(key, ())
        found = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else None
        if key in self.values and (not found or not all(isinstance(each, str) and each for each in found)):
            raise self.problem(key, f"{key} must be a text or a list of texts", f'write {key} = ["…", "…"]')
        return found or ()

    def chosen(self, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
        """Like `texts`, each of them a known word."""
        found = self.texts(key)
        for index, word in enumerate(found):
            if word not in known:
                place = (*self.at, key, index)
                raise self.source.problem(place, f'unknown {what} "{word}"', nearest(word, known))
        return found

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.problem(key, f"{key} must be true or false", f"write {key} = true, without quotes")
        return value

    def share(self, key: str) -> float | None:
        """A number from 0 to 1."""
        value = self.values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1):
            raise self.problem(key, f"{key} must be a number from 0 to 1", f"write {key} = 0.6")
        return value

    def count(self, key: str) -> int | None:
        """A whole number of at least 1."""
        value = self.values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise self.problem(key, f"{key} must be a whole number of at least 1", f"write {key} = 5")
        return value

    def day(self, key: str) -> date:
        """A calendar date, required: a TOML date, or the same in quotes."""
        value = self._value(key)
        try:
            value = date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            value = None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.problem(key, f"{key} is not a date", f"write year, month and day: {key} = 2026-12-31")
        return value

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of `[[key]]`, or the single one of `[key]`."""
        value = self.values.get(key, [])
        if isinstance(value, dict):
            yield Table(self.source, (*self.at, key), value)
            return
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.problem(key, f"{key} must be a table", f"write it under a heading [[{key}]]")
        for index, each in enumerate(value):
            yield Table(self.source, (*self.at, key, index), each)

    def table(self, key: str) -> Table:
        """One table; empty when the key is absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.problem(key, f"{key} must be a table", f"write {key} = {{ … }}")
        return Table(self.source, (*self.at, key), value)

    def _value(self, key: str) -> Any:
        if key not in self.values:
            raise self.source.problem(self.at, f'"{key}" is missing', f"add {key} = … here")
        return self.values[key]
