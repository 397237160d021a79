from __future__ import annotations

from gwanmun.detect.labels import BUSINESS, Label, is_business, label_of

CARD, PHONE = "finance.card", "contact.phone"


def labels(text: str, **words: str) -> list[Label]:
    """Every occurrence of each word as a label; keyword: word, value: owner."""
    found = []
    for word, owner in words.items():
        at = text.find(word)
        while at >= 0:
            found.append(Label(at, at + len(word), owner))
            at = text.find(word, at + 1)
    return sorted(found)


def announced(text: str, value: str, owner: str, **words: str) -> str:
    start = text.index(value)
    return label_of(text, labels(text, **words), owner, start, start + len(value))


def test_the_nearest_label_before_announces() -> None:
    assert announced("카드 4111", "4111", CARD, 카드=CARD) == "카드"
    assert announced("카드 전화 4111", "4111", CARD, 카드=CARD, 전화=PHONE) == "카드"


def test_a_business_label_in_between_wins() -> None:
    assert announced("카드 주문 4111", "4111", CARD, 카드=CARD, 주문=BUSINESS) == ""
    assert announced("주문 카드 4111", "4111", CARD, 카드=CARD, 주문=BUSINESS) == "카드"


def test_a_label_whose_value_has_come_is_spent() -> None:
    assert announced("카드 5555555555554444 그리고 4111", "4111", CARD, 카드=CARD) == ""


def test_a_label_far_away_is_none() -> None:
    assert announced("카드" + " 음" * 30 + " 4111", "4111", CARD, 카드=CARD) == ""


def test_a_label_behind_counts_on_the_same_line_unless_it_introduces_something() -> None:
    assert announced("4111 이 카드", "4111", CARD, 카드=CARD) == "카드"
    assert announced("4111\n카드", "4111", CARD, 카드=CARD) == ""
    assert announced("4111 카드: 5555", "4111", CARD, 카드=CARD) == ""
    assert announced("4111 이것은 아마도 저의 지난 해 카드", "4111", CARD, 카드=CARD) == ""


def test_is_business() -> None:
    text = "주문 카드 4111"
    assert is_business(text, labels(text, 주문=BUSINESS), 6)
    assert not is_business(text, labels(text, 주문=BUSINESS, 카드=CARD), 6)
    assert not is_business(text, [], 6)


def test_a_longer_label_may_contain_a_business_word() -> None:
    text = "계좌 일련번호 123"
    found = sorted([Label(0, 7, "finance.account"), Label(3, 7, BUSINESS)])
    assert label_of(text, found, "finance.account", 8, 11) == "계좌 일련번호"
