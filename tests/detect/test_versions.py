from __future__ import annotations

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.unpack.parts import Leaf


def addresses(scanner: Scanner, text: str, key: str = "msg") -> list[str]:
    return [
        text[one.start : one.end] for one in scanner.scan([Leaf("request.body", (key,), text)]) if one.kind == "net.ip"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "nginx/1.25.3.1",
        "펌웨어 2.4.1.10 에서 2.4.1.12 로 올려주세요",
        "버전은 9.9.9.9",
        "Version: 9.9.9.9",
        "upgraded from 9.9.9.9 to 9.9.9.10",
        "setup-9.9.9.9.exe",
        "requires agent >=9.9.9.9",
        "SDK 9.9.9.9, 9.9.9.10 지원",
        "固件 9.9.9.9",
        "9.9.9.9-SNAPSHOT",
    ],
)
def test_versions_are_no_addresses(scanner: Scanner, text: str) -> None:
    assert addresses(scanner, text) == []


@pytest.mark.parametrize("key", ["fw_ver", "appVersion", "firmware", "sdk_release"])
def test_keys_of_versions(scanner: Scanner, key: str) -> None:
    assert addresses(scanner, "9.9.9.9", key) == []


@pytest.mark.parametrize(
    "text",
    [
        "접속 IP 9.9.9.9에서",
        "root@9.9.9.9",
        "http://9.9.9.9/",
        "9.9.9.9 - - [14/Sep]",
        "<9.9.9.9>",
        "10.0.0.3 -> 9.9.9.9",
        "버전 서버는 9.9.9.9",
        "to 9.9.9.9",
    ],
)
def test_addresses_stay_addresses(scanner: Scanner, text: str) -> None:
    assert addresses(scanner, text) == ["9.9.9.9"]


@pytest.mark.parametrize("key", ["agent_ip", "buildServer", "driverHost"])
def test_keys_of_hosts(scanner: Scanner, key: str) -> None:
    assert addresses(scanner, "9.9.9.9", key) == ["9.9.9.9"]
