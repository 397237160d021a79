"""What taking things apart costs, in units of about a microsecond of CPU: the tariff of `Limits.work`."""

from __future__ import annotations

VALUE = 1
"""A value of a JSON text."""
TOKEN = 6
"""A value that the exact JSON reader takes, of MessagePack or Protocol Buffers."""
FIELD = 6
"""A field of a form, a line of a text of lines."""
ROW = 2
"""A row of a CSV table, besides its cells."""
COLUMN = 1
"""A cell of a CSV table."""
NAME = 3
"""A name in a JSON object that may be a value, or is one of very many."""
PART = 30
"""A part of a multipart body."""
NESTED = 4
"""A text that may have something nested in it."""
ESCAPED = 16
"""A text with escapes, which are resolved."""
CODED = 10
"""A text that is base64 by its shape."""
PACKED = 120
"""Compressed data: a decoder is set up."""
FILE = 40
"""A file, whatever its kind."""
MEMBER = 25
"""A member of an archive, a stream of a compound file."""
ELEMENT = 4
"""An element of an XML document, or an attribute or a run of characters that is read."""
CELL = 4
"""A cell of a worksheet that is written as Excel writes it."""
STRING = 1
"""A string of a workbook that its cells share."""
PARAGRAPH = 24
"""A paragraph of a Hangul document."""
PDF = 4_000
"""A PDF file, before its first page."""
PAGE = 3_000
"""A page of a PDF file."""
