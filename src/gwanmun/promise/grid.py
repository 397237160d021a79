"""Cells that span rows and columns, laid out as a full grid (HTML section 4.9.12, forming a table)."""

from __future__ import annotations

from collections.abc import Sequence

WIDE, LONG = 60, 3000
"""Columns and rows that are kept: a hostile page asks for millions."""


def spanned(rows: Sequence[Sequence[tuple[int, int, int]]]) -> list[list[int]]:
    """Rows of (cell number, rowspan, colspan) -> rows of cell numbers, all of the same length; -1 where none stands.

    A rowspan of 0 reaches to the last row, as in HTML.
    """
    grid: list[list[int]] = [[] for _ in rows[:LONG]]
    for y, row in enumerate(rows[:LONG]):
        x = 0
        for number, down, across in row:
            while x < len(grid[y]) and grid[y][x] >= 0:
                x += 1
            if x >= WIDE:
                break
            _lay(grid, y, x, number, down or len(grid), min(across or 1, WIDE - x))
            x += max(across, 1)
    width = max(map(len, grid), default=0)
    return [row + [-1] * (width - len(row)) for row in grid]


def _lay(grid: list[list[int]], y: int, x: int, number: int, down: int, across: int) -> None:
    for line in grid[y : y + max(down, 1)]:
        line.extend([-1] * (x + across - len(line)))
        for place in range(x, x + across):
            if line[place] < 0:
                line[place] = number
