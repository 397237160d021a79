"""`Problem`: the one error a person is ever shown, with a hint that says what to do."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818 - it names what the user sees, not a class of fault
    """Something the user can act on.

    `message` says what is wrong, `hint` what to do about it; neither ever holds a raw personal value.
    `code` is the process exit code: 2 for usage or failure, 3 when nothing could be read.
    """

    def __init__(self, message: str, hint: str = "", code: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message
