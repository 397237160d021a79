"""A working day of an invented company, as ledger entries: what the report is tried on, by tests and by eye."""

from __future__ import annotations

from typing import Any

SEEN_ON = "2026-10-02"
REGISTRY = ("Regional registries' delegation data", SEEN_ON, 0.7)

KIND_NAMES = {
    "ko": {
        "kr.rrn": "주민등록번호",
        "kr.pccc": "개인통관고유부호",
        "kr.brn": "사업자등록번호",
        "person.name": "성명",
        "contact.phone": "전화번호",
        "contact.email": "전자우편 주소",
        "contact.address": "주소",
        "finance.card": "신용카드 번호",
        "net.ip": "IP 주소",
        "net.wifi": "무선랜 정보",
        "device.ad_id": "광고 식별자",
        "location.gps": "위치",
        "secret.key": "접속 키",
        "content.prompt": "인공지능에 입력한 글",
    },
    "en": {
        "kr.rrn": "Resident registration number",
        "kr.pccc": "Personal customs code",
        "kr.brn": "Business registration number",
        "person.name": "Name",
        "contact.phone": "Phone number",
        "contact.email": "E-mail address",
        "contact.address": "Address",
        "finance.card": "Payment card number",
        "net.ip": "IP address",
        "net.wifi": "Wi-Fi network",
        "device.ad_id": "Advertising ID",
        "location.gps": "Location",
        "secret.key": "Access key",
        "content.prompt": "Text typed to an AI",
    },
}
RULE_TITLES = {
    "ko": {
        "rrn-abroad": "주민등록번호는 국외로 보내지 않습니다",
        "ai-unapproved": "승인하지 않은 국외 인공지능 서비스에 개인정보를 보내지 않습니다",
        "ai-customer": "인공지능 서비스에는 고객의 이름과 연락처를 가명으로 바꿔 보냅니다",
        "iot-location": "기기의 위치와 무선랜 정보는 가리고 보냅니다",
        "shop-personal": "국외 쇼핑몰로 가는 개인정보는 담당자에게 알립니다",
        "secret-anywhere": "접속 키는 어디로도 보내지 않습니다",
    },
    "en": {
        "rrn-abroad": "Resident registration numbers are not sent abroad",
        "ai-unapproved": "No personal information to AI services abroad that are not approved",
        "ai-customer": "Customers' names and contacts go to AI services as pseudonyms",
        "iot-location": "Location and Wi-Fi of devices are redacted",
        "shop-personal": "Personal information to shops abroad is reported to the person in charge",
        "secret-anywhere": "Access keys are not sent anywhere",
    },
}
MASKS = {
    "kr.rrn": "90****-1******",
    "kr.pccc": "P12*********",
    "kr.brn": "123-**-*****",
    "person.name": "김**",
    "contact.phone": "010-****-{n:04d}",
    "contact.email": "k***@example.com",
    "contact.address": "서울 ** *** **",
    "finance.card": "4111 11** **** 1111",
    "net.ip": "203.0.*.*",
    "net.wifi": "Ga***",
    "device.ad_id": "3f2a****-****",
    "location.gps": "37.5***, 126.9***",
    "secret.key": "sk-****",
    "content.prompt": "글 {n}자",
}


def recipient(
    host: str,
    service: str = "",
    names: dict[str, str] | None = None,
    operator: str = "",
    country: str = "",
    parent: str = "",
    parent_country: str = "",
    server: str = "",
    category: str = "",
    source: str = "",
    confidence: float = 0.9,
    notes: tuple[str, ...] = (),
) -> dict[str, Any]:
    """A recipient in the ledger's shape; facts that are not given are not known."""
    values = {
        "service": service,
        "operator": operator,
        "operator_country": country,
        "parent": parent,
        "parent_country": parent_country,
        "server_country": server,
    }
    sources = [
        {"field": name, "value": value, "source": source, "date": SEEN_ON, "confidence": confidence}
        for name, value in values.items()
        if value and name != "server_country"
    ]
    if server:
        sources.append(
            dict(zip(("source", "date", "confidence"), REGISTRY, strict=True), field="server_country", value=server)
        )
    return {
        "status": "known" if operator else "unknown",
        "host": host,
        "ip": "203.0.113.7",
        **{name: value or None for name, value in values.items()},
        "network": None,
        "network_country": None,
        "category": category or None,
        "names": names or {},
        "notes": list(notes),
        "sources": sources,
    }


