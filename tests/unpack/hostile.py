"""About a megabyte of what is worst for each reader: the shapes that the hostile tests and the bench go through."""

from __future__ import annotations

import base64
import gzip
import json
import random
import zlib
from collections.abc import Callable, Iterator, Mapping

import brotli
import zstandard

from tests.unpack.office import assembled, hwp, ole, pdf, record, zipped

MB = 1 << 20
Shape = tuple[bytes, str | None]
"""A body and the media type that it is declared as."""

JSON, FORM, HTML, XML = "application/json", "application/x-www-form-urlencoded", "text/html", "application/xml"
CSV, NDJSON, SSE = "text/csv", "application/x-ndjson", "text/event-stream"
MSGPACK, PROTOBUF = "application/msgpack", "application/x-protobuf"
TYPES = "[Content_Types].xml"
_NOISE = random.Random(5).randbytes(MB)


def stored(members: Mapping[str, str | bytes]) -> bytes:
    return zipped(members, 0)


def word(content: str) -> bytes:
    return stored({TYPES: "", "word/document.xml": content})


def nested(times: int, wrap: Callable[[bytes], bytes], core: bytes = b"a") -> bytes:
    """Wrapped again and again, as far as that stays below a megabyte."""
    for _ in range(times):
        wrapped = wrap(core)
        if len(wrapped) > MB:
            break
        core = wrapped
    return core


def _quoted(data: bytes) -> bytes:
    return json.dumps(data.decode()).encode()


def _percent(data: bytes) -> bytes:
    return data.replace(b"%", b"%25") if b"%" in data else b"%25"


