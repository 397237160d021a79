from __future__ import annotations

import pytest

from gwanmun.detect.joined import Joined
from gwanmun.detect.names import Names
from gwanmun.detect.names_prose import MOST_NAMES
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("옥지담이랑 심도균이 온대", ["옥지담", "심도균"]),
        ("동기 현무진ㅋㅋ 봤어?", ["현무진"]),
        ("심도균이네는 못 간대", ["심도균"]),
        ("[옥지담] [오후 2:14] 견적서 어디 있어?", ["옥지담"]),
        ("옥지담  10:43 AM\n확인했어요", ["옥지담"]),
        ("새로 온 마이클 존슨이랑 점심", ["마이클 존슨"]),
        ("안토니오 로페즈 이사님께", ["안토니오 로페즈"]),
        ("응우옌 티 마이(베트남), 다음 주 입국", ["응우옌 티 마이"]),
        ("방문: 왕샤오밍, 다나카 유키", ["왕샤오밍", "다나카 유키"]),
        ("Team: James Carter, Wei Zhang, Thomas Müller", ["James Carter", "Wei Zhang", "Thomas Müller"]),
        ("Patient: Robert Ellison was seen", ["Robert Ellison"]),
        ("LEE SEUL and Gyu-won Bang", ["LEE SEUL", "Gyu-won Bang"]),
        ("Best regards,\nHaneul Oakley", ["Haneul Oakley"]),
        ("営業部の佐藤健一さん、支社の金佳恩です", ["佐藤健一", "金佳恩"]),
        ("王丽华女士要求周末前送达", ["王丽华"]),
    ],
)
def test_chat_frames_and_names_of_other_scripts(scanner: Scanner, text: str, expected: list[str]) -> None:
    assert names(scanner, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "진짜 이따 정리해서 줄게 주말에 남은 거 하나로 합치면 됨",
        "기다리지 말고 먼저 가, 나도 정하면 말할게",
        "감정이 격해지면 이별은 더 아파요",
        "우수사원 표창은 상반기와 하반기에 실시한다",
        "인건비와 위자료, 전세권 설정 비용은 임차인이 부담한다",
        "강남역에서 이순신대교, 김대중컨벤션센터까지",
        "유명인도 방송인도 아닌 사이인데",
        "Will call you from Grand Central Terminal, New York",
        "王府井店周末照常营业，黄金会员可享受折扣",
    ],
)
def test_ordinary_words_of_chats_and_papers_are_no_names(scanner: Scanner, text: str) -> None:
    assert names(scanner, text) == []


def test_a_name_seen_with_its_title_is_one_elsewhere_in_the_message(scanner: Scanner) -> None:
    assert names(scanner, "원형훤 과장님이 왔고, 원형훤도") == ["원형훤", "원형훤"]
    assert names(scanner, "원형훤도") == []


def test_confidence_to_block_needs_a_label_a_title_or_a_strong_frame(scanner: Scanner) -> None:
    for text in ("김가람이 왔다", "김가람", "김가람한테 줬어", "김가람과 이도윤"):
        assert all(one.confidence < 0.8 for one in scanner.scan([Leaf("text", (), text)]))
    (titled,) = scanner.scan([Leaf("text", (), "김가람 과장이 왔다")])
    assert titled.confidence >= 0.8


@pytest.mark.parametrize(
    "text", ["배송이 고객님께 도착했습니다", "상품 배송이 고객님 댁으로", "유나 고객님", "남태평양 대리"]
)
def test_a_word_with_another_reading_is_never_sure(scanner: Scanner, text: str) -> None:
    assert all(one.confidence < 0.8 for one in scanner.scan([Leaf("text", (), text)]) if one.kind == "person.name")


def test_hostile_text_is_looked_at_up_to_a_stated_limit_and_told() -> None:
    (kind,) = [each for each in load_kinds() if each.id == "person.name"]
    reader = Names(kind)
    few, many = "김가람 과장 " * 3, " ".join(f"김{first}{second}" for first, second in pairs(40_000))
    assert not reader.prose(Joined([few])).limited
    found = reader.prose(Joined([many]))
    assert found.limited
    assert sum(map(len, found.values())) <= MOST_NAMES


def test_words_that_may_be_names_are_not_remembered() -> None:
    (kind,) = [each for each in load_kinds() if each.id == "person.name"]
    reader = Names(kind)
    reader.prose(Joined(["김가람 과장님이 조사가 끝난 뒤 왔다"]))
    kept = reader._prose._shapes.rejected
    assert "조사가" in kept
    assert not any("김가람" in word for word in kept)


def pairs(count: int) -> list[tuple[str, str]]:
    firsts = "가강건경고광기나다도동라마명무문미민보상서석선성세소수순승시아영예"
    seconds = "준호철훈식진환규석욱길남태국섭용근구균선민홍일범열배복택표익성주한달상필평팔"
    found = [(first, second) for first in firsts for second in seconds]
    return (found * (count // len(found) + 1))[:count]
