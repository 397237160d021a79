"""One recipient's entry as a reader found it, before it is known what kind of disclosure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gwanmun.promise.block import Span
from gwanmun.promise.names import Party


@dataclass(frozen=True, slots=True)
class Entry:
    """`values` are the texts by field as written; `span` is the stretch of the document they stand in.

    `about` is what the headers themselves say (`transfer`, `processor`, `third-party`). `parties` is set by readers
    that find names themselves; else the field `recipient` holds them. `hedged` is a mere possibility.
    """

    span: Span
    values: Mapping[str, str]
    about: frozenset[str] = frozenset()
    parties: tuple[Party, ...] = ()
    places: tuple[str, ...] = ()
    hedged: bool = False
    placed: bool = field(default=False)
    """Whether a country was asked for: a column or label for it was there, be it empty."""
