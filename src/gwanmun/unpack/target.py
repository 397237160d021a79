"""The request target: segments of the path and values of the query, percent-decoded (RFC 3986 section 3)."""

from __future__ import annotations

from gwanmun.unpack.form import QUERY
from gwanmun.unpack.path import Layer
from gwanmun.unpack.percent import Encoding
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer, below, under

PATH = Layer("path:")
_SEGMENT = Encoding(plus=False)
_VALUE = Encoding()


def read(target: bytes, steps: Steps, sink: Sink) -> None:
    """Leaves of an origin-form or absolute URI; a fragment counts as the end of the query, as servers log it."""
    path, _, query = target.partition(b"?")
    for index, segment in enumerate(_segments(path)):
        if segment:
            sink.text(segment, (*steps, PATH, index))
    if query:
        QUERY.read(query, steps, sink, _VALUE)


def _segments(path: bytes) -> list[str]:
    if _SEGMENT.stands(path):
        return path.decode("ascii").split("/")
    return [_SEGMENT.text(segment) for segment in path.split(b"/")]


def write(target: bytes, changes: Changes, writer: Writer) -> bytes:
    """The target with changes in its values; raises ValueError where a charset cannot follow."""
    path, mark, query = target.partition(b"?")
    tree = under(below(changes, PATH))
    segments = [_written(segment, tree.get((index,), {}), writer) for index, segment in enumerate(path.split(b"/"))]
    asked = {steps: splices for steps, splices in changes.items() if steps and steps[0] == QUERY.layer}
    return b"/".join(segments) + mark + (QUERY.write(query, asked, writer, _VALUE) if asked else query)


def _written(segment: bytes, changes: Changes, writer: Writer) -> bytes:
    if not changes:
        return segment
    return _SEGMENT.write(segment, writer.splice_text(_SEGMENT.read(segment).text, changes, writer))
