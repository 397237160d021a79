"""The policies that an audit is held against, as one body of promises: a policy in three languages is one policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from gwanmun.transfer import Promise, Promised, Quote


class PolicyLike(Protocol):
    """What is asked of a policy that was read. `document` is the SHA-256 of its file, `readable` false when its text
    is no policy that could be read (`why`), `effective` its date as ISO 8601 or ""."""

    @property
    def document(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def readable(self) -> bool: ...
    @property
    def why(self) -> str: ...
    @property
    def promises(self) -> tuple[Promise, ...]: ...
    @property
    def effective(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Policies:
    """All that is promised, and how far absence may be relied upon."""

    read: tuple[PolicyLike, ...]
    unread: tuple[PolicyLike, ...]

    @property
    def given(self) -> bool:
        return bool(self.read or self.unread)

    @property
    def whole(self) -> bool:
        """Whether something absent may be called absent: there is a text, and every text given was readable."""
        return bool(self.read) and not self.unread

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        return tuple(promise for policy in self.read for promise in policy.promises)

    def of(self, *what: Promised) -> Iterator[Promise]:
        return (promise for promise in self.promises if promise.what in what)

    def statements(self, rule: str) -> tuple[Promise, ...]:
        return tuple(promise for promise in self.of("statement") if promise.rule == rule)

    @cached_property
    def languages(self) -> frozenset[str]:
        codes = {code for policy in self.read for code in (policy.language, *policy.languages)}
        return frozenset(code.casefold().partition("-")[0] for code in codes if code)

    @cached_property
    def text(self) -> str:
        return "\n".join(policy.text for policy in self.read)

    def places(self) -> tuple[str, ...]:
        """The whole of every text read: the evidence for what is absent."""
        return tuple(f"{policy.document}:0-{len(policy.text)}" for policy in self.read)


def policies(given: Sequence[PolicyLike]) -> Policies:
    """Told apart by whether they could be read; one without a word counts as unread."""
    read = tuple(policy for policy in given if policy.readable and policy.text.strip())
    return Policies(read, tuple(policy for policy in given if policy not in read))


def place(quote: Quote) -> str:
    """A quote as evidence: `<sha256>:<start>-<end>`."""
    return f"{quote.document}:{quote.start}-{quote.end}"
