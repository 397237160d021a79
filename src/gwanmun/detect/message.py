"""A message's leaves by column: what is asked of all of them at once is answered by C, not by a loop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import Step

Steps = tuple[Step, ...]


class Message(tuple[Leaf, ...]):
    """The leaves themselves; `parts`, `steps`, `texts` and `roles` are one entry a leaf, `names` the last step of
    each (None where there is none). A column is made when it is first asked for."""

    texts: list[str]
    steps: list[Steps]
    names: list[Step | None]

    def __init__(self, _leaves: Iterable[Leaf]) -> None:
        self.texts = [leaf[2] for leaf in self]
        self.steps = [leaf[1] for leaf in self]
        self.names = [steps[-1] if steps else None for steps in self.steps]

    @cached_property
    def parts(self) -> list[str]:
        """The part of each leaf."""
        return [leaf[0] for leaf in self]

    @cached_property
    def roles(self) -> list[str]:
        """The role of each leaf."""
        return [leaf[4] for leaf in self]

    @cached_property
    def every_step(self) -> frozenset[Step]:
        """Every step that leads to some leaf, once."""
        return frozenset().union(*self.steps)


def message(leaves: Sequence[Leaf]) -> Message:
    """The leaves as a message, without a copy where they are one."""
    return leaves if isinstance(leaves, Message) else Message(leaves)
