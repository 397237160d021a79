"""The shapes that own values have, as patterns for one Hyperscan pass: what has none of them is never looked up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from gwanmun.detect.own_values import Sort

_MOST_SHAPES = 48
_SPARSE = 1e-5
_RUN = re.compile(r"[0-9]+|[A-Z]+")
_LOOSE = "[ ().-]{0,2}"
_EDGE, _END = "(?:^|[^0-9])", "(?:[^0-9]|$)"
_WORD_EDGE, _WORD_END = "(?:^|[^0-9A-Za-z])", "(?:[^0-9A-Za-z]|$)"
_AT = "[0-9A-Za-z_+-]@[0-9A-Za-z]"


class Shapes:
    """Counts the shapes of values while a table is read."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[Sort, str]] = Counter()

    def add(self, sort: Sort, normal: str) -> None:
        """Note the shape of one normalised value."""
        self._seen[sort, shape_of(sort, normal)] += 1

    def dense(self) -> list[str]:
        """Numbers so many of which are the organisation's that any number of that shape may be one by chance."""
        found = ((shape.split(), count) for (sort, shape), count in self._seen.items() if sort == "number")
        return sorted(" ".join(shape) for shape, count in found if count > _SPARSE * 10.0 ** (int(shape[1]) - 2))

    def listed(self) -> list[tuple[str, str]]:
        """(sort, shape), at most a few dozen a sort: beyond, the lengths alone tell."""
        shapes: list[tuple[str, str]] = []
        for sort in sorted({sort for sort, _ in self._seen}):
            ours = {shape for kind, shape in self._seen if kind == sort}
            few = ours if len(ours) <= _MOST_SHAPES else {_wide(sort, shape) for shape in ours}
            shapes += [(sort, shape) for shape in sorted(few)]
        return shapes


def shape_of(sort: Sort, normal: str) -> str:
    """Numbers: two leading digits and the length; codes: their runs of letters and digits; e-mail: nothing."""
    if sort == "email":
        return "@"
    if sort == "code":
        return " ".join(f"{'9' if run[0].isdigit() else 'A'}{len(run)}" for run in _RUN.findall(normal))
    return f"{normal[:2]} {len(normal)}"


def _wide(sort: Sort, shape: str) -> str:
    """The same without what sets apart values of one length."""
    if sort == "code":
        return f"* {sum(int(run[1:]) for run in shape.split())}"
    return f"* {shape.split()[1]}"


def patterns(shapes: Iterable[tuple[str, str]]) -> list[tuple[Sort, str]]:
    """(sort, pattern) of all shapes; a pattern takes one character more on either side."""
    found: dict[tuple[Sort, str], None] = {}
    for sort, shape in shapes:
        for pattern in _patterns(sort, shape):
            found[pattern] = None
    return list(found)


def _patterns(sort: str, shape: str) -> Iterator[tuple[Sort, str]]:
    if sort == "email":
        yield "email", _AT
    elif sort == "code":
        yield "code", _code(shape)
    else:
        head, length = shape.split()
        yield "phone" if sort == "phone" else "number", _number("" if head == "*" else head, int(length))
        if sort == "phone":
            yield "phone", _number("82", int(length) + 1)
            yield "phone", _number("82", int(length) + 2)


def _number(head: str, length: int) -> str:
    left = length - len(head) if head else length - 1
    return rf"{_EDGE}{head or '[0-9]'}(?:{_LOOSE}[0-9]){{{left}}}{_END}"


def _code(shape: str) -> str:
    if shape.startswith("*"):
        size = int(shape.split()[1])
        return rf"{_WORD_EDGE}[0-9A-Za-z](?:[-_./]?[0-9A-Za-z]){{{size - 1}}}{_WORD_END}"
    return f"{_WORD_EDGE}{'[-_./ ]?'.join(map(_run, shape.split()))}{_WORD_END}"


def _run(run: str) -> str:
    """Letters or digits of one run; `AB-2023-0001` may have its hyphens anywhere."""
    sign = "[0-9]" if run[0] == "9" else "[A-Za-z]"
    more = int(run[1:]) - 1
    return rf"{sign}(?:[-_./]?{sign}){{{more}}}" if more else sign
