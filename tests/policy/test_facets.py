"""What a rule may ask about: every facet says `unknown` rather than guess."""

from __future__ import annotations

import pytest

from gwanmun.policy.facets import facets, is_abroad
from gwanmun.policy.units import Units
from gwanmun.transfer import Recipient, Transfer
from tests.policy.transfers import (
    ALIEXPRESS,
    CHATGPT,
    CLOVA,
    DEEPSEEK,
    SHADOW_AI,
    SINGAPORE_AI,
    recipient,
    sighting,
    transfer,
)

NOWHERE = Recipient(host=None, ip="192.0.2.1")


@pytest.mark.parametrize(
    ("key", "subject", "values"),
    [
        ("recipient.service", transfer(DEEPSEEK), {"deepseek"}),
        ("recipient.service", transfer(SHADOW_AI), {"unknown"}),
        ("recipient.category", transfer(SHADOW_AI), {"unknown"}),
        ("recipient.seat", transfer(SINGAPORE_AI), {"SG", "CN"}),
        ("recipient.seat", transfer(SHADOW_AI), {"unknown"}),
        ("recipient.seat", transfer(recipient("a.example", seat="US")), {"US"}),
        ("recipient.parent_country", transfer(CHATGPT), {"unknown"}),
        ("recipient.known", transfer(CHATGPT), {"true"}),
        ("recipient.known", transfer(SHADOW_AI), {"false"}),
        ("recipient.host", transfer(recipient("A.B.example.")), {"a.b.example", "b.example", "example"}),
        ("recipient.host", transfer(NOWHERE), {"unknown"}),
        ("abroad", transfer(CLOVA), {"false"}),
        ("user", transfer(CHATGPT, user="Kim"), {"kim"}),
        ("user", transfer(CHATGPT), {"unknown"}),
        ("unit", transfer(CHATGPT), {"unknown"}),
        ("app", transfer(CHATGPT, app="Chrome"), {"chrome"}),
        ("seen", transfer(CHATGPT, seen="name"), {"name"}),
        ("method", transfer(CHATGPT, method="PUT"), {"put"}),
        ("path", transfer(CHATGPT, path="/API/users/"), {"/", "/api", "/api/users"}),
        ("path", transfer(CHATGPT, path="/"), {"/", ""}),
        ("path", transfer(CHATGPT, path=""), {"/", ""}),
        ("unreadable", transfer(CHATGPT), {"false"}),
        ("unreadable", transfer(CHATGPT, unreadable=("response.body",)), {"false"}),
        ("unreadable", transfer(CHATGPT, unreadable=("response.body", "request.body")), {"true"}),
        ("along_with", transfer(CHATGPT), set()),
        (
            "along_with",
            transfer(CHATGPT, sighting("seed"), sighting("kr.rrn")),
            {"*", "seed", "seed.*", "kr.rrn", "kr.*"},
        ),
    ],
)
def test_a_facet_gives_what_is_known(key: str, subject: Transfer, values: set[str]) -> None:
    assert set(facets(Units(()))[key](subject)) == values


@pytest.mark.parametrize(
    ("to", "abroad"),
    [
        (CHATGPT, True),
        (ALIEXPRESS, True),
        (CLOVA, False),
        (SHADOW_AI, False),
        (recipient("kr.example", seat="KR", server="JP"), True),
        (recipient("kr.example", seat="KR", parent="US"), True),
        (recipient("server.example", server="CN"), True),
    ],
)
def test_abroad_is_what_is_known_to_be_abroad(to: Recipient, abroad: bool) -> None:
    assert is_abroad(to) is abroad
