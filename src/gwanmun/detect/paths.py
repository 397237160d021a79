"""Paths of the leaves of one message: those of an array share all but the end, which is rendered once."""

from __future__ import annotations

from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import Step, render


class Paths:
    """Lives for one message."""

    def __init__(self) -> None:
        self._above: dict[tuple[Step, ...], str] = {}
        self._last: dict[str, str] = {}

    def of(self, leaf: Leaf) -> str:
        """`leaf.path`. How a plain name is written does not hang on what stands before it; a layer's mark does."""
        steps = leaf.steps
        last = steps[-1] if steps else None
        if last.__class__ is not str:
            return leaf.path
        head, name = steps[:-1], str(last)
        above = self._above.get(head)
        if above is None:
            above = self._above[head] = render(head)
        end = self._last.get(name)
        if end is None:
            end = self._last[name] = render((name,))
        return above + end
