"""Where readers put what they find, and the hands they pass nested content on to: no reader imports another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gwanmun.transfer import Unreadable
from gwanmun.unpack.media import PLAIN, Media
from gwanmun.unpack.parts import CannotRewrite, Leaf, Limits
from gwanmun.unpack.path import KEY, Layer, Step, render
from gwanmun.unpack.splice import Splice

Steps = tuple[Step, ...]
Changes = dict[Steps, list[Splice]]
"""Replacements by the steps that lead to their leaf, relative to the layer that is being written."""


class TooManyError(Exception):
    """More values than the limits allow."""


@dataclass(slots=True)
class Sink:
    """Collects the leaves of one part. `open_bytes` and `open_text` read what is nested in something else."""

    part: str
    limits: Limits
    left: int
    open_bytes: Callable[[bytes, Media, Steps, Sink], None]
    open_text: Callable[[str, Steps, Sink], None]
    leaves: list[Leaf] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    def text(self, text: str, steps: Steps) -> None:
        """A text that may have something nested in it."""
        self.open_text(text, steps, self)

    def plain(self, text: str, steps: Steps) -> None:
        """A text as it stands."""
        if text:
            self.leaves.append(tuple.__new__(Leaf, (self.part, steps, text, False, "")))

    def number(self, text: str, steps: Steps) -> None:
        """A number as it is written."""
        self.leaves.append(tuple.__new__(Leaf, (self.part, steps, text, True, "")))

    def unread(self, why: str, steps: Steps = ()) -> None:
        place = render(steps)
        self.unreadable.append(Unreadable(self.part, f"{why} (at {place})" if place else why))

    def mark(self) -> tuple[int, int]:
        return len(self.leaves), len(self.unreadable)

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget what was found since `mark`, to read it in another way."""
        del self.leaves[mark[0] :], self.unreadable[mark[1] :]

    def deep(self, steps: Steps) -> bool:
        """Whether the limit of nested layers is reached."""
        return sum(isinstance(step, Layer) for step in steps) >= self.limits.layers


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes changes back. Positions of splices are those of the source given, so what lies between stays."""

    part: str
    limits: Limits
    write_bytes: Callable[[bytes, Media, Changes, Writer], bytes]
    splice_text: Callable[[str, Changes, Writer], list[Splice]]

    def refuse(self, why: str) -> CannotRewrite:
        return CannotRewrite(self.part, why)

    def within(self, data: bytes, changes: Changes, media: Media = PLAIN) -> bytes:
        return self.write_bytes(data, media, changes, self)


def below(changes: Changes, layer: Step) -> Changes:
    """The changes under the first step `layer`, without it."""
    return {steps[1:]: splices for steps, splices in changes.items() if steps and steps[0] == layer}


def under(changes: Changes) -> dict[Steps, Changes]:
    """The same changes by every prefix of their steps: prefix -> rest -> replacements. A change in a name is under
    the name alone and not under the value of that name."""
    tree: dict[Steps, Changes] = {}
    for steps, splices in changes.items():
        for cut in range(len(steps) + 1):
            if steps[cut:] != (KEY,):
                tree.setdefault(steps[:cut], {})[steps[cut:]] = splices
    return tree
