"""Names that were asked for: once for each client and name, in bounded memory."""

from __future__ import annotations

import pytest

from gwanmun.capture import lookup, run
from gwanmun.capture.lookup import Lookups, Question, looked_up
from gwanmun.capture.names import Named
from gwanmun.capture.place import Place
from gwanmun.capture.run import Run, added
from gwanmun.transfer import Endpoint, Exchange, Origin, Volume

SHA = "0" * 64


def asked(number: int, host: str, client: str = "10.0.0.4", ip: str | None = None) -> Question:
    return Question(Place(SHA, f"line {number}", str(number)), float(number), Origin(address=client), host, ip)


def connection(number: int, host: str | None, volume: Volume | None = None) -> Exchange:
    place = Place(SHA, f"line {number}", str(number))
    end = Endpoint(host, 443, "https", "203.0.113.9")
    return Exchange(place.id, 1.0, Origin(address="10.0.0.4"), end, place.provenance, seen="name", volume=volume)


def test_each_client_and_name_is_told_once_with_its_first_address() -> None:
    lookups = Lookups()
    for question in (asked(1, "a.example"), asked(2, "a.example", ip="203.0.113.9"), asked(3, "a.example", "10.0.0.5")):
        lookups.asked(question)
    found = [(each.id, each.origin.address, each.endpoint.ip, each.opaque) for each in lookups.end()]
    assert found == [
        (f"{SHA[:12]}-1", "10.0.0.4", "203.0.113.9", looked_up(2)),
        (f"{SHA[:12]}-3", "10.0.0.5", None, looked_up(1)),
    ]


@pytest.mark.parametrize("before", [True, False])
def test_what_was_contacted_is_not_told(before: bool) -> None:
    lookups = Lookups()
    for contact in (True, False) if before else (False, True):
        if contact:
            lookups.contacted("10.0.0.4", "a.example")
        else:
            lookups.asked(asked(1, "a.example"))
    lookups.contacted("10.0.0.5", "a.example")
    assert list(lookups.end()) == []


def test_over_the_bound_the_oldest_is_told_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "KEPT", 2)
    lookups = Lookups()
    for number, host in enumerate(("a.example", "b.example", "c.example")):
        lookups.asked(asked(number, host))
    assert [each.endpoint.host for each in lookups.spill()] == ["a.example"]
    assert [each.endpoint.host for each in lookups.end()] == ["b.example", "c.example"]


def test_handshakes_over_the_bound_are_told_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "HELD", 1)
    joined = Run()
    for number in range(3):
        assert (
            joined.handshake(f"C{number}", connection(number, f"{number}.example"), Named(f"{number}.example", "sni"))
            is None
        )
    assert [each.endpoint.host for each in joined.spill()] == ["0.example", "1.example"]
    made = joined.connection("C2", connection(9, None, Volume(1, 2)))
    assert (made.endpoint.host, made.volume, made.id) == ("2.example", Volume(1, 2), connection(9, None).id)
    assert list(joined.end()) == []


def test_unknown_amounts_stay_unknown() -> None:
    assert added(None, Volume(1, -1)) == Volume(1, -1)
    assert added(Volume(1, 5, 2, 0.5), Volume(2, -1, 1, 1.0)) == Volume(3, -1, 3, 1.5)
