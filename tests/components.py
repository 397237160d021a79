"""Programs that some tests need: missing ones skip the test on a person's machine and fail it in CI."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

KNOWN_PLACES = {"chromium": ("/usr/bin/chromium",), "nginx": ("/usr/sbin/nginx",)}
"""Where a program is when it is not on the PATH of an ordinary user."""


def require(name: str) -> str:
    """The path of the program `name`; without it the test is skipped, or failed where `CI` is set."""
    found = shutil.which(name) or next((p for p in KNOWN_PLACES.get(name, ()) if Path(p).is_file()), None)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{name} is missing, and in CI nothing may be skipped for want of a component")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found
