"""What the gate is given: who judges, who rewrites, where records go. The gate carries and knows no rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from gwanmun.transfer import Exchange, Judgement, Record, Request

Address = tuple[str, int]
"""IP address (or name) and TCP port."""

Sink = Callable[[Record], object]
"""Takes each record once, cheaply: it is called on the event loop."""


class Reading(Protocol):
    """A large body judged while it passes (`judge.Reading`)."""

    def feed(self, chunk: bytes) -> tuple[Judgement | None, bytes]:
        """The judgement of all seen so far (None: nothing new was read) and the bytes that are cleared by it."""

    def close(self) -> tuple[Judgement, bytes]:
        """The judgement of the whole body and the bytes still held."""


class Judge(Protocol):
    """Judges an exchange; pure (`judge.Judge`)."""

    def __call__(self, exchange: Exchange) -> Judgement: ...

    def open(self, exchange: Exchange) -> Reading: ...


class Enforced(Protocol):
    """A request made harmless, and the values to put back into its answer by token (`policy.enforce.Enforced`)."""

    @property
    def request(self) -> Request: ...

    @property
    def restore(self) -> Mapping[str, str]: ...


Enforce = Callable[[Request, Judgement, Any], Enforced]
"""`policy.enforce.enforce`; raises `unpack.parts.CannotRewrite` when it cannot be done safely."""


class Reason(NamedTuple):
    """A rule in a person's words, Korean and English: its title, and why it is there."""

    ko: str = ""
    en: str = ""
    why_ko: str = ""
    why_en: str = ""


NO_REASON = Reason()


@dataclass(frozen=True, slots=True)
class Ruling:
    """Everything that one policy brings, swapped as one value when the policy changes; `reasons` by rule id."""

    judge: Judge
    enforce: Enforce
    pseudonyms: Any
    reasons: Mapping[str, Reason] = field(default_factory=dict)
