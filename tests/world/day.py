"""The working day of the demo, as data: who sends what to whom, and what the `default` policy is to do about it.

People, numbers and keys are invented: phones in unassigned ranges, mail at example domains.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

from gwanmun.transfer import Action, Endpoint, Exchange, Headers, Origin, Provenance, Request


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange of the day.

    `kinds` are those that must be seen, each at least so often; `raw` the values that must not reach the origin unless
    `action` lets them pass; `restored` the values that the sender must find again in the answer.
    """

    name: str
    korean: str
    english: str
    origin: Origin
    host: str
    target: str
    media: str
    body: bytes
    kinds: tuple[tuple[str, int], ...]
    action: Action
    raw: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    method: str = "POST"
    extra: Headers = ()

    @property
    def headers(self) -> Headers:
        """Header fields as sent, `host` without a port."""
        typed = (("content-type", self.media), ("content-length", str(len(self.body)))) if self.body else ()
        return (("host", self.host), ("user-agent", "gwanmun-demo/1"), ("accept", "*/*"), *self.extra, *typed)

    def request(self) -> Request:
        return Request(self.method, self.target, self.headers, self.body)

    def exchange(self, at: float = 0.0) -> Exchange:
        """The step as a recording would give it."""
        endpoint = Endpoint(self.host, 443, "https", None, self.host)
        return Exchange(self.name, at, self.origin, endpoint, Provenance("gate", "day", self.name), self.request())


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


CUSTOMERS = (
    ("김가람", "010-0123-4501", "garam.kim@example.com"),
    ("이도윤", "010-0123-4502", "doyun.lee@example.co.kr"),
    ("박서하", "010-0123-4503", "seoha.park@example.com"),
    ("최이든", "010-0123-4504", "ideun.choi@example.com"),
    ("정하람", "010-0123-4505", "haram.jung@example.co.kr"),
    ("강라온", "010-0123-4506", "raon.kang@example.com"),
    ("윤새봄", "010-0123-4507", "saebom.yun@example.com"),
    ("조다온", "010-0123-4508", "daon.cho@example.co.kr"),
)
NAME, PHONE, MAIL, PCCC = "김가람", "010-1234-0417", "garam.kim@example.com", "P230012345678"
ADDRESS = "서울특별시 마포구 가람로 12, 101동 502호"
API_KEY = "-".join(("sk", "proj", "Gw4nmunDem0Key7Qx2Lr9Tz5Vb8Nc3Hf6Jd1Ks0Pa2We4Ry"))
AD_ID = "3f2a9c1e-7b4d-4e8a-9c61-2d5f8b7a0e13"
BSSID, SSID = "58:d3:49:1a:2b:3c", "가람이네 5G"
LATITUDE, LONGITUDE = 37.566535, 126.977969

_SALES = Origin(user="kim.garam", unit="영업팀", device="PC-0117", identified_by="proxy-auth")
_SUPPORT = Origin(user="lee.doyun", unit="고객지원팀", device="PC-0231", identified_by="proxy-auth")
_DEVELOPER = Origin(user="park.seoha", unit="개발팀", device="PC-0342", identified_by="proxy-auth")
_VACUUM = Origin(device="로봇청소기 1호", identified_by="address")
_PHONE = Origin(user="choi.ideun", unit="총무팀", device="phone-ideun", app="쇼핑 앱", identified_by="proxy-auth")


def _customer_list() -> Step:
    rows = "\n".join(f"{name}\t{phone}\t{mail}" for name, phone, mail in CUSTOMERS)
    prompt = f"아래 고객 명단을 표로 정리하고 지역별로 나눠 주세요.\n이름\t휴대전화\t이메일\n{rows}"
    body: dict[str, object] = {
        "chat_session_id": "8d0e6a52",
        "parent_message_id": None,
        "prompt": prompt,
        "ref_file_ids": [],
    }
    return Step(
        "customer-list",
        "영업 직원이 고객 명단을 딥시크 웹 채팅에 붙여 넣는다",
        "An employee pastes a customer list into DeepSeek's web chat",
        _SALES,
        "chat.deepseek.com",
        "/api/v0/chat/completion",
        "application/json",
        _json(body | {"thinking_enabled": False, "search_enabled": False}),
        (("person.name", 8), ("contact.phone", 8), ("contact.email", 8), ("content.prompt", 1)),
        "block",
        raw=tuple(value for row in CUSTOMERS for value in row),
    )


