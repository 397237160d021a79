"""Small valid files of every format, made here: no foreign file is needed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

NAME, PHONE, OTHER_PHONE = "김가람", "010-1234-5678", "010-0123-4567"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
TYPES = f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PROPERTIES = f'{XML}<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>{NAME}</dc:creator></cp:coreProperties>'
LINK = '<Relationships><Relationship Id="r1" Target="mailto:garam@example.com" TargetMode="External"/></Relationships>'


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


# ---- Word ---------------------------------------------------------------------------------------


def paragraph(*runs: str) -> str:
    """One paragraph, with a tab stop in its properties that is no tab."""
    text = "".join(f'<w:r><w:t xml:space="preserve">{escape(run)}</w:t></w:r>' for run in runs)
    return f'<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>{text}</w:p>'


def table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    document = f"{XML}<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document, **(more or {})})


# ---- Excel --------------------------------------------------------------------------------------


def xlsx(rows: str, strings: Sequence[str] = (), more: Mapping[str, str | bytes] | None = None) -> bytes:
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    parts = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f'{XML}<workbook><sheets><sheet name="고객 명단" sheetId="1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"{XML}<worksheet><sheetData>{rows}</sheetData></worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f"{XML}<sst>{shared}</sst>"
    return zipped({**parts, **(more or {})})


def shared(reference: str, number: int) -> str:
    return f'<c r="{reference}" t="s"><v>{number}</v></c>'


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


# ---- PowerPoint, HWPX, OpenDocument ---------------------------------------------------------------


def pptx(slide: str, notes: str) -> bytes:
    def part(text: str) -> str:
        return f'{XML}<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></p:sld>'

    parts = {"ppt/slides/slide1.xml": part(slide), "ppt/notesSlides/notesSlide1.xml": part(notes)}
    return zipped({"[Content_Types].xml": TYPES, **parts})


def hwpx(body: str, preview: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    section = f'{XML}<hs:sec xmlns:hs="s" xmlns:hp="p">{body}</hs:sec>'
    parts = {"mimetype": "application/hwp+zip", "Contents/section0.xml": section, "Preview/PrvText.txt": preview}
    return zipped({**parts, **(more or {})})


def hwpx_paragraph(text: str) -> str:
    return f"<hp:p><hp:run><hp:t>{text}</hp:t></hp:run></hp:p>"


def hwpx_table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<hp:tc><hp:subList>{hwpx_paragraph(cell)}</hp:subList></hp:tc>" for cell in row) for row in rows)
    return f"<hp:p><hp:run><hp:tbl>{''.join(f'<hp:tr>{row}</hp:tr>' for row in cells)}</hp:tbl></hp:run></hp:p>"


def odt(body: str) -> bytes:
    content = f'{XML}<office:document xmlns:office="o" xmlns:text="t" xmlns:table="b">{body}</office:document>'
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


# ---- HWP 5 --------------------------------------------------------------------------------------


def record(tag: int, level: int, data: bytes) -> bytes:
    """One record: a size of 4095 and more follows the head."""
    size = len(data)
    if size < 0xFFF:
        return struct.pack("<L", tag | level << 10 | size << 20) + data
    return struct.pack("<LL", tag | level << 10 | 0xFFF << 20, size) + data


def hwp_text(text: str, level: int = 0, before: bytes = b"") -> bytes:
    """A paragraph; `before` are control characters as they are stored."""
    return record(66, level, b"\0" * 22) + record(67, level + 1, before + text.encode("utf-16-le") + b"\x0d\0")


def control(code: int) -> bytes:
    """An extended control character: eight code units."""
    return struct.pack("<H", code) + b"dces" + b"\0" * 8 + struct.pack("<H", code)


def hwp_table(rows: Sequence[Sequence[str]]) -> bytes:
    out = hwp_text("", 0, control(11)) + record(71, 1, b" lbt" + b"\0" * 40) + record(77, 2, b"\0" * 20)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            place = struct.pack("<HHLHHHH", 1, 0, 0, column, number, 1, 1)
            out += record(72, 2, place + b"\0" * 24) + hwp_text(text, 2)
    return out


def hwp_link(command: str) -> bytes:
    data = b"klh%" + b"\0" * 5 + struct.pack("<H", len(command)) + command.encode("utf-16-le")
    return record(71, 1, data)


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


def hwp(sections: Sequence[bytes], flags: int = 1, more: Mapping[str, bytes] | None = None) -> bytes:
    folder = "ViewText" if flags & 4 else "BodyText"
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<LL", 0x05000300, flags) + b"\0" * 216
    streams = {"FileHeader": header, "DocInfo": b""}
    for number, section in enumerate(sections):
        streams[f"{folder}/Section{number}"] = raw_deflate(section) if flags & 1 and not flags & 4 else section
    return ole({**streams, **(more or {})})


# ---- OLE compound files (MS-CFB) ------------------------------------------------------------------

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file; small streams go into the mini stream, as the format wants it."""
    mini, minifat, sectors, fat = b"", list[int](), list[bytes](), list[int]()
    places: dict[str, tuple[int, int]] = {}
    for name, data in streams.items():
        if len(data) < 4096:
            places[name] = (len(minifat) if data else _END, len(data))
            minifat += _chain(len(minifat), -(-len(data) // 64))
            mini += data.ljust(-(-len(data) // 64) * 64, b"\0")
        else:
            places[name] = (_store(data, sectors, fat), len(data))
    root = (_store(mini, sectors, fat), len(mini))
    minifat_at = _store(b"".join(struct.pack("<L", each) for each in minifat), sectors, fat, b"\xff")
    directory_at = _store(_directory(places, root), sectors, fat)
    return _file(sectors, fat, directory_at, minifat_at, -(-len(minifat) * 4 // 512))


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END] if count else []


def _store(data: bytes, sectors: list[bytes], fat: list[int], fill: bytes = b"\0") -> int:
    start, count = len(sectors), -(-len(data) // 512)
    fat += _chain(start, count)
    sectors += [data[at : at + 512].ljust(512, fill) for at in range(0, len(data), 512)]
    return start if count else _END


def _directory(places: Mapping[str, tuple[int, int]], root: tuple[int, int]) -> bytes:
    """Entries: the root, the storages, the streams; siblings hang to the right of one another in order."""
    folders = sorted({name.rpartition("/")[0] for name in places if "/" in name})
    names = ["", *folders, *places]
    children: dict[str, list[str]] = {folder: [] for folder in ("", *folders)}
    for name in names[1:]:
        children[name.rpartition("/")[0] if name in places else ""].append(name)
    for below in children.values():
        below.sort(key=lambda name: (len(name.rpartition("/")[2]), name.rpartition("/")[2].upper()))
    right = {name: after for below in children.values() for name, after in pairwise(below)}
    out = b""
    for name in names:
        kind = 5 if not name else 2 if name in places else 1
        start, size = root if not name else places.get(name, (0, 0))
        child = children[name][0] if children.get(name) else None
        links = (_NONE, _index(names, right.get(name)), _index(names, child))
        out += _entry(name.rpartition("/")[2] or "Root Entry", kind, links, start, size)
    return out + _entry("", 0, (_NONE, _NONE, _NONE), 0, 0) * (-len(names) % 4)


def _index(names: list[str], name: str | None) -> int:
    return _NONE if name is None else names.index(name)


def _entry(name: str, kind: int, links: tuple[int, int, int], start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0" if name else b""
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB3L", len(encoded), kind, 1, *links)
    return head + b"\0" * 36 + struct.pack("<LQ", start, size)


def _file(sectors: list[bytes], fat: list[int], directory: int, minifat: int, minifats: int) -> bytes:
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    table = fat + [_FAT] * fats
    table += [_FREE] * (fats * 128 - len(table))
    difat = [*range(len(sectors), len(sectors) + fats)]
    difat += [_FREE] * (109 - len(difat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<LLLLLLLLL", 0, fats, directory, 0, 4096, minifat, minifats, _END, 0)
    return head + struct.pack("<109L", *difat) + b"".join(sectors) + struct.pack(f"<{len(table)}L", *table)


# ---- PDF ----------------------------------------------------------------------------------------


def pdf(pages: Sequence[str], more: Mapping[int, bytes] | None = None, trailer: bytes = b"") -> bytes:
    """Pages of text in a font whose codes are UTF-16 (Identity-H with a ToUnicode map); "" is a page with a picture."""
    objects: dict[int, bytes] = {1: b"<</Type/Catalog/Pages 2 0 R>>", 4: _stream(_TO_UNICODE), 5: _PICTURE}
    objects[3] = (
        b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    kids = []
    for number, text in enumerate(pages):
        at = 10 + 2 * number
        kids.append(b"%d 0 R" % at)
        resources = b"<</Font<</F 3 0 R>>>>" if text else b"<</XObject<</I 5 0 R>>>>"
        objects[at] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources%s/Contents %d 0 R>>" % (
            resources,
            at + 1,
        )
        objects[at + 1] = _stream(_content(text))
    objects[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return assembled({**objects, **(more or {})}, trailer)


_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF>"
    b" endcodespacerange 2 beginbfrange <0020> <007E> <0020> <AC00> <D7A3> <AC00> endbfrange endcmap end end"
)
_PICTURE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    b"stream\n\0\nendstream"
)


def _content(text: str) -> bytes:
    if not text:
        return b"q 595 0 0 842 0 0 cm /I Do Q"
    lines = b" T* ".join(b"<%s> Tj" % line.encode("utf-16-be").hex().encode() for line in text.split("\n"))
    return b"BT /F 12 Tf 14 TL 72 720 Td " + lines + b" ET"


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def assembled(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects with its cross-reference table."""
    out, places = b"%PDF-1.7\n", {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size, start = max(places) + 1, len(out)
    entries = (b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size))
    return out + b"xref\n0 %d\n" % size + b"".join(entries) + _trailer(size, start, trailer)


def _trailer(size: int, start: int, more: bytes) -> bytes:
    return b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, more, start)
