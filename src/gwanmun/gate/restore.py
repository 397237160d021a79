"""Puts values back where their tokens stand in a stream of bytes, however it is cut.

Only a proper prefix of a known token is ever held back. The result does not depend on where the stream was cut:
it is what the leftmost, longest replacement over the whole would give.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Write = Callable[[str, int], bytes]
"""A value as it is written at a depth of JSON strings: 0 outside of any, 1 in a string, 2 in JSON within a string."""


DEEPEST = 4
"""Each depth doubles the backslashes, and how deep it is the origin says."""


class Tokens:
    """The tokens of one exchange, ready to be found."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = {token.encode(): value for token, value in values.items() if token}
        longest_first = sorted(self.values, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(re.escape(token) for token in longest_first) or rb"(?!)")
        self._prefixes = frozenset(token[:end] for token in longest_first for end in range(1, len(token)))
        self._longest = max(map(len, longest_first), default=1)
        self.firsts = frozenset(token[:1] for token in longest_first)

    def split(self, data: bytes, final: bool) -> tuple[list[bytes], bytes]:
        """Cut `data` into plain text, token, plain text, token … plain text, and what must be held back."""
        pieces: list[bytes] = []
        start = 0
        hold = len(data) if final else self._hold(data, 0)
        while (match := self._pattern.search(data, start)) and match.start() < hold:
            pieces += [data[start : match.start()], match.group()]
            start = match.end()
            if start > hold:
                hold = self._hold(data, start)
        return [*pieces, data[start:hold]], data[hold:]

    def _hold(self, data: bytes, start: int) -> int:
        """Where the first proper prefix of a token stands that reaches to the end."""
        for at in range(max(start, len(data) - self._longest + 1), len(data)):
            if data[at:] in self._prefixes:
                return at
        return len(data)


class TokenRestorer:
    """Restores a stream; `write` spells a value for the place it goes to."""

    def __init__(self, tokens: Tokens, write: Write) -> None:
        self._tokens, self._write = tokens, write
        self._depth = Depth()
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """The bytes that are certain by now."""
        return self._restore(self._held + data, final=False)

    def close(self) -> bytes:
        """The rest: what looked like the beginning of a token and was none."""
        return self._restore(self._held, final=True)

    def _restore(self, data: bytes, final: bool) -> bytes:
        pieces, self._held = self._tokens.split(data, final)
        if len(pieces) == 1:
            self._depth.read(pieces[0])
            return pieces[0]
        return b"".join(self._piece(index, piece) for index, piece in enumerate(pieces))

    def _piece(self, index: int, piece: bytes) -> bytes:
        if index % 2:
            return self._write(self._tokens.values[piece], self._depth.level)
        self._depth.read(piece)
        return piece


class Depth:
    """How deep in JSON strings a place is, told by the last quotation mark before it.

    `"` opens or closes a string of the document, `\\"` one of a JSON text inside such a string (a tool call's
    arguments), `\\\\\\"` one deeper. Prose with a lone `\\"` looks the same; a value with neither quotation mark,
    backslash nor control character is written alike at every depth, so nothing hangs on it then.
    """

    def __init__(self) -> None:
        self.level = 1
        self._slashes = 0

    def read(self, data: bytes) -> None:
        quote = data.rfind(b'"')
        if quote >= 0:
            run = _run(data, quote)
            if run == quote:
                run += self._slashes
            self.level = min((run ^ (run + 1)).bit_length(), DEEPEST)  # 1 and its trailing one bits
        run = _run(data, len(data))
        self._slashes = run + self._slashes if run == len(data) else run


def _run(data: bytes, end: int) -> int:
    """How many backslashes stand right before `end`."""
    return end - len(data[:end].rstrip(b"\\"))
