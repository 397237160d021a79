"""PDF files (ISO 32000-2): the text layer of each page, properties, notes, form fields, links and attached files."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import Configuration, PdfReader, _cmap, apply_configuration
from pypdf.errors import PyPdfError

from gwanmun.unpack import cost
from gwanmun.unpack.media import PLAIN
from gwanmun.unpack.path import Layer, named
from gwanmun.unpack.sink import WORK, Sink, Steps
from gwanmun.unpack.text import clean
from gwanmun.unpack.time_limit import SpentError, at_most

_KOREAN = {
    f"KSC{variant}-{direction}": "cp949" for variant in ("-EUC", "ms-UHC", "ms-UHC-HW", "pc-EUC") for direction in "HV"
}
"""Korean encodings that ISO 32000-2, table 116 defines and pypdf lacks: old documents with fonts not embedded."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # its messages quote the file: they must reach no one
_cmap._predefined_cmap.update({f"/{name}": codec for name, codec in _KOREAN.items()})

PDF = Layer("pdf:")
PAGES = 500
NOTES, FILES = 1000, 100
"""Notes on one page and attached files that are read."""
SIGNS = 100_000
"""Names, strings, arrays and dictionaries that a file may begin; one with more is not read."""
SECONDS = 4.0
"""Pages of one file that are read, and the seconds after which a file that all other bounds let through is left."""

_STREAM = 8 << 20
_LIMITS = Configuration(
    maximum_declared_stream_length=1 << 26,
    array_based_stream_maximum_output_length=_STREAM,
    lzw_maximum_output_length=_STREAM,
    run_length_maximum_output_length=_STREAM,
    zlib_maximum_output_length=_STREAM,
    brotli_maximum_output_length=_STREAM,
    stream_decoding_work_maximum_length=4 * _STREAM,
    stream_parsing_work_maximum_count=20_000,
    page_tree_maximum_entries=20_000,
    page_tree_maximum_page_entries=100_000,
    xform_maximum_invocations_per_extraction=200,
    disable_legacy_handling=True,
)
_FAULTS = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pypdf raises on damaged files."""


def read(data: bytes, steps: Steps, sink: Sink) -> None:
    """A leaf for each page, and for what stands beside the pages; what is not read is said. Never raises."""
    if not sink.afford(cost.PDF):
        sink.unread(f"application/pdf, {len(data)} bytes: {WORK}", steps)
        return
    if (signs := sum(map(data.count, (b"/", b"(", b"[", b"<<", b"obj")))) > SIGNS:
        sink.unread(f"application/pdf, {len(data)} bytes: {signs} names and texts, more than the limit", steps)
        return
    place, attached = (*steps, PDF), list[bytes]()
    try:
        with apply_configuration(_LIMITS), at_most(SECONDS):
            _read(data, place, sink, attached)
    except SpentError:
        sink.unread(f"application/pdf, {len(data)} bytes: takes longer than the limit, read up to there", steps)
    except _FAULTS:
        sink.unread(f"application/pdf, {len(data)} bytes: damaged data", steps)
    for number, content in enumerate(attached):
        sink.open_bytes(content, PLAIN, (*place, Layer("attached:"), number), sink)


def _read(data: bytes, place: Steps, sink: Sink, attached: list[bytes]) -> None:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        sink.unread(f"application/pdf, {len(data)} bytes: the document is encrypted", place[:-1])
        return
    _pages(reader, place, sink)
    for name, value in _beside(reader):
        sink.plain(clean(value), (*place, Layer("field:"), named(name, 0)))
    _attached(reader, sink, attached)


def _pages(reader: PdfReader, place: Steps, sink: Sink) -> None:
    scanned, damaged, count = [], [], len(reader.pages)
    for number in range(min(count, PAGES)):
        at = (*place, Layer(f"page{number + 1}:"))
        if not sink.afford(cost.PAGE):
            sink.unread(f"{WORK}: of {count} pages the first {number} are read", place)
            break
        try:
            if not _page(reader.pages[number], at, sink):
                scanned.append(number + 1)
        except _FAULTS:
            damaged.append(number + 1)
    _say(scanned, "a scanned page: text in pictures is not read", place, sink)
    _say(damaged, "damaged data in a page", place, sink)
    if count > PAGES:
        sink.unread(f"{count} pages: the first {PAGES} are read", place)


def _page(page: Any, at: Steps, sink: Sink) -> bool:
    """Read a page; False when it shows pictures and no text."""
    text = clean(page.extract_text())
    if text.strip():
        sink.plain(text, at)
    _notes(page, at, sink)
    return bool(text.strip()) or not _has_picture(page)


def _say(pages: list[int], why: str, place: Steps, sink: Sink) -> None:
    if pages:
        more = f" and {len(pages) - 10} more" if len(pages) > 10 else ""
        sink.unread(f"{why} (page {', '.join(map(str, pages[:10]))}{more})", place)


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources", {}).get_object() if page.get("/Resources") else {}
    return bool(resources.get("/XObject")) or b"BI" in (page.get_contents() or _Nothing).get_data()


class _Nothing:
    @staticmethod
    def get_data() -> bytes:
        return b""


def _notes(page: Any, at: Steps, sink: Sink) -> None:
    """Annotations (section 12.5): what they say and where links lead."""
    notes = list(page.get("/Annots") or ())
    if len(notes) > NOTES:
        sink.unread(f"{len(notes)} notes on a page: the first {NOTES} are read", at)
    for number, note in enumerate(notes[:NOTES]):
        entry = note.get_object()
        action = entry.get("/A")
        link = action.get_object().get("/URI") if action is not None else None
        for name, value in (("note", entry.get("/Contents")), ("author", entry.get("/T")), ("link", link)):
            if isinstance(value, str) and value.strip() and not (name == "author" and "/FT" in entry):
                sink.plain(clean(value), (*at, Layer(f"#{number}"), name))


def _beside(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """Properties (section 14.3.3) and the values of form fields (section 12.7)."""
    for name, value in (reader.metadata or {}).items():
        if isinstance(value, str) and name not in {"/Producer", "/CreationDate", "/ModDate"} and value.strip():
            yield name.strip("/"), value
    for name, field in (reader.get_fields() or {}).items():
        value = field.get("/V")
        if isinstance(value, str) and value.strip() and not value.startswith("/"):
            yield name.rpartition(".")[2], value


def _attached(reader: PdfReader, sink: Sink, attached: list[bytes]) -> None:
    """Embedded files (section 7.11.4)."""
    files = list(reader.attachment_list)
    for number, file in enumerate(files):
        content = bytes(file.content) if number < FILES else b""
        sink.left -= len(content)
        if number == FILES or sink.left <= 0:
            sink.unread(f"{len(files)} attached files: the first {number} are read", (PDF,))
            return
        attached.append(content)
