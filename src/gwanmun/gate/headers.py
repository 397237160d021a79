"""Header fields on their way through: what the judge sees, what the origin gets, what comes back to the client."""

from __future__ import annotations

from gwanmun.transfer import Headers
from gwanmun.wire.http1 import RequestHead, ResponseHead

FOR_US = frozenset({"proxy-authorization", "proxy-connection"})
"""Meant for the proxy itself: neither forwarded nor recorded (RFC 9110 section 11.7.2)."""

HOP_BY_HOP = FOR_US | {
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "proxy-authenticate",
    "proxy-authentication-info",
}
"""Meaningful for one connection only (RFC 9110 section 7.6.1)."""

FROM_CLIENT = HOP_BY_HOP | {"expect", "content-length"}
"""`expect` is answered here, `content-length` written anew."""

FROM_ORIGIN = HOP_BY_HOP | {"content-length", "alt-svc"}
"""`alt-svc` would invite the client past this gate, by QUIC (RFC 7838)."""

OF_THE_BYTES = frozenset({"content-digest", "repr-digest", "digest", "content-md5", "etag", "accept-ranges"})
"""Describe the very bytes of a body, so they do not hold for a restored one (RFC 9530)."""


OURS_TO_ORIGIN = FROM_CLIENT - {"connection", "content-length"}
OURS_TO_CLIENT = FROM_ORIGIN - {"connection", "content-length"}
"""Fields that a head with nothing to change does not have."""

NOBODY: frozenset[str] = frozenset()


def visible(head: RequestHead) -> Headers:
    """The fields as the judge may see them."""
    if FOR_US.isdisjoint(head.by_name):
        return head.headers
    return tuple([field for field in head.headers if field[0] not in FOR_US])


def nominated(head: RequestHead | ResponseHead) -> frozenset[str]:
    """The fields that `Connection` names as meant for this connection only."""
    if head.by_name.get("connection", "").lower() in ("", "keep-alive", "close") and len(head.by_name) == len(
        head.headers
    ):
        return NOBODY
    values = [value for name, value in head.headers if name == "connection"]
    return frozenset(token.strip().lower() for value in values for token in value.split(","))


def as_it_came(head: RequestHead | ResponseHead, ours: frozenset[str]) -> bool:
    """Whether a head may go on byte for byte: it came in one piece, has none of the fields `ours`, a connection that
    stays open as ours does, and a body framed by its length (or none). Spelling and order of its fields are kept.
    """
    by_name = head.by_name
    return (
        head.raw != b""
        and head.version == "1.1"
        and head.length is not None
        and by_name.keys().isdisjoint(ours)
        and by_name.get("connection", "keep-alive").lower() == "keep-alive"
        and (len(by_name) == len(head.headers) or [name for name, _ in head.headers].count("connection") < 2)
    )


def to_origin(
    headers: Headers,
    hop: frozenset[str],
    length: int | None,
    *,
    websocket: bool = False,
    identity: bool = False,
) -> Headers:
    """The fields sent to the origin, without those in `hop`, for a body of `length` bytes (None: sent chunked, -1:
    there is none). `identity` asks for an answer without content coding, so that tokens in it can be found.
    """
    drop = FROM_CLIENT | hop if hop else FROM_CLIENT
    kept = [field for field in headers if field[0] not in drop]
    if identity:
        kept = [field for field in kept if field[0] != "accept-encoding"] + [("accept-encoding", "identity")]
    if length is None:
        kept.append(("transfer-encoding", "chunked"))
    elif length >= 0:
        kept.append(("content-length", str(length)))
    if websocket:
        kept += [("connection", "Upgrade"), ("upgrade", "websocket")]
    return tuple(kept)


def to_client(head: ResponseHead, *, restored: bool = False) -> list[tuple[str, str]]:
    """The fields of an answer that reach the client, without those of its framing."""
    hop = nominated(head)
    drop = FROM_ORIGIN | hop if hop else FROM_ORIGIN
    if restored:
        drop |= OF_THE_BYTES
    return [field for field in head.headers if field[0] not in drop]
