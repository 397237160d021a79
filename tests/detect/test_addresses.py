from __future__ import annotations

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.unpack.parts import Leaf


def addresses(scanner: Scanner, text: str, key: str = "") -> list[str]:
    leaf = Leaf("request.body", (key,), text) if key else Leaf("text", (), text)
    return [text[one.start : one.end] for one in scanner.scan([leaf]) if one.kind == "contact.address"]


@pytest.mark.parametrize(
    ("before", "address", "after"),
    [
        ("주소는 ", "서울특별시 강남구 테헤란로 152", "입니다"),
        ("(06236) ", "서울 강남구 테헤란로 152, 101동 1203호", " (역삼동)"),
        ("", "경기도 성남시 분당구 판교역로146번길 20", "에서"),
        ("", "제주특별자치도 서귀포시 중문관광로72번길 35, 호텔동 101호", ""),
        ("우편물: ", "강원특별자치도 춘천시 동내면 거두리 123-4", "로"),
        ("", "전북특별자치도 전주시 완산구 효자동3가 산 12-3", " 땅"),
        ("저는 ", "부산 해운대구 우동 1234-5번지", "에 삽니다"),
        ("", "경기 성남시 분당구 판교역로 166 카카오판교아지트 3층", " 회의실"),
        ("", "서울 종로구 종로1가 24", ""),
        ("", "세종특별자치시 한누리대로 2130", "에서"),
        ("our office: ", "152, Teheran-ro, Gangnam-gu, Seoul", "."),
    ],
)
def test_the_span_runs_from_the_first_name_to_the_last_number(
    scanner: Scanner, before: str, address: str, after: str
) -> None:
    assert addresses(scanner, before + address + after) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "서울특별시 강남구에 삽니다",
        "서울로 3시간 걸렸다",
        "별도로 2번 더 문의했다",
        "강남구 주민 5000명",
        "행동 3가지",
        "지하철 3호선을 타고 강남역에서",
        "앞으로 5년",
    ],
)
def test_a_district_or_an_adverb_is_no_address(scanner: Scanner, text: str) -> None:
    assert addresses(scanner, text) == []


def test_a_key_or_label_stands_in_for_the_district(scanner: Scanner) -> None:
    assert addresses(scanner, "테헤란로 152 3층", "shippingAddress") == ["테헤란로 152 3층"]
    assert addresses(scanner, "배송지: 테헤란로 152") == ["테헤란로 152"]
    assert addresses(scanner, "테헤란로 152") == []
