"""Devices in captures: one row each, what it sent to whom, what stands out; unknown amounts stay unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from gwanmun.knowledge.words import load_words
from gwanmun.ledger.recipients import FACTS
from gwanmun.report.device_rows import lines, rows
from gwanmun.report.devices import described, devices_of
from gwanmun.report.labels import Labels
from gwanmun.report.page import page
from gwanmun.report.tally import build_case
from gwanmun.report.uploads import Slots, Upload

CAMERA = "cam-1 (68:57:2d:00:00:01)"
TUYA: dict[str, Any] = {
    **dict.fromkeys(FACTS),
    "host": "a1.tuyaus.com",
    "ip": "203.0.113.9",
    "status": "known",
    "service": "tuya",
    "operator": "tuya",
    "operator_country": "US",
    "names": {"ko": "투야", "en": "Tuya", "operator.ko": "투야 글로벌", "operator.en": "Tuya Global"},
}


def entry(
    at: str = "2026-11-22T01:00:00.000Z",
    device: str | None = CAMERA,
    volume: tuple[int, int, float] | None = (1000, 50, 1.0),
    recipient: Mapping[str, Any] = TUYA,
    **changed: Any,
) -> dict[str, Any]:
    amounts = {"volume": {"up": volume[0], "down": volume[1], "packets": 3, "seconds": volume[2]}} if volume else {}
    return {
        "id": "x",
        "at": at,
        "origin": {"device": device, "address": "192.168.0.10", "identified_by": "device"},
        "endpoint": {"host": recipient.get("host"), "port": 443, "scheme": "https", "ip": "203.0.113.9", "sni": None},
        "recipient": recipient,
        "kinds": {},
        "sightings": [],
        "unreadable": [],
        "seen": "name",
        "opaque": "encrypted (TLS 1.3)",
        "size": 0,
        "method": "",
        "path": "",
        "action": "allow",
        "rule": "",
        "weighed": [],
        "dispositions": [],
        "policy": "p",
        "knowledge": "k",
        "done": "read",
        "status": 0,
        "sent": 0,
        "received": 0,
        "note": "",
        "evidence": {"source": "capture", "name": "0" * 64, "entry": "1"},
        **amounts,
        **changed,
    }


def clear(scheme: str) -> dict[str, Any]:
    return {"endpoint": {"host": None, "port": 80, "scheme": scheme, "ip": "203.0.113.7", "sni": None}}


def test_one_row_has_who_how_much_and_when() -> None:
    other: dict[str, Any] = {"host": None, "ip": "203.0.113.7", "status": "unknown", "names": {}}
    (device,) = devices_of(
        [
            entry(),
            entry("2026-11-22T02:30:00.000Z", volume=(500, 70, 2.0)),
            entry("2026-11-22T02:40:00.000Z", recipient=other, volume=(10, 20, 1.0), **clear("rtsp")),
            entry("2026-11-22T02:41:00.000Z", opaque="weakly encrypted (TLS 1.0, TLS 1.0 is deprecated)"),
            entry(opaque="no data crossed, tried 7 times", volume=(0, 0, 0.0)),
            entry(opaque="DNS question only, asked 3 times: …", volume=None),
        ]
    )
    assert (device.mac, device.name, device.addresses, device.random) == (
        "68:57:2d:00:00:01",
        "cam-1",
        ("192.168.0.10",),
        False,
    )
    assert (device.exchanges, device.up, device.down) == (4, 2510, 190)
    assert [(talk.recipient.get("service"), talk.exchanges, talk.up, talk.down) for talk in device.talks] == [
        ("tuya", 3, 2500, 170),
        (None, 1, 10, 20),
    ]
    assert {hour: n for hour, n in enumerate(device.hours) if n} == {10: 1, 11: 3}  # Korean time
    assert (device.clear, device.weak) == ({"rtsp": 1}, {"TLS 1.0, TLS 1.0 is deprecated": 1})
    assert (device.attempts, device.lookups) == (1, 1)


def test_bytes_that_no_capture_counted_are_not_zero() -> None:
    (device,) = devices_of([entry(volume=(-1, 40, 0.0)), entry(volume=(-1, 2, 0.0))])
    assert (device.up, device.down) == (-1, 42)
    told = described(device)
    assert (told["up"], told["down"], told["vendor"], told["recipients"][0]["up"]) == (None, 42, None, None)


def test_where_connections_are_not_counted_the_bodies_are_what_was_sent() -> None:
    (device,) = devices_of([entry(volume=None, size=70), entry(volume=None, size=5)])
    assert (device.up, device.down) == (75, -1)


def test_a_made_up_address_is_told_and_a_gates_ledger_has_no_devices() -> None:
    (device,) = devices_of([entry(device="02:00:00:00:00:10"), entry(evidence={"source": "gate", "name": "n"})])
    assert (device.random, device.exchanges) == (True, 1)


def slots(*each: tuple[float, int, int, float]) -> tuple[Upload, ...]:
    found = Slots()
    for at, up, down, seconds in each:
        found.add(at, {"up": up, "down": down, "seconds": seconds})
    return found.uploads()


DAY = datetime(2026, 11, 22, tzinfo=UTC).timestamp()


def test_an_upload_that_goes_on_while_nothing_else_does_is_found() -> None:
    assert slots((DAY, 6_000_000, 60_000, 1800.0)) == (
        Upload("2026-11-22T00:00:00Z", "2026-11-22T00:30:00Z", 6_000_000, 60_000),
    )


@pytest.mark.parametrize(
    "each",
    [
        [(DAY, 6_000_000, 60_000, 1100.0)],
        [(DAY, 2_000_000, 60_000, 1800.0)],
        [(DAY, 6_000_000, 3_000_000, 1800.0)],
        [(DAY, 6_000_000, 60_000, 1800.0), *[(DAY + 700 + n, 10, 10, 1.0) for n in range(6)]],
    ],
    ids=["short", "small", "both ways", "in use"],
)
def test_what_is_no_idle_upload(each: list[tuple[float, int, int, float]]) -> None:
    assert slots(*each) == ()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_and_the_terminal_show_them(lang: str) -> None:
    long = entry("2026-11-22T15:00:00.000Z", volume=(9_000_000, 100, 1800.0))
    case = build_case([long, entry(opaque="weakly encrypted (TLS 1.0)"), entry(volume=(5, 5, 1.0), **clear("http"))])
    labels = Labels(load_words(lang))
    (row,) = rows(case, labels)
    assert (row.name, row.up, row.talks[0].country) == ("cam-1", "9.0 MB", labels.words.country("US"))
    assert len(row.remarks) == 3
    html = page(case, lang)
    for text in ("cam-1", "68:57:2d:00:00:01", "9.0 MB", labels.words("device.title"), "TLS 1.0"):
        assert text in html
    told = "\n".join(lines(case, labels))
    assert "cam-1" in told
    assert "9.0 MB" in told


def test_captures_without_devices_have_no_section() -> None:
    case = build_case([entry(device=None, volume=None)])
    assert rows(case, Labels(load_words("ko"))) == ()
    assert 'id="devices"' not in page(case, "ko")


def test_a_hostile_name_stays_text() -> None:
    case = build_case([entry(device="<script>alert(1)</script> (68:57:2d:00:00:01)")])
    assert "<script>" not in page(case, "en")
