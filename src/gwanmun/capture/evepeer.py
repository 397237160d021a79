"""Suricata's flow, tls, quic and dns events -> exchanges of which no more than the peer is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from gwanmun.capture.fields import count, port, rows, sub, text
from gwanmun.capture.harhead import address, moment
from gwanmun.capture.lines import HELD, Apart
from gwanmun.capture.lookup import Question, question
from gwanmun.capture.names import Named, common_name, peer
from gwanmun.capture.place import Place
from gwanmun.capture.run import REQUESTS, RESOLVED, Run
from gwanmun.transfer import Endpoint, Exchange, Origin, Volume

Event = dict[str, Any]

FLOW = "a log of connections: only addresses, ports and amounts are in it"
ENCRYPTED = "encrypted: the log names the server, not what was sent"
ATTEMPTS = "connections that got no answer"
ANSWERS = "DNS answers, which give addresses their names"

DNS_PORTS = frozenset({53, 853, 5353})

_SCHEMES = {"http": "http", "http2": "https", "dns": "dns", "mqtt": "mqtt", "quic": "quic"}


class Begun(NamedTuple):
    """An event's time and addresses; `uid` is what Suricata calls the flow in all its events."""

    place: Place
    at: float
    uid: str
    client: str | None
    ip: str
    port: int
    transport: str

    @property
    def origin(self) -> Origin:
        return _origin(self.client)

    def named(self, named: Named, scheme: str, why: str, sni: str = "", volume: Volume | None = None) -> Exchange:
        """The exchange of which no more than the peer is known."""
        place = self.place
        where = Endpoint(named.host or None, self.port, scheme, self.ip, sni or None, named.by)
        return Exchange(place.id, self.at, self.origin, where, place.provenance, None, None, "name", why, volume)


def _origin(client: str | None) -> Origin:
    return Origin(None, None, None, None, client, "address" if client else None)


def begun(event: Event, place: Place) -> Begun | None:
    """None when the time or the server's address is missing."""
    at, ip = moment(event.get("timestamp")), address(text(event, "dest_ip"))
    if at is None or ip is None:
        return None
    transport = text(event, "proto").lower()[:10] or "tcp"
    client = address(text(event, "src_ip"))
    return Begun(place, at, text(event, "flow_id"), client, ip, port(event, "dest_port"), transport)


def flow(event: Event, place: Place, run: Run) -> Exchange | Apart | None:
    """A connection as a whole; it is logged when it is over, its time is that of its start."""
    made, counts = begun(event, place), sub(event, "flow")
    if made is None:
        return None
    if count(counts, "pkts_toclient") == 0 and made.transport == "tcp":
        return Apart(ATTEMPTS)
    if run.requested(made.uid):
        return Apart(REQUESTS)
    began, ended = moment(counts.get("start")), moment(counts.get("end"))
    volume = _volume(counts, max(0.0, ended - began) if began and ended else 0.0)
    made = made._replace(at=began or made.at)
    scheme = _scheme(text(event, "app_proto"), made)
    if scheme == "dns":
        run.resolver(made.named(Named(), scheme, RESOLVED, volume=volume))
        return HELD
    named = run.names.of(made.uid, made.client or "", made.ip)
    return run.connection(made.uid, made.named(named, scheme, FLOW, volume=volume))


def _volume(counts: Event, seconds: float) -> Volume | None:
    up, down = count(counts, "bytes_toserver"), count(counts, "bytes_toclient")
    if up is None and down is None:
        return None
    packets = (count(counts, "pkts_toserver") or 0) + (count(counts, "pkts_toclient") or 0)
    return Volume(-1 if up is None else up, -1 if down is None else down, packets, seconds)


def _scheme(protocol: str, made: Begun) -> str:
    return secure(made.port) if protocol == "tls" else _SCHEMES.get(protocol, made.transport)


def secure(number: int) -> str:
    return "https" if number in (443, 8443) else "tls"


def tls(event: Event, place: Place, run: Run) -> Exchange | Apart | None:
    """A TLS handshake: the name that the client asked for, else that of the certificate it was shown."""
    made, shown = begun(event, place), sub(event, "tls")
    if made is None:
        return None
    sni, subject = peer(text(shown, "sni")), common_name(text(shown, "subject"))
    named = Named(sni, "sni") if sni else Named(subject, "certificate" if subject else "")
    version = text(shown, "version")
    why = f"weakly encrypted ({version}): the log names the server, not what was sent" if version in WEAK else ENCRYPTED
    return _handshake(made, run, named, secure(made.port), why)


WEAK = frozenset({"SSLv2", "SSLv3", "TLSv1", "TLS 1.0", "TLS 1.1"})
"""As Suricata writes versions before TLS 1.2 (RFC 8996)."""


def quic(event: Event, place: Place, run: Run) -> Exchange | Apart | None:
    """A QUIC handshake, read from its Initial packets."""
    made, sni = begun(event, place), peer(text(sub(event, "quic"), "sni"))
    return made and _handshake(made, run, Named(sni, "quic-sni" if sni else ""), "quic", ENCRYPTED)


def _handshake(made: Begun, run: Run, named: Named, scheme: str, why: str) -> Exchange | Apart:
    best = named if named.host else run.names.of(made.uid, made.client or "", made.ip)
    sni = named.host if named.by in ("sni", "quic-sni") else ""
    return run.handshake(made.uid, made.named(best, scheme, why, sni), named) or HELD


def dns(event: Event, place: Place, run: Run) -> Apart | None:
    """A question and an answer, which only names. Its event may run from the resolver to the client."""
    made, message = begun(event, place), sub(event, "dns")
    if made is None:
        return None
    asked = (rows(message, "queries") or [message])[0]
    name, client = text(asked, "rrname"), _client(event)
    if text(message, "type") in ("answer", "response"):
        run.names.answer(client or "", name, _answers(message))
        return Apart(ANSWERS)
    found = question(place, made.at, _origin(client), name, text(asked, "rrtype"), ())
    if not isinstance(found, Question):
        return found
    run.lookups.asked(found)
    return HELD


def _client(event: Event) -> str | None:
    answering = port(event, "src_port") in DNS_PORTS and port(event, "dest_port") not in DNS_PORTS
    return address(text(event, "dest_ip" if answering else "src_ip"))


def _answers(message: Event) -> Iterator[str]:
    """Addresses in any of the three versions of the event: one a line, a list, or grouped by type."""
    yield text(message, "rdata")
    yield from (text(row, "rdata") for row in rows(message, "answers"))
    for kind in ("A", "AAAA"):
        found = sub(message, "grouped").get(kind)
        yield from (each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
