"""Names of companies: equal names only, in three languages, never a part of one."""

from __future__ import annotations

import pytest

from gwanmun.law.names import entities, pieces, plain


@pytest.mark.parametrize(
    ("written", "entity"),
    [
        ("Beijing Volcano Engine Technology Co., Ltd (service@example.com)", "beijing-volcano-engine"),
        ("베이징 볼케이노 엔진 테크놀로지 유한회사", "beijing-volcano-engine"),
        ("北京火山引擎科技有限公司", "beijing-volcano-engine"),
        ("Shumei Technology Ltd", "shumei"),
        ("(주)카카오", "kakao"),
        ("㈜카카오", "kakao"),
        ("Amazon Web Services, Inc.", "aws"),
        ("AWS", "aws"),
        ("Google (Firebase, Sign-In, AdMob)", "google"),
        ("Google LLC — Cloud Marketplace", "google"),
        ("인터콤", "intercom"),
    ],
)
def test_a_company_is_known_by_its_names(written: str, entity: str) -> None:
    assert entities().named(written) == {entity}


@pytest.mark.parametrize(
    "written",
    [
        "Googleplex Trading Co., Ltd.",
        "Applebee Foods, Inc.",
        "카카오프렌즈상점",
        "our affiliates and partners",
        "계열사 및 제휴사",
        "Inc.",
        "",
        "Volcano Pizza",
    ],
)
def test_a_part_of_a_name_is_no_name(written: str) -> None:
    assert entities().named(written) == frozenset()


def test_a_list_names_each() -> None:
    assert entities().named("Apple, Google 및 인터콤") == {"apple", "google", "intercom"}


def test_a_similar_name_is_a_hint_and_no_match() -> None:
    assert entities().named("Google Asia Pacific Pte. Ltd.") == frozenset()
    assert entities().akin("Google Asia Pacific Pte. Ltd.") == {"google"}
    assert entities().akin("Googleplex") == frozenset()


def test_parents_are_related_and_sisters_are_not() -> None:
    known = entities()
    assert known.related("beijing-volcano-engine", "bytedance")
    assert known.related("bytedance", "beijing-volcano-engine")
    assert not known.related("whaleco", "shanghai-xunmeng")


@pytest.mark.parametrize(("written", "key"), [("Google LLC", "google"), ("주식회사 가람 ", "가람"), ("Co., Ltd.", "")])
def test_the_plain_name(written: str, key: str) -> None:
    assert plain(written) == key


def test_pieces_of_a_name() -> None:
    assert {"Apple", "Google"} <= set(pieces("Apple / Google"))
