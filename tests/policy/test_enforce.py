"""Enforcement: what was judged is replaced at its place, the rest stays byte for byte, and doubt means refusal."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.policy.enforce import Enforced, enforce, marker, spans
from gwanmun.policy.pseudonym import Pseudonyms
from gwanmun.transfer import Action, Judgement, Request, Sighting, Verdict
from gwanmun.unpack.message import open_request
from gwanmun.unpack.parts import CannotRewrite, Leaf
from tests.policy.transfers import CHATGPT, sighting, transfer

KEY = b"key"
NAME, PHONE = "김가람", "010-1234-5678"
Cut = tuple[str, str, Action]


def posted(body: Any, **headers: str) -> Request:
    data = json.dumps(body, ensure_ascii=False).encode()
    return Request("POST", "/v1/chat/completions", (("content-type", "application/json"), *headers.items()), data)


def leaf_with(request: Request, value: str) -> Leaf:
    return next(leaf for leaf in open_request(request).leaves if value in leaf.text)


def judged(request: Request, *cuts: Cut, action: Action | None = None) -> Judgement:
    """A judgement that saw each value at its place and disposed of it."""
    seen = []
    for kind, value, _ in cuts:
        leaf = leaf_with(request, value)
        start = leaf.text.index(value)
        found = Sighting(kind, leaf.part, leaf.path, start, start + len(value), 0.9, (), "***", f"{kind}:{value}")
        seen.append(found)
    return disposed(seen, [each for *_, each in cuts], action)


def disposed(seen: list[Sighting], dispositions: list[Action], action: Action | None = None) -> Judgement:
    verdict = Verdict(action or dispositions[0], "r", (), tuple(dispositions), "p", "k")
    return Judgement(transfer(CHATGPT, *seen), verdict)


def put_back(enforced: Enforced, text: str) -> str:
    for token, value in enforced.restore.items():
        text = text.replace(token, value)
    return text


def test_a_name_and_a_phone_leave_as_pseudonyms_and_can_be_put_back() -> None:
    body = {"messages": [{"role": "user", "content": f"{NAME}님({PHONE})에게 답장을 써 줘"}]}
    request = posted(body)
    enforced = enforce(
        request,
        judged(request, ("person.name", NAME, "pseudonymise"), ("contact.phone", PHONE, "pseudonymise")),
        Pseudonyms(KEY),
    )
    sent = json.loads(enforced.request.body)["messages"][0]["content"]
    name, phone = enforced.restore
    assert sent == f"{name}님({phone})에게 답장을 써 줘"
    assert (name[:10], phone[:9]) == ("GW_PERSON_", "GW_PHONE_")
    assert put_back(enforced, sent) == body["messages"][0]["content"]


def test_what_is_redacted_cannot_be_put_back() -> None:
    request = posted({"ssid": "우리집 와이파이", "volume": 3})
    enforced = enforce(request, judged(request, ("net.wifi", "우리집 와이파이", "redact")), Pseudonyms(KEY))
    assert json.loads(enforced.request.body) == {"ssid": "GW_REDACTED_WIFI", "volume": 3}
    assert not enforced.restore


@pytest.mark.parametrize("action", ["allow", "warn"])
def test_what_may_leave_leaves_as_it_is(action: Action) -> None:
    request = posted({"content": PHONE})
    enforced = enforce(request, judged(request, ("contact.phone", PHONE, action)), Pseudonyms(KEY))
    assert enforced.request is request
    assert not enforced.restore


def test_only_what_a_rule_is_about_is_replaced() -> None:
    request = posted({"a": PHONE, "b": NAME})
    judgement = judged(
        request, ("contact.phone", PHONE, "pseudonymise"), ("person.name", NAME, "allow"), action="pseudonymise"
    )
    sent = json.loads(enforce(request, judgement, Pseudonyms(KEY)).request.body)
    assert sent["b"] == NAME
    assert sent["a"] != PHONE


def test_target_header_and_compressed_body_are_replaced_too() -> None:
    squeezed = zlib.compress(json.dumps({"phone": "010-1234-0001"}).encode())
    headers = (("content-type", "application/json"), ("content-encoding", "deflate"), ("cookie", "tel=010-1234-0002"))
    request = Request("POST", "/find?tel=010-1234-0003", headers, squeezed)
    cuts: list[Cut] = [("contact.phone", f"010-1234-000{number}", "redact") for number in (1, 2, 3)]
    sent = enforce(request, judged(request, *cuts), Pseudonyms(KEY)).request
    assert sent.target == "/find?tel=GW_REDACTED_PHONE"
    assert sent.header("cookie") == "tel=GW_REDACTED_PHONE"
    assert json.loads(zlib.decompress(sent.body)) == {"phone": "GW_REDACTED_PHONE"}


def test_a_prompt_gives_way_to_what_is_inside_it() -> None:
    text = f"{NAME}에게 {PHONE}로 연락"
    request = posted({"content": text})
    judgement = judged(request, ("content.prompt", text, "pseudonymise"), ("person.name", NAME, "pseudonymise"))
    enforced = enforce(request, judgement, Pseudonyms(KEY))
    assert json.loads(enforced.request.body)["content"] == text.replace(NAME, next(iter(enforced.restore)))


def test_a_redacted_prompt_goes_as_a_whole() -> None:
    text = f"{NAME}에게 연락"
    request = posted({"content": text})
    judgement = judged(request, ("content.prompt", text, "redact"), ("person.name", NAME, "pseudonymise"))
    enforced = enforce(request, judgement, Pseudonyms(KEY))
    assert json.loads(enforced.request.body) == {"content": "GW_REDACTED_PROMPT"}
    assert not enforced.restore


def test_a_block_is_never_carried_out_by_rewriting() -> None:
    request = posted({"a": PHONE})
    with pytest.raises(CannotRewrite, match="block"):
        enforce(request, judged(request, ("contact.phone", PHONE, "block")), Pseudonyms(KEY))


@pytest.mark.parametrize(
    "elsewhere", [{"part": "request.header:cookie"}, {"path": "json:$.b"}, {"end": 99}, {"start": -1}, {"end": 0}]
)
def test_what_is_not_where_it_was_seen_is_refused(elsewhere: dict[str, Any]) -> None:
    request = posted({"a": PHONE})
    judgement = judged(request, ("contact.phone", PHONE, "redact"))
    moved = replace(judgement.transfer.sightings[0], **elsewhere)
    with pytest.raises(CannotRewrite) as caught:
        enforce(request, disposed([moved], ["redact"]), Pseudonyms(KEY))
    assert PHONE not in str(caught.value)


def test_what_came_back_is_not_sought_in_what_was_sent() -> None:
    request = posted({"a": "1"})
    seen = sighting("contact.phone", part="response.body")
    assert enforce(request, disposed([seen], ["redact"]), Pseudonyms(KEY)).request is request


def test_nothing_raw_shows_in_a_repr() -> None:
    request = posted({"a": PHONE})
    enforced = enforce(request, judged(request, ("contact.phone", PHONE, "pseudonymise")), Pseudonyms(KEY))
    assert enforced.restore
    assert PHONE not in repr(enforced)


def test_a_marker_is_plain_ascii_and_typed() -> None:
    assert marker("kr.rrn") == "GW_REDACTED_RRN"
    assert marker("own.기록").isascii()


marked = st.lists(
    st.tuples(
        st.builds(
            lambda kind, start, size: replace(sighting(kind, start=start), end=start + size),
            st.sampled_from(("content.prompt", "person.name", "own.document")),
            st.integers(0, 20),
            st.integers(1, 20),
        ),
        st.sampled_from(("pseudonymise", "redact")),
    ),
    max_size=6,
)


def points(each: Sighting) -> set[int]:
    return set(range(each.start, each.end))


@given(marked)
def test_replaced_spans_never_overlap_and_leave_nothing_standing(seen: list[tuple[Sighting, Action]]) -> None:
    chosen = list(spans(seen))
    assert all(one.end <= other.start for (one, _), (other, _) in pairwise(chosen))
    covered = set().union(*(points(each) for each, _ in chosen))
    for each, action in seen:
        if action == "redact" or not each.kind.startswith("content."):
            assert points(each) <= covered
        else:
            assert points(each) & covered
    redacted = [(each.start, each.end) for each, action in chosen if action == "redact"]
    for each, action in seen:
        if action == "redact":
            assert any(start <= each.start and each.end <= end for start, end in redacted)
