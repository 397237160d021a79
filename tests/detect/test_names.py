from __future__ import annotations

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.unpack.parts import Leaf


def names(scanner: Scanner, text: str, key: str = "") -> list[str]:
    leaf = Leaf("request.body", (key,), text) if key else Leaf("text", (), text)
    return [text[one.start : one.end] for one in scanner.scan([leaf]) if one.kind == "person.name"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("성명: 김가람", ["김가람"]),
        ("성명 : 남궁하늘 (34세)", ["남궁하늘"]),
        ("이름은 최훈입니다", ["최훈"]),
        ("담당자 이도윤 과장에게 연락", ["이도윤"]),
        ("박서연 님, 안녕하세요", ["박서연"]),
        ("정민수씨가 다녀갔다", ["정민수"]),
        ("한지우(여, 29세)의 진료", ["한지우"]),
        ("오늘은 김가람, 이도윤, 박서연이 왔다", ["김가람", "이도윤", "박서연"]),
        ("윤슬아 010-1234-5678", ["윤슬아"]),
        ("Name: Garam Kim, Seoul", ["Garam Kim"]),
        ("收件人：金佳蓝，电话", ["金佳蓝"]),
        ("예금주: 정하은\n은행: 국민", ["정하은"]),
        ("임차인 심도균 (인)", ["심도균"]),
        ("【성명】김가람【전화】", ["김가람"]),
        ("입금자명정하은계좌 확인", ["정하은"]),
        ("신청인 김 가 람 (인)", ["김 가 람"]),
        ("최훈이랑 김가람이 왔다", ["최훈", "김가람"]),
        ("성명 / 부서\n심도균 / 총무\n", ["심도균"]),
        ("Dear Garam Kim,", ["Garam Kim"]),
        ("with Kim Do-gyun today", ["Kim Do-gyun"]),
    ],
)
def test_announced_and_plain_names(scanner: Scanner, text: str, expected: list[str]) -> None:
    assert names(scanner, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "이용자는 신청서를 제출하고 전화로 문의한다",
        "담당자 확인 후 안내문을 발송",
        "이름 변경 신청",
        "성명: 미정",
        "고객님께 주문서를 보내 드렸습니다",
        "전문가와 변호사, 그리고 회원님",
        "송금책과 인출책이 상환금을 나눴다",
        "정보가 조금만 더 있으면 이번 주에 진행하도록 하겠습니다",
        "인공지능 모델의 정확도와 신뢰도",
        "김치찌개와 이불을 주문했다",
        "강수량이 많고 변수명은 소문자로 쓴다",
        "김과장, 이대리, 박부장님은 반차",
        "Dear Hiring Manager, the Han River and Park Service",
    ],
)
def test_common_words_are_no_names(scanner: Scanner, text: str) -> None:
    assert names(scanner, text) == []


def test_a_name_key_is_believed_only_for_what_looks_like_a_name(scanner: Scanner) -> None:
    assert names(scanner, "김가람", "receiverName") == ["김가람"]
    assert names(scanner, "김가람 님", "receiverName") == ["김가람"]
    assert names(scanner, "Garam Kim", "customerName") == ["Garam Kim"]
    assert names(scanner, "무선 이어폰", "name") == []
    assert names(scanner, "Wireless Earphone", "name") == []
    assert names(scanner, "이미지", "name") == []


def test_a_title_makes_a_name_surer(scanner: Scanner) -> None:
    (plain,) = scanner.scan([Leaf("text", (), "김가람이 왔다")])
    (titled,) = scanner.scan([Leaf("text", (), "김가람 과장이 왔다")])
    assert titled.confidence > plain.confidence
    assert "title" in titled.reasons


def test_a_key_made_like_a_persons_is_believed_and_a_things_is_not(scanner: Scanner) -> None:
    assert names(scanner, "심도균", "refundHolderName") == ["심도균"]
    assert names(scanner, "심도균", "접수자명") == ["심도균"]
    assert names(scanner, "심도균", "productName") == []
