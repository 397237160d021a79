"""One line of a proxy's access log -> its fields: which of the common line formats it is, is told line by line.

Squid's `squid` (native) format, also behind a syslog prefix, with a local or ISO time, with more fields at its end or
with the header fields that `log_mime_hdrs` adds; `common` and `combined`, which Apache shares, with or without a
virtual host before them; and lines of `name=value`, as Splunk recommends them. Source: Squid's documentation of
`logformat`; the Apache documentation of `mod_log_config`.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from gwanmun.capture.harhead import moment

_LOCAL = r"\d{1,2}/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}"
_ISO = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?"
_QUOTED = r'"((?:[^"\\]|\\.)*)"'

_NATIVE = re.compile(
    rf"(?:^|\s)(?:\[?(?P<at>\d{{9,10}}\.\d{{1,6}}|{_LOCAL}|{_ISO})\]?)\s+(?P<took>-?\d+|-)\s+(?P<client>\S+)\s+"
    r"(?P<code>[A-Z][A-Z_]*)/(?P<status>\d{3}|-)\s+(?P<size>-?\d+|-)\s+(?P<method>\S+)\s+(?P<url>\S+)\s+(?P<user>\S+)\s+"
    r"(?P<way>[A-Z][A-Z_]*)/(?P<peer>\S+)(?:\s+(?P<media>[^\s\[\"]+))?(?P<rest>.*)$",
    re.ASCII | re.DOTALL,
)
_COMMON = re.compile(
    r"(?:(?P<vhost>[\w.-]+(?::\d+)?)\s+)?(?P<client>\S+)\s+(?P<ident>\S+)\s+(?P<user>\S+|\"[^\"]*\")\s+"
    rf"\[(?P<at>{_LOCAL}|{_ISO})\]\s+\"(?P<method>[^\s\"]+)\s+(?P<url>\S+)(?:\s+(?P<version>[A-Za-z]+/[\d.]+))?\"\s+"
    r"(?P<status>\d{3}|-)\s+(?P<size>\d+|-)(?P<rest>.*)$",
    re.ASCII | re.DOTALL,
)
_RESULT = re.compile(r"\s([A-Z][A-Z_]*):([A-Z][A-Z_]*)\s*$", re.ASCII)
_STRINGS = re.compile(_QUOTED)
_MIME = re.compile(r"\[([^\[\]]*)\]\s+\[[^\[\]]*\]\s*$")
_PAIR = re.compile(rf"([a-z][a-z_]{{1,40}})=(?:{_QUOTED}|\[([^\]]*)\]|(\S*))", re.ASCII)
_EPOCH = re.compile(r"\d{9,10}\.\d{1,6}(?=\s)", re.ASCII)


class Entry(NamedTuple):
    """The fields of a line as written; "" where the line has none. `headers` are those of the request."""

    at: str
    client: str
    method: str
    url: str
    user: str = ""
    code: str = ""
    status: str = ""
    up: str = ""
    down: str = ""
    way: str = ""
    peer: str = ""
    media: str = ""
    version: str = ""
    sni: str = ""
    vhost: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    took: str = ""


def entry(line: str) -> Entry | None:
    """The fields of a line, None when it is of none of these formats."""
    return _native(line) or _common(line) or _keyed(line)


def _native(line: str) -> Entry | None:
    found = _NATIVE.search(line)
    if found is None:
        return None
    at, took, client, code, status, size, method, url, user, way, host, media, rest = found.groups()
    sni, headers = _further(rest) if len(rest) > 1 else ("", ())
    return Entry(
        at, client, method, url, user, code, status, "", size, way, host, media or "", "", sni, "", headers, took
    )


def _further(rest: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Server name and header fields in what a format adds behind the usual fields."""
    mime = _MIME.search(rest)
    return _sni(rest), _mime(mime[1]) if mime else _told_apart(_STRINGS.findall(rest))


def _sni(rest: str) -> str:
    return next((quoted or bare for name, quoted, _, bare in _PAIR.findall(rest) if name == "sni"), "")


def _mime(text: str) -> tuple[tuple[str, str], ...]:
    """Header fields as `log_mime_hdrs` writes them, in one pair of brackets, percent-encoded."""
    pairs = (line.partition(":") for line in unquote(text, errors="surrogateescape").splitlines())
    return tuple((name.strip().lower(), value.strip()) for name, mark, value in pairs if mark)


def _told_apart(strings: list[str]) -> tuple[tuple[str, str], ...]:
    """A format's own quoted fields carry no names: an address is the referring page, a product the user agent."""
    links = [each for each in strings if each.startswith(("http://", "https://"))]
    agents = [each for each in strings if "/" in each and each not in links]
    return tuple((name, found[0]) for name, found in (("referer", links), ("user-agent", agents)) if found)


def _common(line: str) -> Entry | None:
    found = _COMMON.match(line)
    if found is None:
        return None
    strings, result = _STRINGS.findall(found["rest"]), _RESULT.search(found["rest"])
    referer, agent = strings[:2] if len(strings) >= 2 else ("", "")
    return Entry(
        found["at"],
        found["client"],
        found["method"],
        found["url"],
        found["user"].strip('"'),
        result[1] if result else "",
        found["status"],
        "",
        found["size"],
        result[2] if result else "",
        version=found["version"] or "",
        vhost=found["vhost"] or "",
        headers=(("referer", referer), ("user-agent", agent)),
    )


_KEYS = {
    "src_ip": "client",
    "http_method": "method",
    "url": "url",
    "user": "user",
    "vendor_action": "code",
    "status": "status",
    "bytes_in": "up",
    "bytes_out": "down",
    "dest_status": "way",
    "dest_ip": "peer",
    "http_content_type": "media",
    "sni": "sni",
}


def _keyed(line: str) -> Entry | None:
    found = {name: quoted or bracketed or bare for name, quoted, bracketed, bare in _PAIR.findall(line)}
    fields = {_KEYS[name]: value for name, value in found.items() if name in _KEYS}
    time = _EPOCH.search(line)
    at = time[0] if time else found.get("local_time", "")
    if not at or not fields.keys() >= {"client", "method", "url"}:
        return None
    headers = ("referer", found.get("http_referrer", "")), ("user-agent", found.get("http_user_agent", ""))
    return Entry(at=at, headers=headers, **fields)


def when(text: str) -> float | None:
    """Unix seconds of any of the three forms of time."""
    return _date(text) if "/" in text else moment(text) if "-" not in text else _date(text)


@lru_cache(4096)
def _date(text: str) -> float | None:
    try:
        return datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp() if "/" in text else moment(_iso(text))
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> str:
    return re.sub(r" (?=[+-])", "", text.replace(",", "."))
