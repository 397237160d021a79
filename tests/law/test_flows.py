"""What a flow is: who got it, what really left, and what is no transfer."""

from __future__ import annotations

from typing import Any

from gwanmun.law.flows import Flow, gathered
from tests.law.world import found, records

VOLCANO = {"host": "gator.volces.com", "kinds": ["contact.phone", "contact.email"]}


def flow(**given: Any) -> Flow:
    (made,) = gathered(records([{**VOLCANO, **given}]))
    return made


def test_exchanges_with_one_company_are_one_flow() -> None:
    made = gathered(records([VOLCANO, {"host": "apmplus.volces.com", "kinds": ["device.id"]}]))
    assert [each.operator for each in made] == ["beijing-volcano-engine"]
    assert made[0].kinds == {"contact.email": 1, "contact.phone": 1, "device.id": 1}
    assert len(made[0].evidence("contact.email", "device.id")) == 2


def test_what_was_refused_or_taken_out_did_not_leave() -> None:
    assert flow(done="refused").kinds == {}
    assert flow(done="rewritten", dispositions=["redact", "allow"]).kinds == {"contact.email": 1}
    assert flow(done="forwarded").kinds == {"contact.phone": 1, "contact.email": 1}


def test_a_company_at_home_with_its_server_at_home_is_not_abroad() -> None:
    (home,) = gathered(records([{"host": "wcs.naver.com", "kinds": ["device.id"]}]))
    assert home.country == "KR"
    assert not home.abroad


def test_a_server_abroad_that_its_operator_names_is_storage_abroad() -> None:
    seen = {"host": "wcs.naver.com", "kinds": ["device.id"]}
    assert gathered(records([{**seen, "server": ["SG", 0.9]}]))[0].abroad
    assert not gathered(records([{**seen, "server": ["SG", 0.4]}]))[0].abroad


def test_ones_own_machine_is_nobody() -> None:
    assert gathered(records([{"host": "192.168.0.7", "ip": "192.168.0.7", "kinds": ["contact.phone"]}])) == ()


def test_secrets_are_no_personal_information() -> None:
    made = flow(kinds=["secret.key", "kr.brn"])
    assert made.kinds == {}
    assert set(made.others) == {"secret.key", "kr.brn"}


def test_a_clear_connection_is_kept_by_kind() -> None:
    assert set(flow(scheme="http").clear) == set(VOLCANO["kinds"])
    assert flow().clear == {}


def test_the_order_of_records_does_not_matter() -> None:
    seen = [VOLCANO, {"host": "chat.deepseek.com", "kinds": ["kr.rrn"]}]
    one = {(each.rule, each.status, each.recipient) for each in found({"flows": seen, "promises": []})}
    other = {(each.rule, each.status, each.recipient) for each in found({"flows": seen[::-1], "promises": []})}
    assert one == other
