"""A connection of a capture -> the exchange that stands for it: who, to whom, by which evidence, how much.

Names in the order of evidence: server name of TLS or QUIC, certificate, DNS answer that the client had before, the
capture file's own list. What disagrees is told with the exchange, never settled in silence.
"""

from __future__ import annotations

from dataclasses import replace

from gwanmun.capture.ends import written
from gwanmun.capture.flows import Flow
from gwanmun.capture.inside import Heard
from gwanmun.capture.naming import Names
from gwanmun.capture.place import Place
from gwanmun.capture.protocols import scheme
from gwanmun.transfer import Endpoint, Exchange, Origin

NOTHING = "no data crossed"

_LISTED = 3
"""Other names that a note gives; the rest are counted."""


class Teller:
    """Makes the exchanges of one capture file."""

    def __init__(self, sha256: str, names: Names) -> None:
        self._sha256, self._names = sha256, names

    def place(self, flow: Flow) -> Place:
        """Named as Wireshark does: by the number of the first packet, from 1."""
        return Place(self._sha256, f"frame {flow.number}", str(flow.number))

    def base(self, flow: Flow, heard: Heard) -> Exchange:
        """The connection as it is known now; it carries no message."""
        return self._exchange(flow, heard, self._names.of(flow.ends, flow.at))

    def named(self, flow: Flow, heard: Heard) -> Exchange:
        """For a connection whose inside is not readable: its name, its size and why."""
        asked = self._names.of(flow.ends, flow.at)
        exchange = self._exchange(flow, heard, asked)
        doubts = _doubts(heard, exchange.endpoint, asked)
        return replace(exchange, seen="name", opaque="; ".join([heard.why, *doubts]), volume=flow.volume(flow.last))

    def attempted(self, flow: Flow) -> Exchange:
        """For connections on which no data crossed."""
        times = "once" if flow.tries == 1 else f"{flow.tries} times"
        return self.named(flow, Heard(scheme(flow.protocol, flow.ends.target_port), f"{NOTHING}, tried {times}"))

    def _exchange(self, flow: Flow, heard: Heard, asked: list[str]) -> Exchange:
        place, ends = self.place(flow), flow.ends
        device = self._names.device(ends)
        origin = Origin(device=device, address=written(ends.source), identified_by="device" if device else "address")
        host, evidence = self._host(flow, heard, asked)
        end = Endpoint(host, ends.target_port, heard.scheme, written(ends.target), heard.name, evidence)
        return Exchange(place.id, flow.at, origin, end, place.provenance)

    def _host(self, flow: Flow, heard: Heard, asked: list[str]) -> tuple[str | None, str]:
        if heard.name:
            return heard.name, heard.evidence
        if heard.certificate:
            if fitting := next((name for name in asked if covers(heard.certificate, name)), None):
                return fitting, "dns"
            if name := common(heard.certificate):
                return name, "certificate"
        if asked:
            return asked[0], "dns"
        name = self._names.listed(flow.ends.target)
        return name, "log" if name else ""


def _doubts(heard: Heard, end: Endpoint, asked: list[str]) -> list[str]:
    """What speaks against the name, or beside it."""
    doubts = []
    if heard.ech:
        doubts.append("the server name may be a public front only (ECH or its imitation)")
    if heard.certificate and end.host and not covers(heard.certificate, end.host):
        doubts.append(f"the certificate is for {_list(heard.certificate)}")
    others = tuple(name for name in asked if name != end.host)
    if others and (end.named_by == "dns" or len(others) == len(asked)):
        doubts.append(f"DNS gave the same address for {_list(others)}")
    return doubts


def _list(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def covers(certificate: tuple[str, ...], host: str) -> bool:
    """Whether one of the names is the host's; an asterisk stands for one label (RFC 6125 section 6.4.3)."""
    parent = host.partition(".")[2]
    return any(name == host or (name.startswith("*.") and name[2:] == parent) for name in certificate)


def common(certificate: tuple[str, ...]) -> str | None:
    """The one name that all names of a certificate belong under; None when they are for several parties."""
    names = sorted((name.removeprefix("*.") for name in certificate), key=len)
    shortest = names[0]
    return shortest if all(name == shortest or name.endswith("." + shortest) for name in names) else None
