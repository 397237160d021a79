"""Zeek's conn, ssl, quic, x509 and dns records -> exchanges of which no more than the peer is known."""

from __future__ import annotations

from typing import Any, NamedTuple

from gwanmun.capture.fields import count, number, port, text
from gwanmun.capture.harhead import address, moment
from gwanmun.capture.lines import HELD, Apart
from gwanmun.capture.lookup import Question, question
from gwanmun.capture.names import Named, common_name, peer
from gwanmun.capture.place import Place
from gwanmun.capture.run import REQUESTS, RESOLVED, Run
from gwanmun.capture.zeekrows import flag, strings
from gwanmun.transfer import Endpoint, Exchange, Origin, Volume

Fields = dict[str, Any]

ADDRESSES = "a log of connections: only addresses, ports and amounts are in it"
ENCRYPTED = "encrypted: the log names the server, not what was sent"
BROKEN_OFF = "the TLS handshake was not completed"
CERTIFICATE = "a certificate only: which connection it was shown on stands in another log"

ATTEMPTS = "connections that carried nothing"
AUTHORITIES = "certificates of no server"

_SECURE = frozenset({443, 8443})
_NOBODY = Origin()


class Begun(NamedTuple):
    """A record's time and addresses; `uid` is what Zeek calls the connection in all its logs."""

    place: Place
    at: float
    uid: str
    client: str | None
    ip: str
    port: int

    @property
    def origin(self) -> Origin:
        return Origin(None, None, None, None, self.client, "address") if self.client else _NOBODY

    def named(self, named: Named, scheme: str, why: str, sni: str = "", volume: Volume | None = None) -> Exchange:
        """The exchange of which no more than the peer is known."""
        place = self.place
        where = Endpoint(named.host or None, self.port, scheme, self.ip, sni or None, named.by)
        return Exchange(place.id, self.at, self.origin, where, place.provenance, None, None, "name", why, volume)


def begun(fields: Fields, place: Place) -> Begun | None:
    """None when the time or the server's address is missing."""
    at = moment(fields.get("ts"))
    ip = address(text(fields, "id.resp_h"))
    if at is None or ip is None:
        return None
    uid = text(fields, "uid")
    return Begun(place, at, uid, address(text(fields, "id.orig_h")), ip, port(fields, "id.resp_p"))


def conn(fields: Fields, place: Place, run: Run) -> Exchange | Apart | None:
    """A connection as a whole, with how much it carried each way."""
    made = begun(fields, place)
    if made is None:
        return None
    volume = _volume(fields)
    if volume and volume.up <= 0 and volume.down <= 0 and text(fields, "conn_state") not in ("", "OTH"):
        return Apart(ATTEMPTS)
    if run.requested(made.uid):
        return Apart(REQUESTS)
    scheme = _scheme(fields, made.port)
    if scheme == "dns":
        run.resolver(made.named(Named(), scheme, RESOLVED, volume=volume))
        return HELD
    named = run.names.of(made.uid, made.client or "", made.ip)
    return run.connection(made.uid, made.named(named, scheme, ADDRESSES, volume=volume))


def _volume(fields: Fields) -> Volume | None:
    """Payload bytes of the client (`orig`) and the server (`resp`), packets of both, seconds."""
    up, down = count(fields, "orig_bytes"), count(fields, "resp_bytes")
    if up is None and down is None:
        return None
    packets = (count(fields, "orig_pkts") or 0) + (count(fields, "resp_pkts") or 0)
    return Volume(-1 if up is None else up, -1 if down is None else down, packets, number(fields, "duration") or 0.0)


def _scheme(fields: Fields, number: int) -> str:
    if "service" in fields:
        services = text(fields, "service").split(",")
        for service in ("quic", "ssl", "http", "dns", "mqtt"):
            if service in services:
                return _secure(number) if service == "ssl" else service
    return text(fields, "proto") or "tcp"


def _secure(number: int) -> str:
    return "https" if number in _SECURE else "tls"


def ssl(fields: Fields, place: Place, run: Run) -> Exchange | Apart | None:
    """A TLS handshake: the name that the client asked for, else that of the certificate it was shown."""
    made = begun(fields, place)
    if made is None:
        return None
    sni = peer(text(fields, "server_name"))
    chain = strings(fields, "cert_chain_fps") or strings(fields, "cert_chain_fuids")
    shown = run.shown(chain[0]) if chain else Named()
    if sni:
        return _handshake(fields, made, run, Named(sni, "sni"), sni, _secure(made.port))
    subject = "" if shown.host else common_name(text(fields, "subject"))
    named = Named(subject, "certificate") if subject else shown
    return _handshake(fields, made, run, named, "", _secure(made.port))


def quic(fields: Fields, place: Place, run: Run) -> Exchange | Apart | None:
    """A QUIC handshake, read from its Initial packets."""
    made = begun(fields, place)
    if made is None:
        return None
    sni = peer(text(fields, "server_name"))
    return _handshake(fields, made, run, Named(sni, "quic-sni" if sni else ""), sni, "quic")


def _handshake(fields: Fields, made: Begun, run: Run, named: Named, sni: str, scheme: str) -> Exchange | Apart:
    best = named if named.host else run.names.of(made.uid, made.client or "", made.ip)
    why = BROKEN_OFF if flag(fields, "established") is False else _encrypted(fields)
    return run.handshake(made.uid, made.named(best, scheme, why, sni), named) or HELD


def _encrypted(fields: Fields) -> str:
    """What a reader of packets says too; of versions before TLS 1.2 that they are weak (RFC 8996)."""
    version = _VERSIONS.get(text(fields, "version"))
    return f"weakly encrypted ({version}): the log names the server, not what was sent" if version else ENCRYPTED


_VERSIONS = {"SSLv2": "SSL 2.0", "SSLv3": "SSL 3.0", "TLSv10": "TLS 1.0", "TLSv11": "TLS 1.1"}


def dns(fields: Fields, place: Place, run: Run) -> Apart | None:
    """A question; its answers name later connections of the same client."""
    made = begun(fields, place)
    if made is None:
        return None
    query, answers = text(fields, "query"), strings(fields, "answers")
    run.names.answer(made.client or "", query, answers)
    kind = text(fields, "qtype_name") or text(fields, "qtype")
    asked = question(place, made.at, made.origin, query, kind, answers)
    if not isinstance(asked, Question):
        return asked
    run.lookups.asked(asked)
    return HELD


def x509(fields: Fields, place: Place, run: Run) -> Apart | None:
    """A server's certificate: a name that somebody on this network met, without the address. Where it is known on
    which connection, that tells it."""
    at = moment(fields.get("ts"))
    if at is None:
        return None
    host = next(filter(None, (peer(name.removeprefix("*.")) for name in strings(fields, "san.dns"))), "")
    host = host or common_name(text(fields, "certificate.subject"))
    key = text(fields, "fingerprint") or text(fields, "id")
    run.names.certificate(key, host)
    if not host or flag(fields, "basic_constraints.ca") or flag(fields, "host_cert") is False:
        return Apart(AUTHORITIES)
    where = Endpoint(host, 0, "tls", None, None, "certificate")
    made = Exchange(place.id, at, _NOBODY, where, place.provenance, None, None, "name", CERTIFICATE)
    run.certificate(key or place.id, made)
    return HELD
