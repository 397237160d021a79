"""A Content-Type field, read leniently (RFC 9110 section 8.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gwanmun.transfer import Headers, first

_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))')


@dataclass(frozen=True, slots=True)
class Media:
    """`type` in lower case ("" when not given), `charset` and `boundary` as declared, `codings` still to be undone,
    the last applied last (RFC 9110 section 8.4)."""

    type: str = ""
    charset: str = ""
    boundary: str = ""
    codings: tuple[str, ...] = ()

    @property
    def is_json(self) -> bool:
        return self.type.endswith(("/json", "+json", "/x-json", "/json5", "/reports+json", "/csp-report"))

    @property
    def is_csv(self) -> bool:
        return self.type in {"text/csv", "application/csv", "text/comma-separated-values", "text/tab-separated-values"}

    @property
    def is_lines(self) -> bool:
        return "ndjson" in self.type or "jsonl" in self.type or "json-seq" in self.type or "json-stream" in self.type


PLAIN = Media()


def media_of(headers: Headers) -> Media:
    """The media type of a message by its header fields; content codings may be spread over several."""
    codings = [value for name, value in headers if name == "content-encoding"]
    return media(first(headers, "content-type"), ",".join(codings) if codings else None)


@lru_cache(1024)
def media(content_type: str | None, content_encoding: str | None = None) -> Media:
    """The media type of a message; both fields may be missing or nonsense."""
    value = content_type or ""
    given = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(value)}
    codings = tuple(coding.strip().lower() for coding in (content_encoding or "").split(","))
    return Media(
        value.partition(";")[0].strip().lower(),
        given.get("charset", "").lower(),
        given.get("boundary", ""),
        tuple(coding for coding in codings if coding not in {"", "identity"}),
    )
