"""The ready policies against a working day: what an employee, a vacuum and a shop app may send, and to whom."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gwanmun.knowledge.vocabulary import KINDS
from gwanmun.policy.decide import Policy
from gwanmun.policy.document import load
from gwanmun.transfer import Action, Recipient, Transfer, strictness
from tests.policy.transfers import (
    ALIEXPRESS,
    CHATGPT,
    CLOVA,
    DEEPSEEK,
    HOMETAX,
    KOREAN_IOT,
    KOREAN_SHOP,
    SHADOW_AI,
    SINGAPORE_AI,
    TUYA,
    people,
    recipient,
    sighting,
    transfer,
)

OBSERVE, DEFAULT, STRICT = (load(name) for name in ("observe", "default", "strict"))
TELEMETRY = recipient("t.example", None, "analytics", "CN")
NAMELESS_AI = recipient("ai.example", None, "ai")
OPENAI_LOGIN = replace(CHATGPT, host="auth.openai.com")
GEMINI = recipient("generativelanguage.googleapis.com", "gemini-api", "ai", "US")
PROMPT = sighting("content.prompt")
CUSTOMER = (PROMPT, sighting("person.name"), sighting("contact.phone"))
CUSTOMERS = (PROMPT, *people(5, "person.name", "contact.phone", "contact.email"))
HOME = (sighting("net.wifi"), sighting("location.gps"), sighting("device.mac"))
ORDER = (sighting("contact.address"), sighting("contact.phone"), sighting("kr.pccc"))

DAY: list[tuple[str, Transfer, Action, Action]] = [
    ("a customer list into DeepSeek", transfer(DEEPSEEK, *CUSTOMERS), "block", "block"),
    ("a customer list into ChatGPT", transfer(CHATGPT, *CUSTOMERS), "block", "block"),
    ("a customer list into a Korean AI", transfer(CLOVA, *CUSTOMERS), "block", "block"),
    ("a customer's name and phone into ChatGPT", transfer(CHATGPT, *CUSTOMER), "pseudonymise", "pseudonymise"),
    ("a customer's name and phone into a Korean AI", transfer(CLOVA, *CUSTOMER), "pseudonymise", "pseudonymise"),
    ("two customers into ChatGPT", transfer(CHATGPT, PROMPT, *people(2, "person.name")), "pseudonymise", "block"),
    ("a customer into DeepSeek", transfer(DEEPSEEK, *CUSTOMER), "block", "block"),
    ("a customer into a Singapore AI of a Chinese parent", transfer(SINGAPORE_AI, *CUSTOMER), "block", "block"),
    ("a customer into an AI of nobody", transfer(NAMELESS_AI, *CUSTOMER), "block", "block"),
    ("a customer into a chat that nobody knows", transfer(SHADOW_AI, *CUSTOMER), "block", "block"),
    ("a question without personal data to ChatGPT", transfer(CHATGPT, PROMPT), "allow", "allow"),
    ("a question without personal data to DeepSeek", transfer(DEEPSEEK, PROMPT), "allow", "block"),
    ("a contract of one company to ChatGPT", transfer(CHATGPT, PROMPT, sighting("kr.brn")), "allow", "pseudonymise"),
    ("signing in to ChatGPT", transfer(OPENAI_LOGIN, sighting("contact.email")), "allow", "allow"),
    (
        "a diagnosis of a person into ChatGPT",
        transfer(CHATGPT, *CUSTOMER, sighting("sensitive.health")),
        "block",
        "block",
    ),
    ("a diagnosis with nobody named", transfer(CHATGPT, PROMPT, sighting("sensitive.health")), "allow", "allow"),
    ("a marked document into ChatGPT", transfer(CHATGPT, sighting("confidential.marking")), "block", "block"),
    ("a marked document into a Korean AI", transfer(CLOVA, sighting("confidential.marking")), "allow", "block"),
    ("a key in a prompt", transfer(CHATGPT, PROMPT, sighting("secret.key")), "block", "block"),
    ("a password in a prompt", transfer(CHATGPT, PROMPT, sighting("secret.password")), "block", "block"),
    ("a password at a sign-in", transfer(CHATGPT, sighting("secret.password")), "allow", "allow"),
    (
        "a key in its header",
        transfer(CHATGPT, PROMPT, sighting("secret.key", part="request.header:authorization")),
        "allow",
        "allow",
    ),
    ("a key in a query to ChatGPT", transfer(CHATGPT, sighting("secret.key", part="request.target")), "block", "block"),
    (
        "a key in a header of its own making to ChatGPT",
        transfer(CHATGPT, sighting("secret.key", part="request.header:x-debug")),
        "block",
        "block",
    ),
    (
        "a key in a query to nobody knows whom",
        transfer(SHADOW_AI, sighting("secret.key", part="request.target")),
        "warn",
        "block",
    ),
    (
        "a key in a query to a shop",
        transfer(KOREAN_SHOP, sighting("secret.key", part="request.target")),
        "allow",
        "allow",
    ),
    (
        "the key of Gemini in its query",
        transfer(GEMINI, sighting("secret.key", part="request.target")),
        "allow",
        "allow",
    ),
    (
        "a key to sign in where nobody is known",
        transfer(SHADOW_AI, sighting("secret.key", part="request.header:x-api-key")),
        "allow",
        "allow",
    ),
    ("one of our customers into ChatGPT", transfer(CHATGPT, PROMPT, sighting("own.record")), "block", "block"),
    ("one of our customers into DeepSeek", transfer(DEEPSEEK, PROMPT, sighting("own.record")), "block", "block"),
    ("one of our customers into a Korean AI", transfer(CLOVA, sighting("own.record")), "pseudonymise", "block"),
    (
        "one of ours into a chat that nobody knows",
        transfer(SHADOW_AI, PROMPT, sighting("own.record")),
        "block",
        "block",
    ),
    ("one of our staff signing in to ChatGPT", transfer(OPENAI_LOGIN, sighting("own.record")), "allow", "block"),
    ("one of our staff signing in somewhere", transfer(SHADOW_AI, sighting("own.record")), "allow", "block"),
    ("our customer list to nobody knows whom", transfer(SHADOW_AI, *people(10, "own.record")), "block", "block"),
    ("our customer list to a shop abroad", transfer(ALIEXPRESS, *people(10, "own.record")), "warn", "block"),
    ("one of ours to a Korean shop", transfer(KOREAN_SHOP, sighting("own.record")), "allow", "block"),
    ("our plan into ChatGPT", transfer(CHATGPT, PROMPT, sighting("own.document")), "block", "block"),
    ("our plan into a Korean AI", transfer(CLOVA, PROMPT, sighting("own.document")), "warn", "block"),
    ("our plan to nobody knows whom", transfer(SHADOW_AI, sighting("own.document")), "block", "block"),
    ("our plan abroad", transfer(ALIEXPRESS, sighting("own.document")), "warn", "block"),
    ("a planted value", transfer(TELEMETRY, sighting("seed")), "warn", "warn"),
    ("an RRN into ChatGPT", transfer(CHATGPT, sighting("kr.rrn")), "block", "block"),
    ("an RRN to a Korean shop", transfer(KOREAN_SHOP, sighting("kr.rrn")), "block", "block"),
    ("an RRN to an unknown host", transfer(SHADOW_AI, sighting("kr.rrn")), "block", "block"),
    ("an RRN in a tax return", transfer(HOMETAX, sighting("kr.rrn")), "allow", "allow"),
    ("something like an RRN", transfer(KOREAN_SHOP, sighting("kr.rrn", confidence=0.3)), "allow", "allow"),
    ("a passport number to a shop abroad", transfer(ALIEXPRESS, sighting("kr.passport")), "block", "block"),
    ("a vacuum reporting home", transfer(TUYA, *HOME), "redact", "block"),
    ("a vacuum reporting within Korea", transfer(KOREAN_IOT, *HOME), "allow", "allow"),
    ("an order from AliExpress", transfer(ALIEXPRESS, *ORDER), "warn", "block"),
    ("an order from a Korean shop", transfer(KOREAN_SHOP, *ORDER), "allow", "allow"),
    ("an unreadable body to DeepSeek", transfer(DEEPSEEK, unreadable=("request.body",)), "warn", "block"),
    ("an unreadable body to ChatGPT", transfer(CHATGPT, unreadable=("request.body",)), "allow", "block"),
    ("an unreadable body to nobody knows whom", transfer(SHADOW_AI, unreadable=("request.body",)), "allow", "block"),
    ("an unreadable answer from DeepSeek", transfer(DEEPSEEK, unreadable=("response.body",)), "allow", "block"),
    ("an app that cannot be inspected", transfer(CHATGPT, seen="name"), "allow", "block"),
    ("a photo to ChatGPT", transfer(CHATGPT, sighting("content.image")), "allow", "warn"),
    ("a phone number to an unknown host", transfer(SHADOW_AI, sighting("contact.phone")), "allow", "block"),
    ("an advertising id to a telemetry host", transfer(TELEMETRY, sighting("device.ad_id")), "allow", "allow"),
    ("a page of a newspaper", transfer(recipient("news.example.co.kr", None, "other", "KR")), "allow", "allow"),
]


@pytest.mark.parametrize("case", DAY, ids=[name for name, *_ in DAY])
def test_a_working_day(case: tuple[str, Transfer, Action, Action]) -> None:
    _, subject, default, strict = case
    assert OBSERVE.decide(subject, "k").action == "allow"
    assert DEFAULT.decide(subject, "k").action == default
    assert STRICT.decide(subject, "k").action == strict


def test_the_list_is_what_a_person_is_told_about_and_not_the_country() -> None:
    assert DEFAULT.decide(transfer(DEEPSEEK, *CUSTOMERS), "k").rule == "people-list-to-ai"
    assert DEFAULT.decide(transfer(DEEPSEEK, *CUSTOMER), "k").rule == "personal-to-china-ai"


def test_only_the_customer_is_replaced_and_not_the_prompt() -> None:
    verdict = DEFAULT.decide(transfer(CHATGPT, *CUSTOMER), "k")
    assert verdict.dispositions == ("allow", "pseudonymise", "pseudonymise")


def test_signing_in_at_deepseek_is_no_customer_and_a_chat_there_is() -> None:
    mail = sighting("contact.email")
    assert DEFAULT.decide(transfer(DEEPSEEK, mail, path="/api/v0/users/login"), "k").action == "allow"
    assert DEFAULT.decide(transfer(DEEPSEEK, mail, path="/api/v0/chat/completion"), "k").action == "block"
    name = sighting("person.name")
    assert DEFAULT.decide(transfer(DEEPSEEK, mail, name, path="/api/v0/users/login"), "k").dispositions == (
        "allow",
        "block",
    )


@pytest.mark.parametrize("policy", [DEFAULT, STRICT], ids=["default", "strict"])
def test_every_rule_of_a_ready_policy_applies_to_something(policy: Policy) -> None:
    subjects = [subject for _, subject, *_ in DAY] + [transfer(SHADOW_AI, *CUSTOMERS)]
    weighed = {each.rule for subject in subjects for each in policy.decide(subject, "k").weighed}
    assert weighed == {rule.id for rule in policy.rules}


RECIPIENTS = (CHATGPT, CLOVA, DEEPSEEK, SHADOW_AI, TUYA, KOREAN_IOT, ALIEXPRESS, KOREAN_SHOP, HOMETAX, NAMELESS_AI)


@pytest.mark.parametrize("to", RECIPIENTS, ids=[to.host or "" for to in RECIPIENTS])
def test_strict_is_never_milder_than_default(to: Recipient) -> None:
    for kind in KINDS:
        for seen in ((sighting(kind),), (PROMPT, *people(3, kind)), (sighting(kind, confidence=0.4),)):
            default, strict = (each.decide(transfer(to, *seen), "k").action for each in (DEFAULT, STRICT))
            assert strictness(strict) >= strictness(default), (kind, to.host)


def test_the_rule_for_resident_registration_numbers_is_locked() -> None:
    for policy in (DEFAULT, STRICT):
        assert [rule.id for rule in policy.rules if rule.locked] == ["rrn"]


@pytest.mark.parametrize("policy", [DEFAULT, STRICT], ids=["default", "strict"])
def test_every_rule_tells_people_why_in_both_languages(policy: Policy) -> None:
    for rule in policy.rules:
        assert re.search("[가-힣]", rule.title.ko)
        assert rule.title.en.isascii()
        assert re.search(r"제\d+조", rule.why.ko) or rule.id == "unreadable-to-china-ai"
        assert re.search(r"art\. \d+", rule.why.en) or rule.id == "unreadable-to-china-ai"
        assert not re.search("위법|불법|위반|illegal|unlawful|violat", rule.why.ko + rule.why.en), "no legal verdict"


@pytest.mark.parametrize("to", [DEEPSEEK, SHADOW_AI], ids=["in China", "unknown"])
def test_a_doubtful_name_is_replaced_and_stops_nobody(to: Recipient) -> None:
    sure, doubtful = (
        transfer(to, sighting("content.prompt"), replace(sighting("person.name"), confidence=share))
        for share in (0.8, 0.79)
    )
    assert DEFAULT.decide(sure, "k").action == "block"
    assert DEFAULT.decide(doubtful, "k").action == "pseudonymise"
