"""Live = recorded: replaying a fixture capture through the live gate gives the same judgements as reading it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gwanmun.capture.read import read
from gwanmun.gate.authority import Authority
from gwanmun.transfer import Endpoint, Exchange, Judgement, Origin, Provenance, Request
from tests.recordings import RECORDINGS
from tests.world.origin import World, world
from tests.world.replay import judge, replay
from tests.world.services import SERVICES

FIXTURES = sorted(path for path in (Path(__file__).parent / "fixtures").iterdir() if path.suffix in {".har", ".jsonl"})


@pytest.fixture(scope="module")
def origin() -> Iterator[World]:
    with world() as there:
        yield there


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.open(tmp_path_factory.mktemp("gate"))


def replayable(exchange: Exchange) -> bool:
    """What a client can send again: read in full, over TLS, not a message inside a WebSocket or its handshake."""
    secure = exchange.endpoint.scheme == "https"
    return exchange.seen == "full" and secure and exchange.request is not None and exchange.endpoint.host in SERVICES


def placed(exchange: Exchange, live: Judgement) -> Exchange:
    """The recorded exchange at the time and place where it was sent again: a judgement names both."""
    transfer = live.transfer
    assert (transfer.endpoint.host, transfer.endpoint.port) == (exchange.endpoint.host, exchange.endpoint.port)
    return replace(
        exchange,
        id=transfer.id,
        at=transfer.at,
        origin=transfer.origin,
        endpoint=transfer.endpoint,
        provenance=transfer.provenance,
    )


@pytest.mark.parametrize("policy", ["observe", "default"])
@pytest.mark.parametrize("path", FIXTURES, ids=[path.stem for path in FIXTURES])
def test_replaying_a_capture_gives_the_judgements_of_reading_it(
    path: Path, policy: str, origin: World, authority: Authority
) -> None:
    captured = [exchange for exchange in read(path).exchanges if replayable(exchange)]
    live = [record.judgement for record in replay(captured, policy, origin, authority)[1]]
    recorded = [judge(policy)(placed(*pair)) for pair in zip(captured, live, strict=True)]
    assert live == recorded


@pytest.mark.parametrize("form", RECORDINGS)
def test_every_kind_of_recording_gives_the_judgements_of_the_live_gate(
    form: str, tmp_path: Path, origin: World, authority: Authority
) -> None:
    """The same requests as a dump, as packets with their key log, and as a sensor's log with bodies."""
    path, keylog = RECORDINGS[form](tmp_path)
    captured = [in_tls(exchange) for exchange in read(path, keylog).exchanges if exchange.seen == "full"]
    live = [record.judgement for record in replay(captured, "default", origin, authority)[1]]
    assert len(live) == len(captured) > 0
    assert live == [judge("default")(placed(*pair)) for pair in zip(captured, live, strict=True)]
    assert {s.kind for each in live for s in each.transfer.sightings} >= {"contact.phone", "contact.email"}


def in_tls(exchange: Exchange) -> Exchange:
    """Sent again over TLS, whatever it was; a gate counts messages, not connections."""
    where = Endpoint(exchange.endpoint.host, 443, "https", exchange.endpoint.ip)
    return replace(exchange, endpoint=where, volume=None)


def test_a_body_too_large_to_be_judged_whole_is_judged_alike(origin: World, authority: Authority) -> None:
    """Above the inspection limit both read by windows; a value at a window's edge and one at the end are found."""
    edge = b"x" * ((1 << 20) - 7) + b" 010-0123-4501 "
    body = edge + b"y" * (5 << 20) + b" garam.kim@example.com"
    request = Request("POST", "/upload", (("content-type", "text/plain"),), body)
    large = Exchange("large", 0.0, Origin(), Endpoint("www.example.com", 443), Provenance("capture", "made"), request)
    (record,) = replay([large], "observe", origin, authority)[1]
    live = record.judgement
    assert live == judge("observe")(placed(large, live))
    assert {s.kind for s in live.transfer.sightings} >= {"contact.phone", "contact.email"}
    assert live.transfer.size == len(body)


def test_there_is_something_to_compare() -> None:
    """Most fixtures can be replayed, and what is seen in them is of many kinds: equality of nothing proves nothing."""
    captured = [exchange for path in FIXTURES for exchange in read(path).exchanges if replayable(exchange)]
    kinds = {s.kind for exchange in captured for s in judge("default")(exchange).transfer.sightings}
    assert len(captured) >= 15
    assert kinds >= {"contact.phone", "contact.email", "kr.pccc", "finance.card", "device.ad_id", "content.prompt"}
