"""A policy as it was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gwanmun.transfer import Promise, Promised


class Heading(NamedTuple):
    """A heading of the text, and the topics that its section is about."""

    text: str
    start: int
    end: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One document and what it promises.

    `document` is the SHA-256 of the file, `languages` are those of its text (`ko`, `en`, `zh`), `language` the main.
    When it is not `readable`, `why` says so, and nothing may be concluded from what is absent. `effective` is the date
    that it declares (ISO 8601) or "". Quotes and headings are spans of `text`.
    """

    document: str
    name: str
    language: str
    languages: tuple[str, ...]
    readable: bool
    why: str
    promises: tuple[Promise, ...]
    effective: str
    text: str
    headings: tuple[Heading, ...] = ()

    def of(self, *kinds: Promised) -> Iterable[Promise]:
        """The promises of these kinds, in order."""
        return (promise for promise in self.promises if promise.what in kinds)

    def statement(self, rule: str) -> Promise | None:
        """The statement of that id, None when it is missing (or nothing could be read)."""
        return next((each for each in self.promises if each.what == "statement" and each.rule == rule), None)
