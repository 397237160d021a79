"""Access logs of Squid and other proxies -> exchanges: who asked for what, a tunnel's server name, what was refused.

The time of an exchange is the one in the log: for Squid, when the request was finished. Squid leaves out the query
of a URL unless told otherwise (`strip_query_terms`), and no log holds a body. What a line's bytes are, is what the
client received; what it sent is known only where the format logs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from gwanmun.capture import lines
from gwanmun.capture.fields import port
from gwanmun.capture.harhead import address, http_version
from gwanmun.capture.lines import Apart
from gwanmun.capture.loghttp import FEW_FIELDS, PORTS, Asked, asked, known
from gwanmun.capture.names import peer
from gwanmun.capture.place import Item, Place
from gwanmun.capture.squidlines import Entry, entry, when
from gwanmun.transfer import Endpoint, Exchange, Origin, Response, Seen, Volume

TUNNEL = "encrypted: a tunnel through the proxy, the log names no more than the server"
REFUSED = "refused by the proxy: it was not sent on"
CACHED = "answered from the proxy's cache"

BETWEEN_CACHES = "questions between caches"
NO_REQUEST = "no request that the proxy could read"
NO_HOST = "requests that name no host, as a web server logs its own"

_LOOK = 50
"""Lines at the beginning of which one must be of a known format."""
_DIRECT = ("DIRECT", "ORIGINAL_DST", "PINNED")


def recognises(head: bytes) -> bool:
    """True when one of the first lines is of a proxy's format: a log may begin with a broken or foreign line."""
    return any(entry(_text(line)) for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:_LOOK])


def items(chunks: Iterable[bytes], sha256: str) -> Iterator[Item]:
    """Every exchange of the log in file order, then what its other lines were."""
    return lines.items(chunks, sha256, _read)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape").rstrip("\r")


def _read(line: bytes, place: Place) -> Exchange | Apart | None:
    text = _text(line).removeprefix("\ufeff")
    if not text.strip() or text.startswith("#"):
        return Apart()
    found = entry(text)
    at = when(found.at) if found else None
    if found is None or at is None:
        return None
    if found.code.startswith(("UDP_", "ICP_")):
        return Apart(BETWEEN_CACHES)
    if found.url.startswith(("error:", "cache_object:", "urn:")) or found.method in ("NONE", "-"):
        return Apart(NO_REQUEST)
    line_asked = _asked(found)
    return _exchange(found, at, line_asked, place) if line_asked else Apart(NO_HOST)


def _asked(found: Entry) -> Asked | None:
    here = _virtual(found.vhost) if found.vhost else None
    headers = known(*found.headers) if found.headers else ()
    return asked(found.method, found.url, headers, http_version(found.version), here)


def _virtual(vhost: str) -> Endpoint:
    """The virtual host that a web server's own log names."""
    host, _, number = vhost.partition(":")
    at = port({"port": number}, "port") or PORTS["http"]
    return Endpoint(peer(host) or None, at, "https" if at == PORTS["https"] else "http")


def _exchange(found: Entry, at: float, line: Asked, place: Place) -> Exchange:
    where = line.endpoint
    if found.way.endswith(_DIRECT) and (ip := address(found.peer)):
        where = Endpoint(where.host, where.port, where.scheme, ip, where.sni, where.named_by)
    seen: Seen = "head"
    why, response = _fate(found), None
    if line.request is None:
        where, seen, why = _named(where, peer(found.sni)), "name", why or TUNNEL
    else:
        response, why = _response(found), why or FEW_FIELDS
    return Exchange(
        place.id, at, _origin(found), where, place.provenance, line.request, response, seen, why, _volume(found)
    )


def _named(where: Endpoint, sni: str) -> Endpoint:
    """A tunnel to a bare address is named by the server name that was asked for inside it."""
    if not sni:
        return where
    bare = address(where.host or "")
    host, evidence = (sni, "sni") if bare else (where.host, where.named_by)
    return Endpoint(host, where.port, where.scheme, where.ip or bare, sni, evidence)


def _fate(found: Entry) -> str:
    if "DENIED" in found.code:
        return REFUSED
    return CACHED if "HIT" in found.code else ""


def _origin(found: Entry) -> Origin:
    return _who(found.user[:_LONGEST], found.client[:_LONGEST])


_LONGEST = 512


@lru_cache(16_384)
def _who(name: str, client: str) -> Origin:
    """The user name that the proxy knew (percent-encoded by Squid), and the client's address or host name."""
    user = "" if name in ("-", "") else unquote(name, errors="replace")
    shown = client.rpartition(":")[0] if client.count(":") == 1 or "]:" in client else client
    ip = address(shown)
    device = shown if ip is None and shown not in ("-", "") else None
    evidence = "proxy-auth" if user else "address" if ip or device else None
    return Origin(user=user or None, device=device, address=ip, identified_by=evidence)


def _response(found: Entry) -> Response | None:
    media = known(("content-type", found.media))
    return Response(int(found.status), media, b"") if found.status.isdigit() and int(found.status) >= 100 else None


def _volume(found: Entry) -> Volume | None:
    """Bytes of whole messages; most formats log the way down only."""
    if not (found.up.isdigit() or found.down.isdigit()):
        return None
    up, down = (int(size[:15]) if size.isdigit() else -1 for size in (found.up, found.down))
    return Volume(up, down, 0, int(found.took[:9]) / 1000 if found.took.isdigit() else 0.0)