DEEPSEEK = recipient(
    "chat.deepseek.com",
    "deepseek",
    {
        "ko": "딥시크",
        "en": "DeepSeek",
        "operator.ko": "항저우 딥시크 인공지능 기초기술연구 유한공사",
        "operator.en": "Hangzhou DeepSeek Artificial Intelligence Basic Technology Research Co., Ltd.",
    },
    operator="hangzhou-deepseek",
    country="CN",
    server="CN",
    category="ai",
    source="DeepSeek privacy policy, “Who we are”",
)
CHATGPT = recipient(
    "chatgpt.com",
    "chatgpt",
    {"ko": "챗GPT", "en": "ChatGPT", "operator.en": "OpenAI OpCo, LLC", "parent.en": "OpenAI Group PBC"},
    operator="openai-opco",
    country="US",
    parent="openai",
    parent_country="US",
    server="US",
    category="ai",
    source="OpenAI terms of use, “Who we are”",
)
TUYA = recipient(
    "a1.tuyaus.com",
    "tuya",
    {
        "ko": "투야 스마트",
        "en": "Tuya Smart",
        "operator.ko": "투야 글로벌",
        "operator.en": "Tuya Global Inc.",
        "parent.ko": "투야",
        "parent.en": "Tuya Inc.",
    },
    operator="tuya-global",
    country="US",
    parent="tuya",
    parent_country="CN",
    server="US",
    category="iot",
    source="Tuya privacy policy, section 1",
    confidence=0.7,
)
ALIEXPRESS = recipient(
    "acs.aliexpress.com",
    "aliexpress",
    {
        "ko": "알리익스프레스",
        "en": "AliExpress",
        "operator.en": "Alibaba.com Singapore E-Commerce Private Limited",
        "parent.ko": "알리바바 그룹",
        "parent.en": "Alibaba Group Holding Limited",
    },
    operator="alibaba-singapore",
    country="SG",
    parent="alibaba",
    parent_country="CN",
    server="SG",
    category="shop",
    source="AliExpress privacy policy, “Data controllers”",
)
NAVER = recipient(
    "api.naver.com",
    "naver",
    {"ko": "네이버", "en": "Naver", "operator.ko": "네이버 주식회사", "operator.en": "NAVER Corporation"},
    operator="naver",
    country="KR",
    server="KR",
    category="portal",
    source="Naver privacy policy",
)
GEMINI = recipient(
    "gemini.google.com",
    "gemini",
    {"ko": "제미나이", "en": "Gemini", "operator.en": "Google LLC", "parent.en": "Alphabet Inc."},
    operator="google",
    country="US",
    parent="alphabet",
    parent_country="US",
    server="JP",
    category="ai",
    source="Google privacy policy",
)
CLOUD = recipient(
    "d1x8.cloudfront.net",
    "cloudfront",
    {"ko": "클라우드프런트", "en": "CloudFront", "operator.en": "Amazon Web Services, Inc."},
    operator="aws",
    country="US",
    category="cdn",
    source="AWS customer agreement",
    notes=("unknown tenant of CloudFront",),
)
PORTAL = recipient(
    "www.example.co.kr",
    "example",
    {"ko": "예시 포털", "en": "Example Portal", "operator.ko": "주식회사 예시", "operator.en": "Example Inc."},
    operator="example",
    country="KR",
    server="KR",
    source="notice on the site",
)
ADS = recipient("collect-metrics-endpoint-apne2.adtrack-events.example.net", server="DE")
BARE = recipient("203.0.113.77")

STAFF = {"user": "lee.doyoon", "unit": "영업1팀", "identified_by": "proxy-auth"}
SUPPORT = {"user": "park.seojun", "unit": "고객지원팀", "identified_by": "proxy-auth"}
DEVELOPER = {
    "user": "choi.haneul",
    "unit": "서비스개발본부 플랫폼개발팀",
    "app": "vscode",
    "identified_by": "proxy-auth",
}
VACUUM = {"device": "로봇청소기 (3층 회의실)", "address": "10.2.0.31", "identified_by": "address"}
PHONE = {"device": "업무용 휴대전화 12", "address": "10.2.0.58", "identified_by": "address"}


def entry(
    number: int,
    origin: dict[str, Any],
    to: dict[str, Any],
    kinds: dict[str, int],
    action: str = "allow",
    rule: str = "",
    done: str = "forwarded",
    *,
    seen: str = "full",
    opaque: str = "",
    unreadable: tuple[tuple[str, str], ...] = (),
    milder: tuple[str, ...] = (),
    excepted: str = "",
    path: str = "/v1/messages",
    note: str = "",
) -> dict[str, Any]:
    """One ledger entry; `milder` kinds have the disposition `allow`, `excepted` is what set `rule` aside."""
    sightings = [_sighting(kind, n) for kind, count in kinds.items() for n in range(count)]
    minute, second = divmod(number * 541, 60)
    weighed = (
        [{"rule": rule, "action": "block" if excepted else action, "locked": False, "excepted": excepted}]
        if rule
        else []
    )
    return {
        "schema": "gwanmun.record/1",
        "id": f"0199a4c2{number:04x}",
        "at": f"2026-11-20T{0 + minute // 60:02d}:{minute % 60:02d}:{second:02d}.120Z",
        "origin": origin,
        "endpoint": {"host": to["host"], "port": 443, "scheme": "https", "ip": to["ip"], "sni": to["host"]},
        "method": "POST" if seen != "name" else "",
        "path": path if seen != "name" else "",
        "size": 512,
        "recipient": to,
        "kinds": kinds,
        "sightings": sightings,
        "unreadable": [{"part": part, "why": why} for part, why in unreadable],
        "seen": seen,
        "opaque": opaque,
        "action": action,
        "rule": "" if excepted else rule,
        "weighed": weighed,
        "dispositions": ["allow" if each["kind"] in milder else action for each in sightings],
        "policy": "default@7f3c21",
        "knowledge": "4be1a90c27d5",
        "done": done,
        "status": 403 if done == "refused" else 200,
        "sent": 0 if done == "refused" else 512,
        "received": 2048,
        "note": note,
        "evidence": {"source": "gate", "name": "gate-seoul-1", "entry": ""},
    }


