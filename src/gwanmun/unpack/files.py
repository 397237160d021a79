"""Files by what their first bytes and their members show: the reader that opens each, and its writer."""

from __future__ import annotations

from gwanmun.unpack import archive, binary, hwp, ocr, package, whole_file, xlsx, xlsx_write
from gwanmun.unpack.docx import DOCX
from gwanmun.unpack.hwpx import HWPX
from gwanmun.unpack.odf import ODF
from gwanmun.unpack.ole import open_storage
from gwanmun.unpack.path import Layer
from gwanmun.unpack.pptx import PPTX
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer
from gwanmun.unpack.zip_directory import Directory, content, directory

OCR = Layer("ocr:")
_FOLDERS = (("word/", DOCX), ("ppt/", PPTX), ("xl/", xlsx.XLSX), ("Contents/section", HWPX), ("content.xml", ODF))
_UNREAD = {
    "WordDocument": "a Word document of before 2007 is not read",
    "Workbook": "an Excel workbook of before 2007 is not read",
    "Book": "an Excel workbook of before 2007 is not read",
    "PowerPoint Document": "a PowerPoint presentation of before 2007 is not read",
    "EncryptedPackage": "the document is encrypted",
    "__properties_version1.0": "an Outlook message is not read",
}
_PACKAGES = {str(each.layer): each for each in (DOCX, PPTX, HWPX, ODF)}
LAYERS = frozenset({*_PACKAGES, archive.ZIP, xlsx.XLSX.layer, hwp.HWP, Layer("pdf:")})


def read(kind: str, data: bytes, steps: Steps, sink: Sink) -> None:
    """Leaves of a file of a kind that `binary.sniff` gives; what is not read is said. Never raises."""
    if kind == "application/zip":
        _zip(data, steps, sink)
        return
    if kind == "application/x-ole-storage":
        _ole(data, steps, sink)
        return
    whole_file.add(kind, data, steps, sink)
    if kind == "application/pdf":
        from gwanmun.unpack import pdf  # its library takes longer to load than all of Gwanmun: few messages need it

        pdf.read(data, steps, sink)
    elif kind.startswith("image/") and sink.limits.ocr:
        _seen(kind, data, steps, sink)
    else:
        sink.unread(f"{whole_file.measured(kind, data)}: {binary.why(kind)}", steps)


def _seen(kind: str, data: bytes, steps: Steps, sink: Sink) -> None:
    """Text in a picture: a leaf like any other, so that the same rules hold for it."""
    seen = ocr.read(kind, data)
    if seen.why:
        sink.unread(f"{whole_file.measured(kind, data)}: {seen.why}", steps)
    sink.plain(seen.text, (*steps, OCR))


def _zip(data: bytes, steps: Steps, sink: Sink) -> None:
    found = directory(data)
    kind = _office(found)
    whole_file.add(str(kind.layer[:-1]) if kind else "application/zip", data, steps, sink)
    if kind and _is_encrypted(data, found):
        sink.unread(f"{kind.layer[:-1]}, {len(data)} bytes: the document is encrypted", steps)
    elif kind is xlsx.XLSX:
        xlsx.read(data, found, steps, sink)
    elif kind:
        package.read(data, found, kind, steps, sink)
    else:
        archive.read(data, found, steps, sink)


def _office(found: Directory) -> package.Package | None:
    names = [member.name for member in found.members]
    office = {"[Content_Types].xml", "mimetype"}.intersection(names)
    return next((kind for mark, kind in _FOLDERS if office and any(name.startswith(mark) for name in names)), None)


def _is_encrypted(data: bytes, found: Directory) -> bool:
    """Hangul and OpenDocument files say in their manifest which parts are encrypted."""
    manifests = [member for member in found.members if member.name == "META-INF/manifest.xml"]
    return any(b"encryption-data" in content(data, member, 1 << 20).data for member in manifests)


def _ole(data: bytes, steps: Steps, sink: Sink) -> None:
    storage = open_storage(data)
    is_hwp = storage is not None and hwp.is_hwp(storage)
    whole_file.add("application/x-hwp" if is_hwp else "application/x-ole-storage", data, steps, sink)
    if storage and is_hwp:
        hwp.read(data, storage, steps, sink)
        return
    names = storage.names if storage else []
    why = next((why for name, why in _UNREAD.items() if any(each.startswith(name) for each in names)), "")
    why = why or ("this format is not read" if storage else "damaged data")
    sink.unread(f"application/x-ole-storage, {len(data)} bytes: {why}", steps)


def write(layer: str, data: bytes, changes: Changes, writer: Writer) -> bytes:
    """A file with changes in it, or `CannotRewrite`."""
    if layer == archive.ZIP:
        return archive.write(data, changes, writer)
    if layer == xlsx.XLSX.layer:
        return xlsx_write.write(data, changes, writer)
    if kind := _PACKAGES.get(layer):
        return package.write(data, kind, changes, writer)
    raise writer.refuse(f"a file of this kind ({layer[:-1]}) is not rewritten")
