"""Headings of tables as firewalls, proxies and offices in Korea write them -> what the column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_FIREWALL: Mapping[str, str] = {
    "time": "time|timestamp|date|datetime|receive time|generated time|start time|log time|event time|"
    "시간|일시|날짜|시각|발생시간|발생일시|로그시간|수신시간|시작시간|탐지시간|접속시간|접속일시|생성일시",
    "client": "src|source|source ip|src ip|source address|srcip|sip|client|client ip|clientip|s ip|c ip|src addr|"
    "출발지|출발지ip|출발지주소|출발지ip주소|소스ip|소스|클라이언트|클라이언트ip|단말ip|사용자ip|pcip|접속ip",
    "user": "user|username|user name|source user|srcuser|src user|userid|user id|account|login|cs username|"
    "사용자|사용자명|사용자id|아이디|계정|사번|직원|이름|사용자계정",
    "host": "host|hostname|url|domain|fqdn|destination host|dst host|destination domain|destination name|server name|"
    "sni|site|website|cs host|dsthost|dest host|request url|web site|"
    "호스트|호스트명|도메인|도메인명|사이트|접속사이트|접속url|목적지도메인|목적지호스트|목적지url|유알엘|웹사이트|접속도메인",
    "address": "dst|destination|destination ip|dst ip|destination address|dstip|dip|dest|dest ip|server ip|d ip|"
    "s ip address|dst addr|목적지|목적지ip|목적지주소|목적지ip주소|서버ip|대상ip|도착지|도착지ip",
    "up": "bytes sent|sent bytes|sentbyte|bytes out|out bytes|upload|uploaded|tx|tx bytes|cs bytes|bytes toserver|"
    "orig bytes|sent|send bytes|송신바이트|송신|송신량|업로드|보낸바이트|전송바이트|업로드량|송신데이터",
    "down": "bytes received|received bytes|rcvdbyte|bytes in|in bytes|download|downloaded|rx|rx bytes|sc bytes|"
    "bytes toclient|resp bytes|received|recv bytes|"
    "수신바이트|수신|수신량|다운로드|받은바이트|다운로드량|수신데이터",
    "action": "action|verdict|disposition|result|status|rule action|"
    "조치|동작|처리|처리결과|결과|행위|정책동작|차단여부",
}

_REGISTER: Mapping[str, str] = {
    "service": "service|service name|application|app|product|tool|name|"
    "서비스|서비스명|서비스이름|프로그램|앱|솔루션|제품|제품명|이름|ai서비스|시스템명",
    "host": "host|hosts|hostname|domain|domains|url|site|address|도메인|호스트|사이트|주소|접속주소|url주소|홈페이지",
    "company": "company|operator|vendor|provider|supplier|recipient|processor|organisation|organization|entity|"
    "회사|회사명|업체|업체명|수탁자|수탁사|수탁업체|제공업체|"
    "운영사|운영자|공급업체|법인|법인명|이전받는자|제공받는자|수령자|공급자",
    "approved": "approved|approval|status|state|decision|allowed|permitted|result|"
    "승인|승인여부|승인상태|상태|허용|허용여부|심의결과|결과|판정|사용여부|검토결과",
    "until": "until|expires|expiry|expiration|valid until|end date|expires on|"
    "만료|만료일|유효기간|종료일|승인만료일|기한",
}


def _index(table: Mapping[str, str]) -> dict[str, str]:
    return {_plain(word): field for field, words in table.items() for word in words.split("|")}


def _plain(heading: str) -> str:
    """A heading without case, spaces, signs and what stands in brackets: `Bytes Sent (B)` is `bytessent`."""
    return re.sub(r"[\W_]+", "", re.sub(r"[(\[（].*?[)\]）]", "", heading.casefold()))


FIREWALL = _index(_FIREWALL)
REGISTER = _index(_REGISTER)


def columns(row: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """Field -> number of the first column whose heading means it."""
    found: dict[str, int] = {}
    for number, heading in enumerate(row):
        field = known.get(_plain(heading))
        if field is not None:
            found.setdefault(field, number)
    return found
