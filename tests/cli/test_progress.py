from __future__ import annotations

import io

import pytest

from gwanmun.cli.progress import Progress, size


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_is_drawn_at_most_ten_times_a_second() -> None:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, 4_000_000, True, clock)
    for _ in range(100):
        progress.tick(20_000)
    clock.now = 0.2
    progress.tick(0)
    drawn = stream.getvalue().split("\r\033[K")[1:]
    assert [text.strip() for text in drawn] == [
        "[                        ]   0% 20.0 kB of 4.0 MB",
        "[============            ]  50% 2.0 MB of 4.0 MB",
    ]
    progress.clear()
    assert stream.getvalue().endswith("\r\033[K")


def test_of_standard_input_the_end_is_not_known() -> None:
    progress = Progress(io.StringIO(), 0, True)
    progress.tick(1_500_000_000)
    assert progress.line() == "1.5 GB read"


def test_nothing_is_written_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    progress = Progress(stream, 10, False)
    progress.tick(5)
    progress.clear()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1.2e13, "12.0 TB")])
def test_sizes(count: float, text: str) -> None:
    assert size(count) == text
