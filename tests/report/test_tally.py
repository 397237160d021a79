"""The counts of a case, held against a plain recount of the same entries."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from gwanmun.report.tally import build_case
from tests.report import sample

DAY = sample.working_day()
CASE = build_case(DAY)
SENT = [entry for entry in DAY if entry["sightings"]]


def test_transfers_are_exchanges_in_which_data_was_seen() -> None:
    assert (CASE.exchanges, CASE.transfers) == (len(DAY), len(SENT))
    assert CASE.sightings == sum(len(entry["sightings"]) for entry in DAY)
    assert CASE.sightings == sum(sum(fates.values()) for fates in CASE.kinds.values())


def test_fates_and_actions_add_up() -> None:
    assert sum(CASE.fates.values()) == sum(CASE.actions.values()) == CASE.transfers
    assert CASE.fates == {"left": 21, "disarmed": 21, "stopped": 4, "failed": 1, "partly": 1}
    assert CASE.actions == Counter(entry["action"] for entry in SENT)
    assert CASE.bare == 1
    assert (CASE.recorded, CASE.would, CASE.enforced) == (0, {}, True)


def test_countries_are_the_operators() -> None:
    totals = {code: sum(fates.values()) for code, fates in CASE.countries.items()}
    assert totals == Counter(entry["recipient"]["operator_country"] or "" for entry in SENT)
    assert CASE.countries["CN"] == {"stopped": 4}


def test_only_what_was_replaced_counts_as_disarmed() -> None:
    assert CASE.kinds["content.prompt"] == {"left": 18, "stopped": 4, "failed": 1}
    assert CASE.kinds["person.name"]["disarmed"] == 12


def test_flows_carry_every_transfer_once() -> None:
    assert sum(CASE.flows.values()) == CASE.transfers
    stopped = {flow: n for flow, n in CASE.flows.items() if flow.stopped}
    assert {flow.party for flow in stopped} == {"service:deepseek"}
    assert sum(stopped.values()) == 4


def test_recipients_with_and_without_data() -> None:
    assert [party.service for party in CASE.others] == ["example"]
    deepseek = CASE.parties["service:deepseek"]
    assert (deepseek.exchanges, deepseek.transfers, deepseek.country) == (5, 4, "CN")
    unknown = [party for party in CASE.receivers if not party.known]
    assert {party.key for party in unknown} == {f"host:{sample.ADS['host']}", f"host:{sample.BARE['host']}"}
    assert all(party.country is None for party in unknown)


def test_rules_tell_what_was_asked_and_what_an_exception_set_aside() -> None:
    held = {(use.rule, use.action): use.count for use in CASE.rules if not use.exception}
    assert held == Counter((entry["rule"], entry["action"]) for entry in DAY if entry["action"] != "allow")
    (aside,) = [use for use in CASE.rules if use.exception]
    assert (aside.rule, aside.action, aside.parties) == ("rrn-abroad", "block", ("service:naver",))


def test_what_went_out_milder_than_judged_is_listed() -> None:
    assert [(entry["action"], entry["done"]) for entry in CASE.slipped] == [("block", "cut")]


def test_period_versions_and_nodes() -> None:
    assert CASE.first == datetime(2026, 11, 20, 0, 0, 0, 120_000, tzinfo=UTC)
    assert CASE.last == max(datetime.fromisoformat(entry["at"]) for entry in DAY)
    assert (CASE.policies, CASE.knowledge, CASE.nodes) == (("default@7f3c21",), ("4be1a90c27d5",), ("gate-seoul-1",))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_entries_does_not_matter(seed: int) -> None:
    shuffled = DAY[:]
    random.Random(seed).shuffle(shuffled)
    again = build_case(shuffled)
    assert (again.flows, again.kinds, again.fates, again.rows) == (CASE.flows, CASE.kinds, CASE.fates, CASE.rows)
    assert list(again.parties) == list(CASE.parties)
    assert again.rules == CASE.rules


def test_the_detail_keeps_the_strictest_when_room_is_short() -> None:
    short = build_case(DAY, limit=7)
    assert [entry["action"] for entry in short.rows].count("block") == 6
    assert len(short.rows) == 7
    assert short.rows_total == CASE.rows_total == sum(bool(e["sightings"]) or e["action"] != "allow" for e in DAY)
    assert [entry["at"] for entry in short.rows] == sorted(entry["at"] for entry in short.rows)


def test_sightings_that_the_ledger_left_out_are_counted() -> None:
    entry = sample.entry(0, sample.STAFF, sample.CHATGPT, {"person.name": 3}, "redact", "r", "rewritten")
    entry["kinds"] = {"person.name": 5000}
    case = build_case([entry])
    assert case.kinds == {"person.name": {"disarmed": 5000}}
    assert case.sightings == 5000


def test_a_capture_names_the_origin_when_nothing_else_does() -> None:
    entry = sample.entry(0, {}, sample.CHATGPT, {"person.name": 1}, "block", "r", "read")
    entry["evidence"] = {"source": "capture", "name": "ab12", "entry": "4"}
    gap = {"part": "log.entries", "why": "ends in the middle of an entry"}
    capture = {"path": "taken/app.har", "sha256": "ab12", "format": "har", "exchanges": 1, "unreadable": [gap]}
    case = build_case([entry], captures=[capture])
    assert [flow.origin for flow in case.flows] == ["app.har"]
    assert (case.recorded, case.would, case.enforced, case.slipped) == (1, {"block": 1}, False, ())
    assert [(each.scope, each.why) for each in case.coverage.gaps] == [("capture", gap["why"])]


def test_nothing_at_all() -> None:
    case = build_case([])
    assert (case.exchanges, case.first, case.flows, case.coverage.total) == (0, None, {}, 0)
