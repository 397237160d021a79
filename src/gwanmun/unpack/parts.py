"""What unpacking gives and takes: leaves of text with the steps that led to them, and edits to write back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from gwanmun.transfer import Unreadable
from gwanmun.unpack.path import Layer, Step, name_of, render

__all__ = ["FILE_ROLE", "LIMITS", "CannotRewrite", "Edit", "Layer", "Leaf", "Limits", "Opened", "Step"]


class Leaf(NamedTuple):
    """One text found in a message, and how it was reached.

    `part` is `request.target`, `request.header:<name>`, `request.body` or `text`. `text` is as decoded: nothing is
    normalised, NFD stays NFD; only what is no character (a lone surrogate, an undecodable byte) is U+FFFD, one for
    one, so that every text can be encoded. A `number` is as the body writes it. `role` is set inside a chat body:
    `user`, `system`, `assistant` or `tool`; the leaf that stands for a whole file has `file`, and a description of it
    as its text (`whole_file`). A named tuple, because a message has thousands of them.
    """

    part: str
    steps: tuple[Step, ...]
    text: str
    number: bool = False
    role: str = ""

    @property
    def key(self) -> str:
        """The nearest name on the way (`receiverName`); a header's own name when there is none; else ""."""
        return (self.steps and name_of(self.steps)) or self.part.partition(":")[2]

    @property
    def path(self) -> str:
        """The steps in writing (`gzip:json:$.messages[0].content`), free of values: see `path.render`."""
        return render(self.steps)

    def __repr__(self) -> str:
        return f"Leaf({self.part} {self.path} {len(self.text)} characters)"


FILE_ROLE = "file"
EVERYWHERE = range(1 << 62)


@dataclass(frozen=True, slots=True)
class Opened:
    """The leaves of a message in the order they stand there, and what could not be read.

    `fresh` matters for windows of a large body only (`stream.Windows`): neighbouring windows overlap, and a sighting
    counts in this one if and only if its `start` is in `fresh`.
    """

    leaves: tuple[Leaf, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    fresh: range = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]` of the leaf at `part` and `path` by `text`; offsets are code points."""

    part: str
    path: str
    start: int
    end: int
    text: str = field(repr=False)


class CannotRewrite(Exception):  # noqa: N818 - it names the situation: the caller refuses the message
    """An edit that cannot be written back safely. It holds the place and the reason, never a value."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(f"{part}: {why}")
        self.part = part
        self.why = why


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on hostile input; what lies beyond is `Unreadable`, never a hang.

    `layers`: codecs and formats nested in one another. `decoded`: bytes that decompression may yield in one message.
    `ratio` and `spared`: output per input byte, once the output is past `spared` bytes (DEFLATE reaches 1032, zstd
    and brotli 10,000 and more). `steps`: values times depth in one JSON text, `tokens`: values in one that needs
    the exact reader; both bound time and memory.

    `ocr` has text in pictures read by a program (`ocr.py`), which takes seconds: for files, never for live traffic.

    `work`, `work_per_kib` and `work_most` bound the time of what is taken apart in one message, in units of about a
    microsecond that are counted and not measured, so that a body is read alike live and recorded: a message has `work`
    units and so many more for each KiB of it, and for each KiB that unpacks from it, but no more than
    `work_unpacked_per_kib` for each KiB that is sent, and `work_most` in all. Lists of 20,000 customers are read whole
    as CSV, JSON and XLSX. `cost.py` is the tariff.
    """

    layers: int = 12
    decoded: int = 32 << 20
    ratio: int = 120
    spared: int = 1 << 20
    steps: int = 2_000_000
    tokens: int = 100_000
    ocr: bool = False
    work: int = 60_000
    work_per_kib: int = 110
    work_unpacked_per_kib: int = 1_000
    work_most: int = 1_500_000


LIMITS = Limits()