def _sighting(kind: str, n: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "part": "request.body",
        "path": f"json:$.messages[{n}].content",
        "start": 0,
        "end": 5,
        "confidence": 0.95,
        "reasons": ["format"],
        "mask": MASKS[kind].format(n=1000 + n),
        "fingerprint": f"f{n:07x}",
    }


def working_day() -> list[dict[str, Any]]:
    """Sixty-odd exchanges of one day at the gate."""
    customers = {"content.prompt": 1, "person.name": 12, "contact.phone": 12, "kr.rrn": 3}
    question = {"content.prompt": 1, "person.name": 1, "contact.phone": 1}
    order = {"person.name": 1, "contact.address": 1, "contact.phone": 1, "kr.pccc": 1}
    report = {"net.wifi": 1, "location.gps": 1}
    plan: list[tuple[Any, ...]] = [
        (STAFF, DEEPSEEK, customers, "block", "rrn-abroad", "refused"),
        (STAFF, DEEPSEEK, question, "block", "ai-unapproved", "refused"),
        (SUPPORT, DEEPSEEK, question, "block", "ai-unapproved", "refused"),
        (DEVELOPER, DEEPSEEK, {"content.prompt": 1, "secret.key": 1}, "block", "secret-anywhere", "refused"),
        *[(SUPPORT, CHATGPT, question, "pseudonymise", "ai-customer", "rewritten")] * 9,
        *[(STAFF, CHATGPT, question, "pseudonymise", "ai-customer", "rewritten")] * 3,
        *[(DEVELOPER, CHATGPT, {"content.prompt": 1}, "allow", "", "forwarded")] * 4,
        (DEVELOPER, GEMINI, {"content.prompt": 1}, "allow", "", "forwarded"),
        (STAFF, GEMINI, {"content.prompt": 1, "contact.email": 2}, "pseudonymise", "ai-customer", "rewritten"),
        *[(VACUUM, TUYA, report, "redact", "iot-location", "rewritten")] * 8,
        *[(PHONE, ALIEXPRESS, order, "warn", "shop-personal", "forwarded")] * 4,
        *[(PHONE, ADS, {"device.ad_id": 1, "net.ip": 1}, "allow", "", "forwarded")] * 6,
        (PHONE, CLOUD, {"device.ad_id": 1}, "allow", "", "forwarded"),
        *[(SUPPORT, NAVER, {"contact.phone": 1}, "allow", "", "forwarded")] * 3,
        ({}, BARE, {"contact.email": 1}, "allow", "", "forwarded"),
    ]
    entries = [entry(number, *row) for number, row in enumerate(plan)]
    for each in entries:
        _soften(each)
    return entries + _others(len(entries))


def _soften(each: dict[str, Any]) -> None:
    """A prompt that is rewritten still leaves as a prompt: only the values in it are replaced."""
    if each["action"] == "pseudonymise":
        each["dispositions"] = ["allow" if s["kind"] == "content.prompt" else "pseudonymise" for s in each["sightings"]]


def _others(start: int) -> list[dict[str, Any]]:
    """What had no data, could not be read, was excepted, or went otherwise than judged."""
    pinned = "client refused our certificate"
    settled = "월말 정산 2026-11 (승인: 한지민, 2026-11-30까지)"
    shop = (STAFF, ALIEXPRESS, {"finance.card": 1}, "block", "shop-personal", "cut")
    rows = [
        entry(start, PHONE, ADS, {}, done="passed-through", seen="name", opaque=pinned),
        entry(start + 1, PHONE, TUYA, {}, done="passed-through", seen="name", opaque=pinned),
        entry(
            start + 2,
            PHONE,
            CLOUD,
            {},
            unreadable=(("request.body", "application/zip, 51822 bytes: archives are not read"),),
        ),
        entry(
            start + 3,
            STAFF,
            CLOUD,
            {},
            unreadable=(("request.body", "unknown type, 733 bytes: not text, read where it is text"),),
        ),
        entry(start + 4, STAFF, DEEPSEEK, {}, "block", "ai-unapproved", "refused"),
        entry(start + 5, SUPPORT, NAVER, {"kr.brn": 1}, rule="rrn-abroad", excepted=settled),
        entry(start + 6, *shop, note="판정 전에 본문 64 KiB가 나갔음"),
        entry(start + 7, DEVELOPER, GEMINI, {"content.prompt": 1}, done="failed", note="upstream reset the connection"),
    ]
    return rows + [entry(start + 8 + n, STAFF, PORTAL, {}) for n in range(9)]