def text_shapes() -> Iterator[tuple[str, Shape]]:
    """Runs of one character or one unit, as text and as JSON strings."""
    units = {
        "digits": "7", "hyphened digits": "010-", "letters": "a", "spaces": " ", "brackets": "[", "braces": "{",
        "quotes": '"', "backslashes": "\\", "ampersands": "&", "percent": "%", "encoded percent": "%41",
        "references": "&#65;", "unicode escapes": "\\u0041", "surrogates": "\\ud83d", "hangul": "가", "equals": "=",
        "line ends": "\n", "commas": ",", "colons": "data:", "at": "a@", "less": "<", "tags": "<a>", "base64": "QUJD",
        "percent in prose": "a %41 ", "addresses": "a=%41%42%43 ",
    }  # fmt: skip
    for name, unit in units.items():
        text = (unit * (MB // len(unit.encode()) + 1)).encode()[:MB]
        yield f"text of {name}", (text, None)
        yield f"JSON string of {name}", (json.dumps({"a": text.decode("utf-8", "ignore")}).encode(), JSON)
    yield "raw unicode escapes in JSON", (b'{"a":"' + b"\\u0041" * (MB // 6) + b'"}', JSON)
    yield "lone surrogates in JSON", (b'{"a":"' + b"\\ud83d" * (MB // 6) + b'"}', JSON)
    yield "invalid UTF-8", (b"\xff\xfe\xfd" * (MB // 3), "text/plain")
    yield "UTF-16", (("가나" * (MB // 4)).encode("utf-16"), "text/plain")
    yield "CP949", (("가나다 " * (MB // 7)).encode("cp949"), "text/plain")
    yield "noise", (_NOISE, None)
    yield "zeros", (bytes(MB), None)


def json_shapes() -> Iterator[tuple[str, Shape]]:
    deep = 100_000
    bodies = {
        "arrays 100,000 deep": b"[" * deep + b"]" * deep,
        "objects 100,000 deep": b'{"a":' * deep + b"1" + b"}" * deep,
        "arrays 1,000 deep": b"[" * 1000 + b"1," * 100_000 + b"1" + b"]" * 1000,
        "unclosed arrays": b"[" * MB,
        "unclosed objects": b'{"a":' * (MB // 5),
        "empty objects": b"[" + b"{}," * (MB // 3) + b"{}]",
        "numbers": b"[" + b"1," * (MB // 2) + b"1]",
        "floats": b"[" + b"1.50," * (MB // 5) + b"1]",
        "big numbers": b"[" + b"9" * 20 + b"," + b"1.5e3," * (MB // 6) + b"1]",
        "a number of a megabyte": b"[" + b"7" * MB + b"]",
        "strings": b"[" + b'"ab",' * (MB // 5) + b'"a"]',
        "names that are values": b"{" + b",".join(b'"%07d":1' % n for n in range(MB // 12)) + b"}",
        "one name again": b"{" + b'"a":1,' * (MB // 6) + b'"a":1}',
        "names": b"{" + b",".join(b'"k%x":1' % n for n in range(MB // 10)) + b"}",
        "JSON in strings": nested(40, _quoted, b'["a"]'),
        "many JSON strings": json.dumps(['{"a":"b"}'] * (MB // 17)).encode(),
        "many broken JSON strings": json.dumps(['{"a":b"}'] * (MB // 16)).encode(),
        "many base64 strings": json.dumps([base64.b64encode(b"hello, world 123").decode()] * (MB // 28)).encode(),
        "many percent strings": json.dumps(["%41%42%43"] * (MB // 13)).encode(),
        "many pictures": json.dumps(["data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="] * (MB // 50)).encode(),
        "many packed strings": json.dumps([base64.b64encode(gzip.compress(b"a")).decode()] * (MB // 34)).encode(),
        "many roles": json.dumps({"messages": [{"role": "user", "content": "가"}] * (MB // 40)}).encode(),
        "many content blocks": json.dumps(
            {"messages": [{"role": "user", "content": [{"type": "tool_result", "content": "a"}] * (MB // 45)}]}
        ).encode(),
        "cut short": b'{"a":[' + b'{"b":"c"},' * (MB // 10),
        "NaN": b"[" + b"NaN," * (MB // 4) + b"1]",
        "trailing comma": b"[" + b"1," * (MB // 2) + b"]",
    }
    for name, data in bodies.items():
        yield f"JSON: {name}", (data, JSON)


def field_shapes() -> Iterator[tuple[str, Shape]]:
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    multipart = "multipart/form-data; boundary=b"
    yield "form of 500,000 &", (b"&" * 500_000, FORM)
    yield "form of fields", (b"a=1&" * (MB // 4), FORM)
    yield "form of names", (b"&".join(b"k%x=1" % n for n in range(MB // 10)), FORM)
    yield "form of values in names", (b"&".join(b"%07d" % n for n in range(MB // 8)), FORM)
    yield "form of one long percent value", (b"a=" + b"%41" * (MB // 3), FORM)
    yield "undeclared form", (b"a=1&" * (MB // 4) + b"a=1", None)
    yield "nearly a form", (b"a=1&" * (MB // 4) + b"a= 1", None)
    yield "percent ladder", (b"a=" + nested(9_000, _percent), FORM)
    yield "multipart of 100,000 boundaries", (b"--b\r\n" * 100_000 + b"--b--", multipart)
    yield "multipart of parts", (part * (MB // len(part)) + b"--b--", multipart)
    yield "multipart of one header", (b"--b\r\n" + b"A: b\r\n" * (MB // 6) + b"\r\n1\r\n--b--", multipart)
    yield "multipart of nothing but line ends", (b"--b\r\n" + b"\r\n" * (MB // 2) + b"--b--", multipart)
    yield "multipart in multipart", (nested(200, _in_part, part + b"--b--"), multipart)
    yield (
        "multipart with a long parameter",
        (
            b"--b\r\nContent-Disposition: form-data" + b"; name=" * (MB // 7) + b"\r\n\r\n1\r\n--b--",
            multipart,
        ),
    )


def _in_part(data: bytes) -> bytes:
    mark = b"c%d" % len(data)
    return b"--%s\r\nContent-Type: multipart/mixed\r\n\r\n%s\r\n--%s--" % (mark, data, mark)


def line_shapes() -> Iterator[tuple[str, Shape]]:
    yield "NDJSON of 500,000 {}", (b"{}\n" * 500_000, NDJSON)
    yield "NDJSON of records", (b'{"a":"b"}\n' * (MB // 10), NDJSON)
    yield "SSE of 300,000 events", (b"data:\n\n" * 300_000, SSE)
    yield "SSE of JSON", (b'data: {"a":1}\n\n' * (MB // 16), SSE)
    yield "SSE of comments", (b":\n" * (MB // 2), SSE)
    yield "CSV of 1,000,000 commas", (b"name,phone\n" + b"," * 1_000_000, CSV)
    yield "CSV of quotes", (b'name,phone\n"' + b'""' * 500_000, CSV)
    yield "CSV of rows", (b"name,phone\n" + b"a,b\n" * (MB // 4), CSV)
    yield "CSV of columns", (b",".join(b"name%d" % n for n in range(MB // 12)) + b"\n", CSV)
    yield "CSV of empty lines", (b"name,phone\n" + b"\n" * MB, CSV)


def markup_shapes() -> Iterator[tuple[str, Shape]]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l11;</a>'
    attributes = " ".join(f'a{n}="b"' for n in range(MB // 12))
    yield "XML entity bomb", (bomb.encode(), XML)
    yield (
        "XML with one large entity",
        (
            f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "{"h" * 500_000}">]><a>{"&l;" * 100_000}</a>'.encode(),
            XML,
        ),
    )
    yield "XML 100,000 deep", (b'<?xml version="1.0"?>' + b"<a>" * 100_000 + b"1" + b"</a>" * 100_000, XML)
    yield "XML 100,000 deep, unclosed", (b'<?xml version="1.0"?>' + b"<a>" * 300_000, XML)
    yield "XML of empty elements", (b'<?xml version="1.0"?><a>' + b"<b/>" * (MB // 4) + b"</a>", XML)
    yield "XML of elements", (b'<?xml version="1.0"?><a>' + b"<b>1</b>" * (MB // 8) + b"</a>", XML)
    yield (
        "XML of names",
        (
            b'<?xml version="1.0"?><a>' + b"".join(b"<b%x/>" % n for n in range(MB // 10)) + b"</a>",
            XML,
        ),
    )
    yield "XML of attributes", (f'<?xml version="1.0"?><a {attributes}/>'.encode(), XML)
    yield "XML of character references", (b'<?xml version="1.0"?><a>' + b"&#65;" * (MB // 5) + b"</a>", XML)
    yield "XML of comments", (b'<?xml version="1.0"?><a>' + b"<!---->" * (MB // 7) + b"</a>", XML)
    yield "HTML of attributes", (f"<!doctype html><a {attributes}>".encode(), HTML)
    yield "HTML of tags", (b"<!doctype html>" + b"<p>" * (MB // 3), HTML)
    yield "HTML of texts", (b"<!doctype html>" + b"<p>a</p>" * (MB // 8), HTML)
    yield "HTML of half tags", (b"<!doctype html>" + b"<a " * (MB // 3), HTML)


def packed_shapes() -> Iterator[tuple[str, Shape]]:
    zeros = bytes(64 << 20)
    yield "gzip bomb", (gzip.compress(zeros), None)
    yield "gzip bomb of text", (gzip.compress(b"a" * (64 << 20)), "text/plain")
    yield "zlib bomb", (zlib.compress(zeros), None)
    yield "zstd bomb", (zstandard.compress(zeros), None)
    yield "zstd bomb of JSON", (zstandard.compress(b"[" + b"1," * (32 << 20) + b"1]"), JSON)
    yield "gzip bomb of JSON", (gzip.compress(b"[" + b"{}," * (20 << 20) + b"1]"), JSON)
    yield "gzip in gzip", (nested(60, gzip.compress, bytes(MB)), None)
    yield "base64 in base64", (nested(60, base64.b64encode, b"hello, world 1234"), None)
    yield "base64 of a gzip bomb", (json.dumps({"a": base64.b64encode(gzip.compress(zeros)).decode()}).encode(), JSON)
    yield "many gzip members", (gzip.compress(b"a") * (MB // 21), None)
    yield "many zstd frames", (zstandard.compress(b"a") * (MB // 11), None)
    yield "zip bomb", (zipped({f"{n}.txt": b"\0" * (1 << 22) for n in range(16)}), None)
    yield "zip in zip", (nested(60, lambda data: zipped({"a.zip": data}), b"x"), None)
    yield "zip of 9,000 members", (stored({f"{n}": "" for n in range(9000)}), None)
    yield "zip members that overlap", (_overlapping(), None)
    yield "zip heads", (b"PK\x03\x04" * (MB // 4), None)
    yield "brotli noise", (brotli.compress(zeros[: 16 << 20]), None)


def _overlapping() -> bytes:
    """One member of a megabyte with a thousand entries in the directory."""
    whole = bytearray(zipped({"a.txt": bytes(MB)}))
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry, tail = bytes(whole[start:end]), bytearray(whole[end:])
    count = 1000
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return bytes(whole[:start]) + entry * count + bytes(tail)


def binary_shapes() -> Iterator[tuple[str, Shape]]:
    yield "msgpack depth", (b"\x91" * MB, MSGPACK)
    yield "msgpack nils", (b"\xdd" + (MB).to_bytes(4, "big") + b"\xc0" * MB, MSGPACK)
    yield "msgpack texts", (b"\xdd" + (MB // 3).to_bytes(4, "big") + b"\xa2ab" * (MB // 3), MSGPACK)
    yield "msgpack maps", (b"\xdd" + (MB // 4).to_bytes(4, "big") + b"\x81\xa1a\x01" * (MB // 4), MSGPACK)
    yield "protobuf depth", (b"\x0a\x7f" * (MB // 2), PROTOBUF)
    yield (
        "protobuf messages",
        (nested(100_000, lambda data: b"\x0a" + _varint(len(data)) + data, b"\x08\x01"), PROTOBUF),
    )
    yield "protobuf numbers", (b"\x08\x01" * (MB // 2), PROTOBUF)
    yield "protobuf texts", (b"\x0a\x02ab" * (MB // 4), PROTOBUF)
    yield "protobuf, undeclared", (b"\x0a\x02ab" * (MB // 4), None)
    yield "grpc frames", ((b"\0\0\0\0\x04\x0a\x02ab") * (MB // 9), "application/grpc")


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def office_shapes() -> Iterator[tuple[str, Shape]]:
    sheet, strings = "xl/worksheets/s.xml", "xl/sharedStrings.xml"
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 1_000_001))
    shown = "<a>" + '<row><c t="s"><v>0</v></c></row>' * (MB // 33) + "</a>"
    laughs = '<!DOCTYPE a [<!ENTITY l "' + "h" * 1000 + '">]>'
    documents: dict[str, bytes] = {
        "docx of empty elements": word("<w:p><w:t>a" + "<w:t/>" * 180_000),
        "docx of deep elements": word("<w:p><w:t>" * 100_000),
        "docx of paragraphs": word("<w:d>" + "<w:p><w:t>a</w:t></w:p>" * (MB // 23) + "</w:d>"),
        "docx of tables in tables": stored({TYPES: "", "word/a.xml": "<tbl><tr><tc><p><t>a</t></p>" * 40_000}),
        "docx of cells": word("<tbl><tr>" + "<tc><p><t>a</t></p></tc>" * (MB // 25) + "</tr></tbl>"),
        "docx of rows": word("<tbl>" + "<tr><tc><p><t>a</t></p></tc></tr>" * (MB // 34) + "</tbl>"),
        "docx of nothing that is read": word("<w:d>" + "<w:x/>" * (MB // 6) + "</w:d>"),
        "docx bomb": zipped({TYPES: "", "word/document.xml": "<w:p><w:t>" + "a" * (64 << 20)}),
        "docx bomb of elements": zipped({TYPES: "", "word/document.xml": "<w:d>" + "<w:p/>" * 5_000_000}),
        "docx with an entity bomb": word(f"{laughs}<a>{'&l;' * 100_000}</a>"),
        "docx of parts": stored({TYPES: "", **{f"word/{n}.xml": "<w:p><w:t>a</w:t></w:p>" for n in range(6000)}}),
        "xlsx of a million empty rows": zipped({TYPES: "", sheet: f"<a>{rows}</a>"}),
        "xlsx of cells": stored({TYPES: "", sheet: "<a>" + "<c><v>1</v></c>" * 70_000}),
        "xlsx of empty cells": stored({TYPES: "", sheet: "<a>" + "<c/>" * (MB // 4) + "</a>"}),
        "xlsx of strings": stored({TYPES: "", strings: "<a>" + "<si><t>a</t></si>" * 60_000}),
        "xlsx of one string shown often": stored(
            {TYPES: "", strings: f"<a><si><t>{'a' * 5000}</t></si></a>", sheet: shown}
        ),
        "xlsx bomb of strings": zipped({TYPES: "", strings: "<a>" + "<si><t>a</t></si>" * 3_000_000}),
        "xlsx of far cells": stored(
            {
                TYPES: "",
                sheet: "<a>" + "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 25_000)),
            }
        ),
        "xlsx of pieces": stored({TYPES: "", sheet: "<a><row><c><v>" + "&#49;" * (MB // 5) + "</v></c></row></a>"}),
        "odt of paragraphs": stored(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "<d>" + "<p>a</p>" * (MB // 8) + "</d>",
            }
        ),
        "odt bomb": zipped(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<d>" + "<p>a</p>" * 3_000_000}
        ),
        "hwpx of paragraphs": stored(
            {
                "mimetype": "application/hwp+zip",
                "Contents/section0.xml": "<s>" + "<p><t>a</t></p>" * (MB // 15) + "</s>",
            }
        ),
        "hwp of records": hwp([b"\x43\x00\x10\x00a" * 200_000], 0),
        "hwp of paragraphs": hwp([record(67, 0, "가".encode("utf-16-le")) * (MB // 6)], 0),
        "hwp of controls": hwp([record(67, 0, b"\x0d\0" * (MB // 2))], 0),
        "hwp of tables": hwp([record(71, 0, b" lbt") * (MB // 8)], 0),
        "hwp bomb": hwp([b"\x43\x00\x10\x00a" * 5_000_000], 1),
        "hwp of streams": hwp([b""], 0, {f"BinData/{n}": b"a" for n in range(1500)}),
        "ole noise": hwp([b""], 0)[:512] + _NOISE,
        "ole loop": _ole_loop(),
        "ole of 3,000 streams": ole({f"s{n}": b"a" for n in range(3000)}),
    }
    for name, data in documents.items():
        yield name, (data, None)


def _ole_loop() -> bytes:
    """Every sector leads to itself."""
    data = bytearray(ole({"FileHeader": b"HWP Document File" + bytes(5000), "a": bytes(9000)}))
    table = len(data) - 512
    for number in range((table - 512) // 512):
        data[table + 4 * number : table + 4 * number + 4] = number.to_bytes(4, "little")
    return bytes(data)


def pdf_shapes() -> Iterator[tuple[str, Shape]]:
    loop = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"}
    ranges = zlib.compress(b"begincmap " + b"1 beginbfrange <0000> <FFFF> <0000> endbfrange " * 200 + b"endcmap")
    shows = zlib.compress(b"BT /F 12 Tf " + b"<AC00> Tj " * 100_000 + b"ET")
    spaces = zlib.compress(b" " * (64 << 20))
    form = b"<</Type/XObject/Subtype/Form/Resources<</XObject<</I 5 0 R>>>>/Length 10>>stream\n/I Do /I Do\nendstream"
    files = {
        "noise": b"%PDF-1.7\n" + _NOISE,
        "brackets": b"%PDF-1.7\n1 0 obj\n" + b"[" * MB,
        "objects": b"%PDF-1.7\n" + b"1 0 obj<<>>endobj " * (MB // 18),
        "a page tree that loops": assembled(loop),
        "objects that refer in a ring": assembled({1: b"2 0 R", 2: b"1 0 R", 3: b"3 0 R"}),
        "a form in itself": pdf(["", ""], {5: form}),
        "maps": pdf(["가"], {4: _flate(ranges)}),
        "texts": pdf(["가"], {11: _flate(shows)}),
        "a bomb": pdf(["가"], {11: _flate(spaces)}),
        "3,000 pages": pdf(["가"] * 3000),
        "a long dictionary": assembled({1: b"<<" + b"/A 1" * (MB // 4) + b">>"}),
        "a long string": assembled(
            {1: b"<</Type/Catalog/Pages 2 0 R/A(" + b"(" * (MB // 2) + b")" * (MB // 2) + b")>>"}
        ),
    }
    for name, data in files.items():
        yield f"PDF: {name}", (data, None)


def _flate(packed: bytes) -> bytes:
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def shapes() -> dict[str, Shape]:
    """Name -> body and declared type."""
    groups = (text_shapes, json_shapes, field_shapes, line_shapes, markup_shapes, packed_shapes, binary_shapes)
    return {name: shape for group in (*groups, office_shapes, pdf_shapes) for name, shape in group()}
