"""Names in texts that have none: nouns before titles in every frame, and business texts without a person."""

from __future__ import annotations

import random
from functools import cache

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_words
from gwanmun.unpack.parts import Leaf

BLOCK, SEEN = 0.8, 0.5


def words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


PLAIN = words(
    """
    배송 주문 조사 안내 유리 강의 정보 이유 하나 나라 회의 계약 신청 조건 기술 고객 자료 주소 전화 연락 이용
    지원 상담 설명 문의 제품 서류 장비 인사 사진 선물 정산 환불 방문 예약 진료 수술 검사 기록 처방 강좌 성적
    시험 교재 원고 도서 공연 전시 표창 상장 명함 금액 이자 보험 대출 공사 도면 자재 전기 수도 가스 공지 양식
    마감 일정 행사 경비 견적 주차 우산 우유 고기 사과 배추 양파 모자 신발 구두 이불 제안 시안 변경 추가 오류
    인증 문서 양도 임대 기한 연장 성과 평가 승인 반려 보고 기획 예산 채용 면접 연봉 휴가 명단 공문 소식 소송
    판결 변론 증거 기사 사설 방송 영상 음악 노래 선거 정책 제도 기준 지표 통계 여행 항공 주유 정비 차량 도로
    공항 여권 비자 환율 송금 이체 수표 현금 연금 위치 지도 온도 습도 진동 소음 연구 실험 시료 용액 배양 백신
    항체 효소 단백 유전 세포 은행 금고 채권 주식 공시 상장 배당 지분 유상 무상
    """
)
TITLES = words(
    """
    고객님께 고객님 부장님 기사님께 교수님 대표님이 선생님께서 환자분께 팀장님 씨 회원님의 과장님 사장님이
    어르신 원장님 대리님 작가님 감독님 의원님 학생들에게 담당자에게 변호사님 주임님께 이사님 박사님 여사
    """
)
FRAMES = (
    "{} {}",
    "상품 {} {} 댁으로 갔습니다",
    "오늘 {} {} 요청으로 바뀌었습니다",
    "{}, 확인 뒤 {} 앞으로 회신",
    "먼저 {} 보내고 {} 확인",
)
HARMLESS = (
    "배송이 고객님께 도착했습니다. 문 앞에 두었으니 확인 부탁드립니다.",
    "주문하신 상품 배송이 고객님 댁으로 출발했습니다. 도착 예정 시간은 오후 3시입니다.",
    "안녕하세요, 지난주 요청하신 견적서를 첨부합니다. 수량이 바뀌면 단가도 조정됩니다. 검토 후 회신 부탁드립니다.",
    "이번 분기 매출은 전년 대비 12% 늘었고, 이익률은 소폭 하락했습니다. 원자재 가격이 주요 원인입니다.",
    "서버 점검이 오늘 밤 11시부터 새벽 2시까지 진행됩니다. 점검 시간에는 로그인이 제한됩니다.",
    "회의실 예약이 겹쳐서 오후 회의를 4시로 옮겼습니다. 안건은 예산안과 채용 계획입니다.",
    "다음 글을 세 문장으로 요약해 줘. 기후 변화가 농업에 주는 영향이 주제야.",
    "파이썬으로 CSV 파일을 읽어서 날짜별 합계를 내는 코드를 짜 줘. 판다스는 쓰지 말고.",
    "신제품 출시 행사 준비 상황을 공유합니다. 장소 계약은 끝났고 홍보물 시안이 나왔습니다.",
    "고객 이탈률을 줄이려면 첫 달 경험이 중요합니다. 안내 메일을 세 번으로 나눠 보내는 방안을 제안합니다.",
    "조사가 부장님 보고 전까지 끝나야 해서 일정이 빠듯합니다.",
    "강의가 교수님 사정으로 휴강되었습니다. 보강 일정은 추후 공지합니다.",
    "유리가 기사님께 전달되기 전에 깨진 것 같습니다. 교환 접수 부탁드려요.",
    "안내가 늦어 죄송합니다. 환불이 완료되면 문자로 알려 드리겠습니다.",
    "정보가 고객님 동의 없이 제공되는 일은 없습니다.",
    "여행 일정표를 표로 만들어 줘. 첫날은 경주, 둘째 날은 부산, 마지막 날은 통영이야.",
    "계약서 초안을 검토했습니다. 제5조의 손해배상 한도와 제9조의 해지 사유를 수정해야 합니다.",
    "우리 팀은 이번 주에 결제 오류를 수정하고 다음 주에 배포할 예정입니다.",
    "나라가 바뀌면 세율도 달라지니 송장에 원산지를 꼭 적어 주세요.",
    "이유가 무엇이든 마감은 지켜야 합니다. 도움이 필요하면 미리 말해 주세요.",
    "하나만 더 부탁드리면, 표지 색을 조금 어둡게 바꿔 주세요.",
    "교육 자료를 공유 폴더에 올렸습니다. 정보 보호 교육은 금요일까지 모두 이수해야 합니다.",
    "연말정산 서류 제출 기한은 1월 20일입니다. 의료비와 교육비 영수증을 빠뜨리지 마세요.",
    "공장 설비 진동이 기준치를 넘어 경보가 울렸습니다. 원인은 베어링 마모로 보입니다.",
    "주차장이 공사 중이라 건물 뒤편을 이용해 주시기 바랍니다.",
    "이 문장을 공손한 영어로 번역해 주세요: 일정이 변경되어 알려 드립니다.",
    "전기 요금이 지난달보다 많이 나왔는데 누진 구간이 바뀐 건가요?",
    "진료 예약은 전화나 홈페이지에서 하실 수 있습니다. 예약 변경은 하루 전까지 가능합니다.",
    "기사님이 주소를 못 찾으셔서 배송이 하루 늦어졌어요. 경비실에 맡겨 주시면 됩니다.",
    "선생님, 과제 제출 방법이 헷갈립니다. 파일은 한글로 내나요, PDF로 내나요?",
    "대표님 보고 자료에 시장 조사 결과와 경쟁사 동향을 추가했습니다.",
    "이자 계산 방식이 단리인지 복리인지 확인해 주세요. 만기 금액이 달라집니다.",
    "한국어 문법 검사기를 만들고 싶어. 조사와 어미를 어떻게 구분하면 좋을까?",
    "오늘 점심은 김치찌개 어때? 아니면 길 건너 우동집도 괜찮고.",
    "ㅋㅋㅋ 진짜 웃기다 나도 그거 봤어 주말에 영화나 보자",
    "공지: 이번 달 회식은 취소합니다. 남은 예산은 다음 달로 넘깁니다.",
    "보험금 청구에 필요한 서류는 진단서, 영수증, 통장 사본입니다.",
    "성능 시험 결과 응답 시간이 평균 120ms에서 85ms로 줄었습니다. 캐시 적중률은 93%입니다.",
    "도서관 이용 시간이 바뀝니다. 평일은 오전 9시부터 오후 10시까지입니다.",
    "원고를 두 번 읽고 오탈자를 고쳤습니다. 소제목의 순서는 그대로 두었습니다.",
    "인사 규정 개정안에 대한 의견을 수렴합니다. 재택근무 조항이 주요 변경 사항입니다.",
    "소송 비용은 패소자가 부담하는 것이 원칙이지만 법원이 달리 정할 수 있다.",
    "제주도 숙소를 찾고 있어. 바다가 보이고 조용한 곳이면 좋겠어.",
    "오류 메시지: 연결이 거부되었습니다. 방화벽 설정과 포트 번호를 확인하십시오.",
    "현금 영수증 발급을 원하시면 결제 화면에서 선택해 주세요.",
)


