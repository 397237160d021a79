"""The rows of the organisation's table files, one at a time: CSV, TSV and the like, and the sheets of a workbook."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gwanmun.detect.own_workbook import sheets
from gwanmun.errors import Problem

Row = list[str]
_DELIMITERS = ",\t;|"
_CODECS = ("utf-8-sig", "cp949")
"""What Korean Excel writes. UTF-8 first: it may by chance be readable as CP949, and hardly the other way round."""

_CHUNK = 1 << 16
_ZIP, _OLE, _UTF16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_AS_CSV = "save it as CSV in UTF-8 or as XLSX, without a password, and try again"


class Source(NamedTuple):
    """One table: what it is called, and its rows from the first, as often as they are asked for."""

    name: str
    rows: Callable[[], Iterator[Row]]


def sources(path: Path) -> list[Source]:
    """The tables in a file: one, or each sheet of a workbook. `Problem` when it is none of these files."""
    try:
        with path.open("rb") as file:
            head = file.read(_CHUNK)
    except OSError as error:
        raise Problem(
            f"cannot read the table {path}: {error.strerror}", "check the path and its permissions"
        ) from error
    if head.startswith(_OLE):
        raise Problem(f"{path} is an old or an encrypted Excel file", _AS_CSV)
    if head.startswith(_ZIP):
        return [Source(f"{path.name}: {name}", rows) for name, rows in sheets(path)]
    codec = _codec(path, head)
    return [Source(path.name, partial(_rows, path, codec, _delimiter(head, codec)))]


def _codec(path: Path, head: bytes) -> str:
    """The first charset in which the whole file can be read."""
    for codec in ("utf-16",) if head.startswith(_UTF16) else _CODECS:
        decoder = codecs.getincrementaldecoder(codec)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            continue
        return codec
    raise Problem(f"{path} is damaged, or in a charset that is not known", _AS_CSV)


def _delimiter(head: bytes, codec: str) -> str:
    text = codecs.getincrementaldecoder(codec)().decode(head)
    lines = text.splitlines()[:20]
    return max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))


def _rows(path: Path, codec: str, delimiter: str) -> Iterator[Row]:
    try:
        with path.open(encoding=codec, newline="") as file:
            yield from csv.reader(file, delimiter=delimiter)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Problem(f"cannot read the table {path}", _AS_CSV) from error
