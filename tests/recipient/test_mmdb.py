"""A user's own databases are asked first; the shapes of the usual vendors are all understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gwanmun.errors import Problem
from gwanmun.recipient.directory import Directory
from gwanmun.recipient.mmdb import Databases
from gwanmun.recipient.name import address


def encoded(value: Any) -> bytes:
    """A value in the MaxMind DB file format 2.0: maps, strings, unsigned integers and booleans."""
    if isinstance(value, dict):
        return bytes([7 << 5 | len(value)]) + b"".join(encoded(k) + encoded(v) for k, v in value.items())
    if isinstance(value, str):
        text = value.encode()
        head = [2 << 5 | len(text)] if len(text) < 29 else [2 << 5 | 29, len(text) - 29]
        return bytes(head) + text
    if isinstance(value, list):
        return bytes([len(value), 4]) + b"".join(map(encoded, value))
    if isinstance(value, bool):
        return bytes([value, 7])
    if isinstance(value, tuple):
        return unsigned(*value)
    return unsigned(int(value), 4)


def unsigned(number: int, width: int) -> bytes:
    """An unsigned integer of 2, 4 or 8 bytes."""
    head = {2: bytes([5 << 5 | 2]), 4: bytes([6 << 5 | 4]), 8: bytes([8, 2])}[width]
    return head + number.to_bytes(width, "big")


def database(path: Path, row: dict[str, Any], kind: str = "Test-Country") -> Path:
    """A database that gives `row` for 0.0.0.0/1 and nothing for the other half."""
    tree = (1 + 16).to_bytes(3, "big") + (1).to_bytes(3, "big")
    about = {
        "binary_format_major_version": (2, 2),
        "binary_format_minor_version": (0, 2),
        "build_epoch": (1_760_000_000, 8),
        "database_type": kind,
        "description": {"en": "invented for a test"},
        "ip_version": (4, 2),
        "languages": ["en"],
        "node_count": (1, 4),
        "record_size": (24, 2),
    }
    path.write_bytes(tree + bytes(16) + encoded(row) + b"\xab\xcd\xefMaxMind.com" + encoded(about))
    return path


SHAPES = [
    ({"country": {"iso_code": "JP"}, "registered_country": {"iso_code": "US"}}, "JP", "US", ""),
    (
        {"country_code": "JP", "country": "Japan", "asn": "AS64500", "as_name": "Example KK"},
        "JP",
        "",
        "AS64500 Example KK",
    ),
    ({"country": "JP"}, "JP", "", ""),
    ({"country_code": "jp"}, "JP", "", ""),
    ({"autonomous_system_number": 64500, "autonomous_system_organization": "Example"}, "", "", "AS64500 Example"),
    ({"country": "Japan"}, "", "", ""),
]


@pytest.mark.parametrize(("row", "country", "registered", "network"), SHAPES)
def test_vendor_shapes(tmp_path: Path, row: dict[str, Any], country: str, registered: str, network: str) -> None:
    there = address("52.78.10.20")
    assert there
    found = Databases([database(tmp_path / "own.mmdb", row)]).locate(there)
    told = [fact.value if fact else "" for fact in (*(found.countries or (None,)), found.registered, found.network)]
    assert told == [country, registered, network]


def test_the_users_database_is_asked_first_and_a_disagreement_is_shown(tmp_path: Path) -> None:
    own = database(tmp_path / "own.mmdb", {"country": {"iso_code": "JP"}})
    found = Directory.bundled([own]).resolve(None, "52.78.10.20")
    assert found.server_country
    assert found.server_country.value == "JP"
    assert found.server_country.source == "Test-Country (user's database own.mmdb)"
    assert found.server_country.date == "2025-10-09"
    assert any("JP" in note and "against KR" in note for note in found.notes)


def test_the_first_database_with_an_answer_gives_it(tmp_path: Path) -> None:
    first = database(tmp_path / "asn.mmdb", {"asn": "AS64500", "as_name": "Example"})
    second = database(tmp_path / "country.mmdb", {"country": {"iso_code": "KR"}})
    found = Directory.bundled([first, second]).resolve(None, "93.184.216.34")
    assert found.network
    assert found.network.value == "AS64500 Example"
    assert found.server_country
    assert found.server_country.value == "KR"


@pytest.mark.parametrize("row", [{"country_code": "US", "is_anycast": True}, {"traits": {"is_anycast": True}}])
def test_an_anycast_flag_leaves_no_country(tmp_path: Path, row: dict[str, Any]) -> None:
    found = Directory.bundled([database(tmp_path / "own.mmdb", row)]).resolve(None, "93.184.216.34")
    assert found.server_country is None
    assert any(note.startswith("anycast") for note in found.notes)


def test_an_ipv6_address_is_not_asked_of_an_ipv4_database(tmp_path: Path) -> None:
    found = Directory.bundled([database(tmp_path / "own.mmdb", {"country_code": "JP"})]).resolve(None, "2600:1f18::1")
    assert found.server_country
    assert found.server_country.value == "US"


def test_what_is_no_database_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "own.mmdb").write_bytes(b"nothing of the kind")
    with pytest.raises(Problem, match="not a readable MMDB database"):
        Databases([tmp_path / "own.mmdb"])
    with pytest.raises(Problem, match=r"missing\.mmdb"):
        Databases([tmp_path / "missing.mmdb"])


def test_a_damaged_row_answers_nothing(tmp_path: Path) -> None:
    whole = database(tmp_path / "own.mmdb", {"country": {"iso_code": "JP"}}).read_bytes()
    at = whole.index(b"country") - 1
    (tmp_path / "cut.mmdb").write_bytes(whole[:at] + b"\x3f\xff\xff" + whole[at + 3 :])
    there = address("52.78.10.20")
    assert there
    assert Databases([tmp_path / "cut.mmdb"]).locate(there).countries == ()
