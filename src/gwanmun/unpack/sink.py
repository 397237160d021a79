"""Where readers put what they find, and the hands they pass nested content on to: no reader imports another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gwanmun.transfer import Unreadable
from gwanmun.unpack.media import PLAIN, Media
from gwanmun.unpack.parts import LIMITS, CannotRewrite, Leaf, Limits
from gwanmun.unpack.path import KEY, Layer, Step, render
from gwanmun.unpack.splice import Splice

Steps = tuple[Step, ...]
Changes = dict[Steps, list[Splice]]
"""Replacements by the steps that lead to their leaf, relative to the layer that is being written."""


_OPENERS = frozenset('{["')
_ID = re.compile(r"[0-9a-f-]{1,128}|[0-9A-F-]{1,128}").fullmatch
_new = tuple.__new__


def is_plain(text: str) -> bool:
    """Whether a text shows at a glance that nothing is nested in it; most do."""
    return len(text) < 3 or not (
        text[0] in _OPENERS
        or "%" in text
        or "&" in text
        or "\\" in text
        or (len(text) > 15 and " " not in text and not _ID(text))
    )


class TooManyError(Exception):
    """More values, or more work, than the limits allow."""


WORK = "more work than the limit"
NOTES = 200
"""Notes of what is not read in one message; hostile ones would have thousands."""


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
    work: int = LIMITS.work
    granted: int = LIMITS.work
    ceiling: int = LIMITS.work
    said: set[str] = field(default_factory=set)

    def begin(self, size: int) -> None:
        """Work for a message of `size` bytes, and how much it may become with what unpacks from it."""
        most = self.limits.work + self.limits.work_unpacked_per_kib * (size >> 10)
        self.ceiling = min(most, self.limits.work_most)
        self.grant(size)

    def grant(self, size: int) -> None:
        """Work for `size` bytes more to be read."""
        more = min(self.limits.work_per_kib * (size >> 10), self.ceiling - self.granted)
        if more > 0:
            self.granted += more
            self.work += more

    def afford(self, units: int) -> bool:
        """Take units of work; False, with nothing taken, when there are not so many."""
        if units > self.work:
            return False
        self.work -= units
        return True

    def spend(self, units: int) -> None:
        """Take units of work, or raise `TooManyError` when there are not so many."""
        if not self.afford(units):
            raise TooManyError(WORK)

    def say_once(self, why: str) -> None:
        """Say of a whole part what is true of it however often it happens."""
        if why not in self.said:
            self.said.add(why)
            self.unreadable.append(Unreadable(self.part, why))

    def text(self, text: str, steps: Steps) -> None:
        """A text that may have something nested in it; `is_plain` is written out here, for headers of every request."""
        if len(text) > 2 and (
            text[0] in _OPENERS
            or "%" in text
            or "&" in text
            or "\\" in text
            or (len(text) > 15 and " " not in text and not _ID(text))
        ):
            self.open_text(text, steps, self)
        elif text:
            self.leaves.append(_new(Leaf, (self.part, steps, text, False, "")))

    def plain(self, text: str, steps: Steps) -> None:
        """A text as it stands."""
        if text:
            self.leaves.append(_new(Leaf, (self.part, steps, text, False, "")))

    def number(self, text: str, steps: Steps) -> None:
        """A number as it is written."""
        self.leaves.append(_new(Leaf, (self.part, steps, text, True, "")))

    def unread(self, why: str, steps: Steps = ()) -> None:
        if len(self.unreadable) >= NOTES:
            self.say_once(f"more than {NOTES} parts are not read: what is wrong with the others is not told")
            return
        place = render(steps)
        self.unreadable.append(Unreadable(self.part, f"{why} (at {place})" if place else why))

    def mark(self) -> tuple[int, int]:
        return len(self.leaves), len(self.unreadable)

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget what was found since `mark`, to read it in another way."""
        del self.leaves[mark[0] :], self.unreadable[mark[1] :]

    def deep(self, steps: Steps) -> bool:
        """Whether the limit of nested layers is reached."""
        most = self.limits.layers
        return len(steps) >= most and sum(isinstance(step, Layer) for step in steps) >= most


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
