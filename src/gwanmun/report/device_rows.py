"""The devices of a case as a page and a terminal show them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import NamedTuple

from gwanmun.report.case import Case
from gwanmun.report.device import Device, Talk
from gwanmun.report.labels import Labels
from gwanmun.report.sizes import size

DEVICES = 60
TALKS = 8
LEVELS = 4
"""Shades of the hours: none, and four."""


class TalkRow(NamedTuple):
    """A recipient of a device; `operator` and `country` are "" where they are not known."""

    name: str
    operator: str
    country: str
    exchanges: int
    up: str
    down: str


class Hour(NamedTuple):
    """An hour of the day; `level` from 0 (nothing) to `LEVELS` (the busiest)."""

    hour: str
    n: int
    level: str


class DeviceRow(NamedTuple):
    """One device; `facts` say how it is known, `remarks` what stands out."""

    name: str
    facts: tuple[str, ...]
    exchanges: int
    up: str
    down: str
    talks: tuple[TalkRow, ...]
    talks_more: int
    hours: tuple[Hour, ...]
    remarks: tuple[str, ...]


def shown(case: Case) -> tuple[Device, ...]:
    """The devices, where the captures are of devices: bytes or hardware addresses are in them."""
    return case.devices if any(each.mac or each.up >= 0 or each.down >= 0 for each in case.devices) else ()


def rows(case: Case, labels: Labels) -> tuple[DeviceRow, ...]:
    return tuple(_row(device, labels) for device in shown(case)[:DEVICES])


def _row(device: Device, labels: Labels) -> DeviceRow:
    return DeviceRow(
        device.title,
        tuple(_facts(device, labels)),
        device.exchanges,
        size(device.up),
        size(device.down),
        tuple(_talk(talk, labels) for talk in device.talks[:TALKS]),
        max(len(device.talks) - TALKS, 0),
        tuple(_hours(device)),
        tuple(remarks(device, labels)),
    )


def _facts(device: Device, labels: Labels) -> Iterator[str]:
    if device.mac and device.mac != device.title:
        yield device.mac
    if device.random:
        yield labels.words("device.random")
    addresses = [each for each in device.addresses if each != device.title]
    if addresses:
        more = labels.words("device.more", n=len(addresses) - 2) if len(addresses) > 2 else ""
        yield " ".join([*addresses[:2], more]).strip()


def _talk(talk: Talk, labels: Labels) -> TalkRow:
    about, lang = talk.recipient, labels.words.lang
    names = about.get("names") or {}
    operator = names.get(f"operator.{lang}") or names.get("operator.en") or about.get("operator") or ""
    host = next(iter(talk.hosts), "")
    name = names.get(lang) or names.get("en") or about.get("service") or operator or host or labels.words("unknown")
    country = about.get("operator_country")
    return TalkRow(
        name,
        operator if operator != name else "",
        labels.words.country(country) if country else labels.words("device.local" if _local(host) else "unknown"),
        talk.exchanges,
        size(talk.up),
        size(talk.down),
    )


def _local(host: str) -> bool:
    """An address that means something in a local network only (RFC 6890)."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def _hours(device: Device) -> Iterator[Hour]:
    most = max(device.hours, default=0)
    for hour, n in enumerate(device.hours):
        yield Hour(f"{hour:02d}", n, str(-(-n * LEVELS // most) if most else 0))


def remarks(device: Device, labels: Labels) -> Iterator[str]:
    """What stands out, gravest first."""
    words = labels.words
    for upload in device.uploads[:3]:
        first, last = f"{labels.date(upload.first)} {labels.clock(upload.first)[:5]}", labels.clock(upload.last)[:5]
        yield words("device.upload", first=first, last=last, up=size(upload.up), down=size(upload.down))
    for key, found in (("clear", device.clear), ("weak", device.weak)):
        if found:
            items = ", ".join(words("device.each", name=name, n=n) for name, n in list(found.items())[:6])
            yield words(f"device.{key}", items=items)
    for key, n in (("attempts", device.attempts), ("lookups", device.lookups)):
        if n:
            yield words(f"device.{key}", n=n)


LINES = 8
"""Devices that a terminal is told of."""


def lines(case: Case, labels: Labels) -> Iterator[str]:
    """A line for each device, and one for each thing that stands out."""
    devices = shown(case)
    for device in devices[:LINES]:
        row = _row(device, labels)
        unknown = labels.words("device.unknown_size")
        talks = ", ".join(f"{talk.name} ({talk.country})" for talk in row.talks[:3]) or "–"
        yield labels.words(
            "device.text",
            device=row.name,
            up=row.up or unknown,
            down=row.down or unknown,
            n=row.exchanges,
            talks=talks,
        )
        yield from (f"· {remark}" for remark in row.remarks)
    if len(devices) > LINES:
        yield labels.words("device.devices_more", n=len(devices) - LINES)