def _customer_question() -> Step:
    text = f"고객 {NAME} 님(연락처 {PHONE}, {MAIL})께 보낼 환불 안내 문자를 공손하게 써 주세요."
    messages = [{"role": "system", "content": "You are a helpful assistant."}, {"role": "user", "content": text}]
    return Step(
        "customer-question",
        "고객지원 직원이 고객의 이름과 전화번호를 넣어 챗GPT에 묻는다",
        "Asks ChatGPT about a customer by name and phone number",
        _SUPPORT,
        "api.openai.com",
        "/v1/chat/completions",
        "application/json",
        _json({"model": "gpt-4o", "stream": True, "messages": messages}),
        (("person.name", 1), ("contact.phone", 1), ("contact.email", 1), ("content.prompt", 1)),
        "pseudonymise",
        raw=(NAME, PHONE, MAIL),
        restored=(NAME, PHONE, MAIL),
    )


def _vacuum_report() -> Step:
    report = {
        "devId": "eb7f02c49a61d3",
        "wifi": {"ssid": SSID, "bssid": BSSID, "rssi": -47},
        "location": {"latitude": LATITUDE, "longitude": LONGITUDE},
        "status": {"battery": 81, "mode": "smart", "cleanTime": 1620},
    }
    return Step(
        "vacuum-report",
        "로봇청소기가 와이파이 이름과 위치를 투야 클라우드에 보고한다",
        "A robot vacuum reports to Tuya with the Wi-Fi name and a location",
        _VACUUM,
        "a1.tuyaus.com",
        "/api.json?a=thing.m.device.report&v=1.0",
        "application/json",
        _json(report),
        (("net.wifi", 2), ("location.gps", 1)),
        "redact",
        raw=(SSID, BSSID, str(LATITUDE), str(LONGITUDE)),
    )


def _shop_order() -> Step:
    data = {
        "receiverName": "최이든",
        "mobileNo": "01001234504",
        "detailAddress": ADDRESS,
        "zipCode": "01234",
        "pccc": PCCC,
        "itemId": "1005006012345678",
        "quantity": 1,
    }
    form = f"api=mtop.order.create&v=1.0&data={quote(json.dumps(data, ensure_ascii=False))}"
    return Step(
        "shop-order",
        "쇼핑 앱이 주소, 전화번호, 개인통관고유부호를 알리익스프레스로 보낸다",
        "A shop app sends an address, phone and personal customs code to AliExpress",
        _PHONE,
        "acs.aliexpress.com",
        "/h5/mtop.order.create/1.0/?appKey=12574478",
        "application/x-www-form-urlencoded; charset=utf-8",
        form.encode(),
        (("contact.address", 1), ("contact.phone", 1), ("kr.pccc", 1)),
        "warn",
    )


def _search() -> Step:
    return Step(
        "search",
        "직원이 점심 식당을 찾는다",
        "A harmless search",
        _SALES,
        "www.example.com",
        f"/search?q={quote('점심 김치찌개')}",
        "",
        b"",
        (),
        "allow",
        method="GET",
    )


def _api_key() -> Step:
    text = f'이 코드가 왜 401을 내는지 봐 주세요.\nclient = OpenAI(api_key="{API_KEY}")\nclient.models.list()'
    return Step(
        "api-key",
        "개발자가 API 키가 든 코드를 챗GPT에 붙여 넣는다",
        "A developer pastes code with an API key into a prompt",
        _DEVELOPER,
        "api.openai.com",
        "/v1/chat/completions",
        "application/json",
        _json({"model": "gpt-4o", "messages": [{"role": "user", "content": text}]}),
        (("secret.key", 1), ("content.prompt", 1)),
        "block",
        raw=(API_KEY,),
    )


def _telemetry() -> Step:
    header = {"app_id": 20001731, "os_name": "android", "device_model": "SM-S928N", "gaid": AD_ID, "language": "ko"}
    event = {"event": "predefine_pageview", "local_time_ms": 1763790000123, "params": json.dumps({"page": "/order"})}
    return Step(
        "telemetry",
        "쇼핑 앱의 분석 SDK가 광고 식별자를 볼케이노 엔진에 보낸다",
        "A telemetry SDK sends the advertising id to Volcano Engine",
        _PHONE,
        "gator.volces.com",
        "/list",
        "application/json; charset=utf-8",
        _json([{"events": [event], "header": header}]),
        (("device.ad_id", 1),),
        "allow",
    )


DAY: tuple[Step, ...] = (
    _search(),
    _customer_list(),
    _customer_question(),
    _vacuum_report(),
    _shop_order(),
    _telemetry(),
    _api_key(),
)
