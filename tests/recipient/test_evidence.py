"""Every statement is shown with its source: what was taken, what was set aside, and where sources disagree."""

from __future__ import annotations

from pathlib import Path

from gwanmun.recipient.directory import Directory
from tests.recipient.test_mmdb import database

DIRECTORY = Directory.bundled()


def told(
    directory: Directory, host: str | None, ip: str | None, field: str = "server_country"
) -> list[tuple[str, bool]]:
    found = directory.evidence(host, ip)
    assert all(each.fact.source and each.fact.date and 0 < each.fact.confidence <= 1 for each in found)
    return [(each.fact.value, each.taken) for each in found if each.field == field]


def test_name_range_and_registry_are_three_statements() -> None:
    host, ip = "my.s3.eu-central-1.amazonaws.com", "52.78.10.20"
    assert told(DIRECTORY, host, ip) == [("DE", False), ("KR", True), ("US", False)]
    notes = DIRECTORY.resolve(host, ip).notes
    assert any("server country: KR" in note and "against DE" in note for note in notes)


def test_two_databases_that_disagree_are_both_shown(tmp_path: Path) -> None:
    own = [database(tmp_path / f"{code}.mmdb", {"country": {"iso_code": code}}) for code in ("JP", "SG")]
    directory = Directory.bundled(own)
    assert told(directory, None, "52.78.10.20") == [("JP", True), ("SG", False), ("KR", False), ("US", False)]
    notes = directory.resolve(None, "52.78.10.20").notes
    assert [note.split(" against ")[1][:2] for note in notes if " against " in note] == ["SG", "KR"]


def test_a_name_against_a_registrant_is_shown() -> None:
    found = DIRECTORY.resolve("shop.oss-cn-hangzhou.aliyuncs.com", "47.74.255.9")
    assert found.server_country
    assert found.server_country.value == "CN"
    assert any("against US" in note and "registrant" in note for note in found.notes)


def test_a_registrant_never_stands_for_the_server_of_a_cloud() -> None:
    assert DIRECTORY.resolve(None, "47.74.255.9").server_country is None
    assert told(DIRECTORY, None, "47.74.255.9") == [("US", False)]


def test_an_anycast_address_gets_no_country_whatever_a_database_says(tmp_path: Path) -> None:
    directory = Directory.bundled([database(tmp_path / "own.mmdb", {"country": {"iso_code": "JP"}})])
    assert directory.resolve(None, "1.1.1.1").server_country is None
    assert told(directory, None, "1.1.1.1") == [("JP", False)]


def test_a_countrys_letters_in_a_name_are_shown_and_not_taken() -> None:
    assert told(DIRECTORY, "kr.shein.com", None) == [("KR", False)]
    assert DIRECTORY.resolve("kr.shein.com").server_country is None


def test_the_network_by_database_and_by_provider(tmp_path: Path) -> None:
    own = database(tmp_path / "own.mmdb", {"asn": "AS64500", "as_name": "Example"})
    found = told(Directory.bundled([own]), None, "52.78.10.20", "network")
    assert found == [("AS64500 Example", True), ("Amazon Web Services", False)]


def test_nothing_is_known_of_nothing() -> None:
    assert DIRECTORY.evidence("no-such-host.example") == ()
    assert DIRECTORY.evidence(None, "10.0.0.1") == ()
