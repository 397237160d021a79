"""Gwanmun (관문): see what data leaves, for whom and for which country; stop or disarm it; prove what left.

gwanmun.scan(text_or_bytes, content_type=None) -> list[Sighting]
gwanmun.read(path)                             -> Iterator[Exchange]
gwanmun.Judge(settings)(exchange)              -> Judgement
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from gwanmun.version import __version__

if TYPE_CHECKING:
    from gwanmun.api import Judge, read, scan

__all__ = ["Judge", "__version__", "read", "scan"]


def __getattr__(name: str) -> Any:
    """Import on first use: the detector takes its time, and `gwanmun --help` need not wait for it (PEP 562)."""
    if name in __all__:
        return getattr(importlib.import_module("gwanmun.api"), name)
    raise AttributeError(f"module 'gwanmun' has no attribute {name!r}")