def finds(scanner: Scanner, text: str) -> list[tuple[str, float]]:
    seen = scanner.scan([Leaf("text", (), text)])
    return [(text[one.start : one.end], one.confidence) for one in seen if one.kind == "person.name"]


@cache
def nouns() -> tuple[str, ...]:
    """The plain nouns above, and those of the lists that begin like a name."""
    lists = load_words("names")
    short = [row.partition(" ") for row in (*lists["two"], *lists["heads"], *lists["alike"])]
    return (*PLAIN, *(head + last for head, _, rest in short for last in rest))


def attached(noun: str, chance: random.Random) -> str:
    closed = (ord(noun[-1]) - 0xAC00) % 28 != 0
    fitting = ("이", "은", "을", "과", "이나") if closed else ("가", "는", "를", "와", "나")
    return noun + chance.choice(("", "의", "도", "만", "에", "까지", *fitting))


def test_a_noun_before_a_title_is_never_a_name_to_block(scanner: Scanner) -> None:
    chance = random.Random(20261122)
    wrong = []
    for _ in range(2500):
        text = chance.choice(FRAMES).format(attached(chance.choice(nouns()), chance), chance.choice(TITLES))
        wrong += [(text, found) for found in finds(scanner, text) if found[1] >= BLOCK]
    assert wrong == []


@pytest.mark.parametrize("title", TITLES)
def test_plain_nouns_in_front_of_titles(scanner: Scanner, title: str) -> None:
    chance = random.Random(title)
    wrong = [
        found for noun in PLAIN for found in finds(scanner, f"{attached(noun, chance)} {title}") if found[1] >= BLOCK
    ]
    assert wrong == []


@pytest.mark.parametrize("text", HARMLESS)
def test_a_text_without_a_person_has_no_name_to_block(scanner: Scanner, text: str) -> None:
    assert [found for found in finds(scanner, text) if found[1] >= BLOCK] == []


def test_texts_without_a_person_give_less_than_one_name_in_2000_characters(scanner: Scanner) -> None:
    found = [each for text in HARMLESS for each in finds(scanner, text) if each[1] >= SEEN]
    assert len(found) * 2000 <= sum(map(len, HARMLESS)), found
