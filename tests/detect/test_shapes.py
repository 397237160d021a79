from __future__ import annotations

import pytest

from gwanmun.detect.evidence import FOLLOWS
from gwanmun.detect.shapes import birth_date, coordinate, email, identifier, ip, mac, network, password, random_text


@pytest.mark.parametrize("value", ["8.8.8.8", "2001:4860:4860::8888", "223.5.5.5"])
def test_global_addresses(value: str) -> None:
    assert ip(value) == FOLLOWS


NOBODYS = """10.0.0.1 127.0.0.1 169.254.1.1 192.168.0.1 192.0.2.1 198.51.100.7 203.0.113.9 100.64.0.1 224.0.0.1
::1 fe80::1 fd00::1 2001:db8::1 999.1.1.1 1.2.3"""


@pytest.mark.parametrize("value", NOBODYS.split())
def test_addresses_that_are_nobodys(value: str) -> None:
    assert ip(value) is None


def test_mac() -> None:
    assert mac("a4:5e:60:c1:22:3b") == FOLLOWS
    assert [mac(each) for each in ("02:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:11:22:33", "a4:5e")] == [
        None
    ] * 4


@pytest.mark.parametrize("value", ["1990-01-01", "900101", "19900101", "1988년 12월 3일", "75.3.9"])
def test_days_on_which_people_were_born(value: str) -> None:
    assert birth_date(value) == FOLLOWS


@pytest.mark.parametrize("value", ["1990-02-30", "1850-01-01", "2999-01-01", "901301", "12", "1990"])
def test_no_birthday(value: str) -> None:
    assert birth_date(value) is None


def test_mailboxes() -> None:
    assert email("kim@example.com") == FOLLOWS
    assert email("noreply@example.com") == ("service-address",)
    assert [
        email(each) for each in ("icon@2x.png", "a..b@example.com", f"{'x' * 65}@example.com", "db@host.local")
    ] == [None] * 4


def test_passwords() -> None:
    assert password("garam!2024") == ("mixed",)
    assert password("secretly") == FOLLOWS
    assert [password(each) for each in ("********", "null", "${DB}", "abc", "x" * 129)] == [None] * 5


def test_generated_secrets() -> None:
    assert random_text("3kd92mvnq8x1zp57ab40cw") == FOLLOWS
    assert [
        random_text(each) for each in ("aaaaaaaaaaaaaaaaaaaa1", "1000000000000000000", "your-api-key-goes-here")
    ] == [None] * 3


def test_identifiers_that_platforms_hand_out_when_refusing() -> None:
    assert identifier("9774d56d682e549c") == FOLLOWS
    assert identifier("00000000-0000-0000-0000-000000000000") is None


def test_coordinates() -> None:
    assert coordinate("37.5665, 126.9780") == FOLLOWS
    assert coordinate("0.1234,0.4321") is None
    assert coordinate("95.566535,226.977969") is None


def test_networks() -> None:
    assert network("GaramHome_5G") == FOLLOWS
    assert network("<unknown ssid>") is None
    assert network("3f2504e0-4f89-41d3-9a0c-0305e82c3301") is None
    assert network("02:00:00:00:00:00") is None
