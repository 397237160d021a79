"""Damaged captures of every format: the reader that knows them never raises, whatever they are made of.

`make fuzz` runs this with 10,000 mutations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.capture.pcap import items as packets
from gwanmun.capture.read import READERS
from gwanmun.transfer import Exchange, Unreadable
from gwanmun.wire.tls_secrets import Secrets
from tests.capture.flows import dump, http
from tests.capture.packet_maker import datagrams, everything, pcap
from tests.capture.test_pcap_fuzz import damaged, edits
from tests.capture.test_streams_quic import conversation
from tests.capture.test_together import ENDS, LOGS
from tests.wire.quic_peer import log

FIXTURES = Path(__file__).parents[1] / "fixtures"
EVE = {"timestamp": "2026-11-22T14:39:00.000000+0900", "flow_id": 7, "src_ip": "10.0.0.4", "dest_ip": "203.0.113.9"}
SQUID = (
    "1763790000.250 231 10.0.0.4 TCP_MISS/200 4516 GET http://www.example.com/?q=1 - HIER_DIRECT/203.0.113.9 text/html",
    "1763790000.250 231 10.0.0.4 TCP_TUNNEL/200 4516 CONNECT chat.example.com:443 - HIER_DIRECT/203.0.113.9 -",
    '10.0.0.4 - - [22/Nov/2026:14:39:00 +0900] "GET http://www.example.com/ HTTP/1.1" 200 5 "-" "x/1" TCP_MISS:DIRECT',
)


def made() -> Iterator[bytes]:
    """One of each format and of each of its forms."""
    yield from everything()
    yield pcap(datagrams(443, conversation()))
    yield from (
        path.read_bytes()[:100_000] for path in sorted(FIXTURES.glob("*.*")) if path.suffix in {".har", ".jsonl"}
    )
    yield b"".join(dump(http(version=number)) for number in (7, 12, 21))
    rows = [json.dumps({"_path": name.removesuffix(".log"), **row}) for name, each in LOGS.items() for row in each]
    yield "\n".join(rows).encode()
    fields = [*ENDS, "uid", "service", "orig_bytes", "resp_bytes"]
    cells = [str(value) for value in ENDS.values()] + ["C1", "ssl", "7", "9"]
    head = ["#separator \\x09", "#unset_field\t-", "#path\tconn", "\t".join(["#fields", *fields])]
    yield "\n".join([*head, "\t".join(cells), "\t".join(cells)]).encode()
    events = [{"event_type": "tls", "tls": {"sni": "a.example.com"}}, {"event_type": "flow", "flow": {}}]
    events += [{"event_type": "dns", "dns": {"rrname": "b.example.com"}}, {"event_type": "http", "http": {"url": "/"}}]
    yield "\n".join(json.dumps({**EVE, **event}) for event in events).encode()
    yield "\n".join(SQUID).encode()


CAPTURES = tuple(made())
SECRETS = Secrets.parse(log("aes128"))


def test_every_reader_is_under_test() -> None:
    known = {next(reader.format for reader in READERS if reader.recognises(data)) for data in CAPTURES}
    assert known == {reader.format for reader in READERS}


@settings(max_examples=2 * settings().max_examples)
@given(st.sampled_from(CAPTURES), edits, st.sampled_from((1 << 20, 4096, 37)))
def test_no_damage_is_an_exception(data: bytes, changes: list[tuple[float, int, bytes]], step: int) -> None:
    reader = next(reader for reader in READERS if reader.recognises(data))
    spoilt = damaged(data, changes)
    chunks = [spoilt[at : at + step] for at in range(0, len(spoilt), step)]
    found = reader.items(chunks, "0" * 64) if reader.with_keys is None else packets(chunks, "0" * 64, SECRETS)
    for item in found:
        assert isinstance(item, Exchange | Unreadable)
        if isinstance(item, Exchange) and item.volume:
            assert min(item.volume.up, item.volume.down) >= -1
