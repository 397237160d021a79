"""Devices in captures: who each talks to, how often, how much up and down, at what hours, and what stands out.

A device is known by its hardware address, else by its name or IP address. Its vendor is not told: that needs the IEEE's
list of prefixes, which is not part of Gwanmun. Only entries of captures count: a gate's ledger is about people's work.

*Sustained upload while idle*: at least `RUN` slots of ten minutes in a row, in each of which the device sent at least
`LEAST` bytes and `TIMES` times what it received, and began at most `CALM` exchanges. What a connection carried is
spread evenly over its length. Whether somebody had asked for it (a live picture, a backup) no capture can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from gwanmun.report.device import MOST, Device, DeviceCount, Talk
from gwanmun.report.labels import KST

_MAC = re.compile(r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b")


class DeviceTally:
    """Collects entries of captures, then `freeze()`s to one row for each device; hours are of `zone`."""

    def __init__(self, zone: tzinfo = KST) -> None:
        self._zone = zone
        self._devices: dict[str, DeviceCount] = {}
        self.more = 0

    def add(self, entry: Mapping[str, Any]) -> None:
        if entry["evidence"]["source"] != "capture":
            return
        mac, name = _called(entry["origin"])
        key = mac or name or entry["origin"].get("address") or ""
        device = self._devices.get(key)
        if device is None:
            if not key or len(self._devices) >= MOST:
                self.more += 1
                return
            device = self._devices[key] = DeviceCount(mac, name)
        device.name = device.name or name
        device.add(entry, self._zone)

    def freeze(self) -> tuple[Device, ...]:
        """Most sent first; of an audit that counted no bytes, most exchanges first."""
        devices = [device.freeze() for device in self._devices.values()]
        return tuple(sorted(devices, key=lambda each: (-max(each.up, 0), -each.exchanges, each.title)))


def _called(origin: Mapping[str, Any]) -> tuple[str, str]:
    """Hardware address and name of `name (aa:bb:cc:dd:ee:ff)`, either may be missing."""
    device = (origin.get("device") or "")[:256]
    found = _MAC.search(device)
    if not found:
        return "", device
    return found[0], device[: found.start()].removesuffix("(").strip()


def devices_of(entries: Iterable[Mapping[str, Any]], zone: tzinfo = KST) -> tuple[Device, ...]:
    """One row for each device in ledger entries, in any order."""
    tally = DeviceTally(zone)
    for entry in entries:
        tally.add(entry)
    return tally.freeze()


def described(device: Device) -> dict[str, Any]:
    """As other programs read it (`audit --format json`, `devices[]`); what is not known is null."""
    return {
        "mac": device.mac or None,
        "name": device.name or None,
        "vendor": None,
        "random_mac": device.random,
        "addresses": list(device.addresses),
        "first": device.first,
        "last": device.last,
        "exchanges": device.exchanges,
        "up": _known(device.up),
        "down": _known(device.down),
        "recipients": [_recipient(talk) for talk in device.talks],
        "hours": list(device.hours),
        "clear_text": dict(device.clear),
        "weak_tls": dict(device.weak),
        "looked_up_only": device.lookups,
        "attempts": device.attempts,
        "idle_uploads": [each._asdict() for each in device.uploads],
    }


def _recipient(talk: Talk) -> dict[str, Any]:
    about = {name: talk.recipient.get(name) for name in ("service", "operator", "operator_country", "parent_country")}
    amounts = {"exchanges": talk.exchanges, "up": _known(talk.up), "down": _known(talk.down)}
    return {**about, "hosts": list(talk.hosts[:20]), **amounts}


def _known(size: int) -> int | None:
    return size if size >= 0 else None
