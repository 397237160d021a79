"""JSON by its tokens: the slow reader for what the fast one cannot prove, and the writer."""

from __future__ import annotations

from gwanmun.unpack import chat, cost
from gwanmun.unpack.json_scan import BrokenError, Scanner, Token, escape, places
from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import Layer, shown
from gwanmun.unpack.sink import WORK, Changes, Sink, Steps, TooManyError, Writer, under
from gwanmun.unpack.splice import Splice, carried, spliced
from gwanmun.unpack.text import clean

JSON = Layer("json:")
EARLY = "ends early"


def read_exactly(source: str, steps: Steps, sink: Sink, partial: bool = False) -> str:
    """Leaves of a JSON text; why there are none, "" when there are. `partial` accepts a text that ends early."""
    if not sink.afford(cost.TOKEN * (source.count(",") + source.count("{") + source.count("["))):
        return WORK
    begin = sink.mark()
    scanner = Scanner(source, (*steps, JSON))
    try:
        _collect(scanner, sink)
    except (BrokenError, TooManyError) as error:
        sink.back_to(begin)
        return str(error)
    if not scanner.ended and not (partial and scanner.members):
        sink.back_to(begin)
        return EARLY
    if not scanner.ended:
        sink.unread("broken JSON: ends early, read up to there", steps)
    chat.assign(sink.leaves, begin[0], scanner.steps, chat.places_of(sink.leaves[begin[0] :], len(scanner.steps)))
    return ""


def _collect(scanner: Scanner, sink: Sink) -> None:
    volume = 0
    for count, token in enumerate(scanner):
        volume += len(token.steps)
        if count > sink.limits.tokens or volume > sink.limits.steps:
            raise TooManyError(f"more than {count} values")
        _leaf(token, sink)


def _leaf(token: Token, sink: Sink) -> None:
    text = clean(token.text)
    if token.number:
        sink.leaves.append(Leaf(sink.part, token.steps, text, True))
    elif not token.name:
        sink.text(text, token.steps)
    elif not shown(text):
        sink.plain(text, token.steps)


def splices(source: str, changes: Changes, writer: Writer) -> list[Splice]:
    """Replacements on a JSON text for changes in its values: nothing else of it moves, numbers become strings."""
    tree, found = under(changes), []
    try:
        for token in Scanner(source):
            if inside := tree.get(token.steps):
                found += _written(token, inside, writer)
    except BrokenError as error:
        raise writer.refuse("not the JSON that was read") from error
    return found


def _written(token: Token, inside: Changes, writer: Writer) -> list[Splice]:
    if token.number:
        new = spliced(token.raw, inside.get((), []))
        return [(token.start, token.end, f'"{escape(new)}"')]
    return carried(writer.splice_text(clean(token.text), inside, writer), places(token.raw), escape, token.start)
