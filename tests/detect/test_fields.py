from __future__ import annotations

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.unpack.parts import Leaf


def kinds(scanner: Scanner, *fields: tuple[str, str], part: str = "request.body") -> list[str]:
    return [one.kind for one in scanner.scan([Leaf(part, ("header", key), value) for key, value in fields])]


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("google_aid", "38400000-8cf0-11bd-b23e-10b96e40000d", "device.ad_id"),
        ("oaid", "f7a9c3e1b2d4f7a9", "device.ad_id"),
        ("bd_did", "7301234567890123456", "device.id"),
        ("openudid", "0c5c7fd0a6a3a450", "device.id"),
        ("wifi_name", "GaramHome_5G", "net.wifi"),
        ("bssid", "a4:5e:60:c1:22:3b", "net.wifi"),
        ("mac", "A45E60C1223B", "device.mac"),
        ("device_model", "SM-S918N", "device.info"),
        ("password", "correct-horse-7", "secret.password"),
    ],
)
def test_a_field_is_read_by_its_key(scanner: Scanner, key: str, value: str, kind: str) -> None:
    assert kinds(scanner, (key, value)) == [kind]


def test_a_model_beside_a_device_is_a_device(scanner: Scanner) -> None:
    assert kinds(scanner, ("model", "V2309A")) == []
    assert kinds(scanner, ("model", "V2309A"), ("device_manufacturer", "vivo")) == ["device.info", "device.info"]


def test_the_user_agent_header_is_no_finding(scanner: Scanner) -> None:
    leaf = Leaf("request.header:user-agent", (), "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Chrome/131.0.0.0")
    assert scanner.scan([leaf]) == ()
