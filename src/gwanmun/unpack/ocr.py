"""Text in pictures through Tesseract, where a person asks for it and it is installed; never in the gate's own loop.

Debian packages `tesseract-ocr` and `tesseract-ocr-kor`. The program gets the picture on standard input and nothing
else; `SECONDS`, `BYTES` and `PIXELS` bound it.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import NamedTuple

from gwanmun.unpack import images
from gwanmun.unpack.text import clean

PROGRAM, LANGUAGES = "tesseract", "kor+eng"
SECONDS, BYTES, PIXELS = 20, 20 << 20, 40_000_000
READ = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff"})


class Seen(NamedTuple):
    """The text in a picture, and why there is none ("" when it was read)."""

    text: str
    why: str = ""


def read(kind: str, data: bytes) -> Seen:
    """What Tesseract reads in a picture; never raises."""
    program, why = shutil.which(PROGRAM), _beyond(kind, data)
    if program is None or why:
        return Seen("", why or "Tesseract is not installed: text in pictures is not read")
    command = [program, "stdin", "stdout", "-l", LANGUAGES]
    try:
        ran = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Seen("", f"text recognition takes longer than {SECONDS} seconds")
    except OSError:
        return Seen("", "Tesseract cannot be started: text in pictures is not read")
    if ran.returncode:
        return Seen("", "Tesseract cannot read this picture")
    return Seen(clean(ran.stdout.decode("utf-8", "surrogateescape")).strip("\f\n "))


def _beyond(kind: str, data: bytes) -> str:
    """Why a picture is not given to the program: a small file may be a picture of any size."""
    width, height = images.size(data) or (0, 0)
    if kind not in READ or len(data) > BYTES or width * height > PIXELS:
        return "text in pictures of this type or size is not read"
    return ""
