"""Opens a whole message into leaves, and writes edits of them back into the same bytes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from gwanmun.transfer import Headers, Request
from gwanmun.unpack import body, encoded, headers, target
from gwanmun.unpack.media import Media, media, media_of
from gwanmun.unpack.parts import FILE_ROLE, LIMITS, CannotRewrite, Edit, Leaf, Limits, Opened
from gwanmun.unpack.path import KEY
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer
from gwanmun.unpack.splice import spliced
from gwanmun.unpack.wire_text import Wire

TARGET = "request.target"
BODY = "request.body"
TEXT = "text"
_LARGE = 1 << 14


def open_request(request: Request, limits: Limits = LIMITS) -> Opened:
    """Everything readable in a request: target, value-bearing header fields, body. Never raises."""
    sink = _sink(TARGET, limits)
    target.read(Wire.of(request.target).data, (), sink)
    headers.read(request.headers, sink)
    sink.part = BODY
    _body(request.body, media_of(request.headers), sink)
    return Opened(tuple(sink.leaves), tuple(sink.unreadable))


def open_text(data: str | bytes, content_type: str | None = None, limits: Limits = LIMITS) -> Opened:
    """A file or a string. A string is one leaf, itself; bytes are opened by `content_type` or by what they show."""
    if isinstance(data, str):
        return Opened((Leaf(TEXT, (), data),) if data else ())
    sink = _sink(TEXT, limits)
    _body(data, media(content_type), sink)
    return Opened(tuple(sink.leaves), tuple(sink.unreadable))


def _body(data: bytes, kind: Media, sink: Sink) -> None:
    """A large body is thousands of values that all stay: looking for cycles among them would double the time."""
    if len(data) < _LARGE:
        body.read(data, kind, (), sink)
        return
    sink.begin(len(data))
    with _without_collection():
        body.read(data, kind, (), sink)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Whoever finds the collector running lets it run again; with threads one may have it on, never left off."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _sink(part: str, limits: Limits) -> Sink:
    return Sink(
        part,
        limits,
        limits.decoded,
        body.read,
        encoded.read,
        work=limits.work,
        granted=limits.work,
        ceiling=limits.work,
    )


def rewrite(request: Request, edits: Sequence[Edit], limits: Limits = LIMITS) -> Request:
    """The request with each edit done, and every byte that none touches as it was.

    The result is opened again: unless every edited leaf then holds exactly its new text and every other its old, it
    raises `CannotRewrite`, as it does for an edit that cannot be written where it belongs.
    """
    if not edits:
        return request
    before = open_request(request, limits)
    changes = _changes(before.leaves, edits)
    after = _written(request, changes, limits)
    _check(before, open_request(after, limits), changes)
    return after


def _changes(leaves: Sequence[Leaf], edits: Sequence[Edit]) -> dict[str, Changes]:
    """Edits by part and by the steps of the leaf they address."""
    wanted = {(edit.part, edit.path) for edit in edits}
    parts = {part for part, _ in wanted}
    found = [leaf for leaf in leaves if leaf.part in parts and (leaf.part, leaf.path) in wanted]
    places = {(leaf.part, leaf.path): leaf for leaf in found}
    changes: dict[str, Changes] = {}
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        leaf = places.get((edit.part, edit.path))
        if leaf is None or len(places) != len(found) or not 0 <= edit.start <= edit.end <= len(leaf.text):
            raise CannotRewrite(edit.part, "an edit has no place here, or more than one")
        splices = changes.setdefault(leaf.part, {}).setdefault(leaf.steps, [])
        if splices and splices[-1][1] > edit.start:
            raise CannotRewrite(edit.part, "edits overlap")
        splices.append((edit.start, edit.end, edit.text))
    return changes


def _written(request: Request, changes: dict[str, Changes], limits: Limits) -> Request:
    new = replace(request, headers=_headers(request.headers, changes, limits))
    if TARGET in changes:
        wire, writer = Wire.of(request.target), _writer(TARGET, limits)
        new = replace(new, target=_guarded(writer, lambda: wire.text(target.write(wire.data, changes[TARGET], writer))))
    if BODY in changes:
        content = body.write(request.body, media_of(request.headers), changes[BODY], _writer(BODY, limits))
        new = replace(new, body=content, headers=_sized(new.headers, len(content)))
    return new


def _headers(fields: Headers, changes: dict[str, Changes], limits: Limits) -> Headers:
    new = list(fields)
    for at, name, steps in headers.values(fields):
        part = headers.PREFIX + name
        mine = {path[len(steps) :]: splices for path, splices in changes.get(part, {}).items() if _first(path) == steps}
        if mine:
            new[at] = name, _field(name, fields[at][1], mine, _writer(part, limits))
    return tuple(new)


def _first(steps: tuple[object, ...]) -> tuple[object, ...]:
    """The mark of a repeated field, if there is one."""
    return steps[:1] if steps and str(steps[0]).startswith("#") else ()


def _field(name: str, value: str, changes: Changes, writer: Writer) -> str:
    return _guarded(writer, lambda: headers.write(name, value, changes, writer))


def _guarded(writer: Writer, write: Callable[[], str]) -> str:
    try:
        return write()
    except ValueError as error:  # UnicodeError is one
        raise writer.refuse("the charset of this text cannot be written back exactly") from error


def _writer(part: str, limits: Limits) -> Writer:
    return Writer(part, limits, body.write, encoded.splices)


def _sized(fields: Headers, size: int) -> Headers:
    """Content-Length corrected where there is one (RFC 9110 section 8.6)."""
    return tuple((name, str(size) if name == "content-length" else value) for name, value in fields)


def _check(before: Opened, after: Opened, changes: dict[str, Changes]) -> None:
    """Fail closed: what reads differently from what was asked for must not leave."""
    around = {(part, above) for part, wanted in changes.items() for steps in wanted for above in _above(steps)}
    edited = [leaf._replace(text=_edited(leaf, changes)) for leaf in before.leaves]
    names = {old for old, new in zip(before.leaves, edited, strict=True) if old.steps[-1:] == (KEY,) and old != new}
    wanted, got = _beside(edited, around, bool(names)), _beside(after.leaves, around, bool(names))
    if wanted != got or _parts(before) != _parts(after) or not names.isdisjoint(after.leaves):
        raise CannotRewrite(next(iter(changes)), "the changed text would read differently here")


def _above(steps: Steps) -> list[Steps]:
    """The steps to what encloses a text; the value of a name does not enclose the name."""
    return [steps[:cut] for cut in range(len(steps) - (steps[-1:] == (KEY,)))]


def _beside(leaves: Sequence[Leaf], around: set[tuple[str, Steps]], renamed: bool) -> list[tuple[str, object, str]]:
    """What must be as wanted: all texts but those around an edit, in which it shows too (the base64 of an edited
    text), and those left empty. A new name is a new step to what it names: then the number of steps must do."""
    beside = [leaf for leaf in leaves if leaf.text and leaf[4] != FILE_ROLE and (leaf.part, leaf.steps) not in around]
    if not renamed:
        return [(leaf.part, leaf.steps, leaf.text) for leaf in beside]
    return [(leaf.part, len(leaf.steps), leaf.text) for leaf in beside if leaf.steps[-1:] != (KEY,)]


def _edited(leaf: Leaf, changes: dict[str, Changes]) -> str:
    return spliced(leaf.text, changes.get(leaf.part, {}).get(leaf.steps, []))


def _parts(opened: Opened) -> list[str]:
    return [each.part for each in opened.unreadable]
