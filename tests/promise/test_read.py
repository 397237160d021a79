"""Policies as a whole: what is stated, what is denied, what only may happen, and what is not a policy."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gwanmun.promise.policy import Policy
from gwanmun.promise.read import read_policy
from gwanmun.transfer import Promise
from tests.unpack.office import pdf

HEAD = "# 개인정보 처리방침\n\n이 방침은 개인정보의 수집과 이용을 설명하며 정보주체의 권리를 알립니다.\n\n"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
HISTORY = sorted((SAMPLES / "policies-history" / "deepseek-privacy").glob("*.md"))


def read(text: str) -> Policy:
    return read_policy((HEAD + text).encode(), "a.md")


def transfers(text: str) -> list[Promise]:
    return list(read(text).of("transfer"))


def test_a_field_that_is_not_stated_is_empty() -> None:
    (only,) = transfers("## 국외 이전\n\n| 이전받는 자 | 이전 국가 |\n|---|---|\n| Aspen Cloud Inc. | |\n")
    assert only.recipient == "Aspen Cloud Inc."
    assert (only.countries, only.items, only.purpose, only.retention, only.method, only.refusal) == (
        (),
        (),
        "",
        "",
        "",
        "",
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "회사는 개인정보를 미국의 Aspen Cloud Inc.에 이전하지 않습니다.",
        "회사는 국외로 개인정보를 이전하지 않으며, Aspen Cloud Inc.는 국내 서버만 씁니다.",
        "국외 이전에 해당하지 않습니다. Kakao는 국내 사업자입니다.",
    ],
)
def test_a_denial_is_no_transfer_but_a_statement(sentence: str) -> None:
    policy = read(f"## 국외 이전\n\n{sentence}\n")
    assert not list(policy.of("transfer"))
    stated = policy.statement("P-12")
    assert stated is not None
    assert stated.status == "present"


def test_a_mere_possibility_is_vague() -> None:
    (only,) = transfers("## 국외 이전\n\n개인정보가 미국에 있는 Aspen Cloud Inc.에 저장될 수 있습니다.\n")
    assert (only.recipient, only.countries, only.status) == ("Aspen Cloud Inc.", ("US",), "vague")


def test_an_open_list_of_countries_is_vague() -> None:
    (only,) = transfers("## 국외 이전\n\n- 이전받는 자: Aspen Cloud Inc.\n- 이전 국가: 미국 등\n")
    assert (only.countries, only.status) == (("US",), "vague")


def test_the_country_that_stands_at_each_name() -> None:
    text = "## 국외 이전\n\n주문 정보는 일본의 Kumo Logistics K.K.와 Delta Mail LLC(미국)에 이전됩니다.\n"
    assert [(each.recipient, each.countries) for each in transfers(text)] == [
        ("Kumo Logistics K.K.", ("JP",)),
        ("Delta Mail LLC", ("US",)),
    ]


def test_what_the_section_says_of_all_is_said_of_each() -> None:
    table = "| 이전받는 자 | 국가 |\n|---|---|\n| A-One Inc. | 미국 |\n| B-Two Ltd | 영국 |\n"
    refusal = "이용자는 이메일로 국외 이전을 거부할 수 있습니다."
    assert {each.refusal for each in transfers(f"## 국외 이전\n\n{table}\n{refusal}\n")} == {refusal}


def test_a_recipient_told_twice_counts_once() -> None:
    text = (
        "## 국외 이전\n\n회사는 미국의 A-One Inc.에 개인정보를 이전합니다.\n\n"
        "- 이전받는 자: A-One Inc.\n- 국가: 미국\n- 항목: 이름\n"
    )
    (only,) = transfers(text)
    assert only.items == ("이름",)


def test_a_gap_of_a_template_is_no_recipient() -> None:
    assert not transfers(
        "## 국외 이전\n\n| 이전받는 자 | 국가 |\n|---|---|\n| [업체명] | 미국 |\n| ○○○ Inc. | 미국 |\n"
    )


def test_a_processor_at_home_is_no_transfer() -> None:
    policy = read(
        "## 처리 위탁 및 국외 이전\n\n| 수탁자 | 국가 |\n|---|---|\n"
        "| 가나 주식회사 | 대한민국 |\n| A-One Inc. | 미국 |\n"
    )
    assert [each.recipient for each in policy.of("transfer")] == ["A-One Inc."]
    assert [each.recipient for each in policy.of("processor")] == ["가나 주식회사", "A-One Inc."]


def test_items_that_are_denied_are_not_collected() -> None:
    policy = read("## 수집하는 개인정보 항목\n\n- 이메일, 이름\n- 위치정보는 수집하지 않습니다.\n")
    assert [item for each in policy.of("items") for item in each.items] == ["이메일", "이름"]


def test_an_empty_destruction_section_is_not_a_statement() -> None:
    assert read("## 개인정보의 파기\n\n## 기타\n\n없음\n").statement("P-05") is None
    vague = read("## 개인정보의 파기\n\n지체 없이 파기합니다.\n").statement("P-05")
    assert vague is not None
    assert vague.status == "vague"


BANNER = "<html><body><p>이 사이트는 쿠키를 사용합니다.</p><button>모두 허용</button><p>쿠키 설정</p></body></html>"
LOGIN = "<html><body><form><p>로그인이 필요합니다. 아이디 저장 비밀번호 찾기 회원가입</p></form></body></html>"
JAPANESE = (
    "プライバシーポリシー 当社は、お客様の個人情報を適切に取り扱います。ご利用の際にお客様のお名前をお預かりします。"
    * 12
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no text"),
        (b"<html><body><script>render()</script></body></html>", "no text"),
        (BANNER.encode(), "cookie banner"),
        (LOGIN.encode(), "log-in page"),
        (b"<html><body>Just a moment... verify you are human</body></html>", "error page"),
        (JAPANESE.encode(), "language"),
        (pdf([""]), "scanned"),
        (("개인정보 처리방침 " * 40).encode("utf-16-le")[1:], "broken"),
        (("The weather is fine today and we are happy. " * 30).encode(), "not a privacy policy"),
    ],
)
def test_what_is_not_a_policy_says_why_and_promises_nothing(data: bytes, why: str) -> None:
    policy = read_policy(data)
    assert not policy.readable
    assert why in policy.why
    assert policy.promises == ()


def test_a_policy_with_a_cookie_banner_is_read() -> None:
    body = "<p>개인정보 처리방침: 정보주체의 개인정보를 수집하고 처리합니다.</p>" * 20
    assert read_policy(BANNER.replace("</body>", body + "</body>").encode()).readable


def test_a_policy_in_pdf() -> None:
    page = "개인정보 처리방침\n개인정보 수집과 정보주체의 권리\n1. 개인정보의 국외 이전\n"
    page += "이전받는 자: Aspen Cloud Inc.\n이전 국가: 미국\n이전 항목: 이름"
    (only,) = read_policy(pdf([page]), "a.pdf").of("transfer")
    assert (only.recipient, only.countries, only.items) == ("Aspen Cloud Inc.", ("US",), ("이름",))


def test_five_megabytes_are_read_in_bounded_time() -> None:
    row = "<tr><td>A-One Inc.</td><td>미국</td><td>이름</td></tr>"
    page = "<html><body><h1>개인정보 처리방침</h1><h2>국외 이전</h2>" + "<p>개인정보를 수집합니다.</p>" * 60_000
    page += f"<table><tr><th>이전받는 자</th><th>국가</th><th>항목</th></tr>{row}</table></body></html>"
    start = time.process_time()
    policy = read_policy(page.encode() + b" " * (5 << 20), "a.html")
    assert time.process_time() - start < 60
    assert [each.recipient for each in policy.of("transfer")] == ["A-One Inc."]


@pytest.mark.skipif(not HISTORY, reason="the shared samples are not here")
def test_the_korea_section_of_deepseek() -> None:
    """Record of 2025-04-28: four recipients, three in China and one in the United States."""
    copy = next(path for path in HISTORY if path.name.startswith("2025-04-28"))
    policy = read_policy(copy.read_bytes(), copy.name)
    told = [(each.recipient, each.countries) for each in policy.of("transfer") if each.recipient]
    assert [code for _, codes in told for code in codes] == ["CN", "CN", "CN", "US"]
    assert [name.split()[0] for name, _ in told] == ["Beijing", "Beijing", "Shumei", "Intercom,"]
    assert all(each.refusal and each.method and each.items for each in policy.of("transfer") if each.recipient)
