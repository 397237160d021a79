"""Makes logs of every format from the same list of uses, so that the totals of each are known."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

KST = 9 * 3600
NOON = 1_763_780_400
"""2025-11-22 12:00 in Korea, seconds since 1970."""

HOSTS = (
    ("chat.deepseek.com", "180.184.1.9"),
    ("chatgpt.com", "104.18.32.47"),
    ("www.naver.com", "223.130.200.104"),
    ("cdn.unheard-of.example.net", "192.0.2.7"),
    ("x.deepseek-login.com", "198.51.100.9"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One use; `user` is "-" where the log names none."""

    at: int
    client: str
    user: str
    host: str
    address: str
    up: int
    down: int

    @property
    def day(self) -> str:
        return self.local.date().isoformat()

    @property
    def local(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC) + timedelta(seconds=KST)

    @property
    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


def uses(count: int, seed: int = 7, users: bool = True) -> list[Seen]:
    """`count` uses over three days by twelve people; the same seed gives the same list."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        person = chance.randrange(12)
        host, address = chance.choice(HOSTS)
        at = NOON + chance.randrange(3) * 86_400 + chance.randrange(3600)
        user = f"user{person}" if users else "-"
        found.append(
            Seen(at, f"10.1.2.{person + 1}", user, host, address, chance.randrange(9999), chance.randrange(99_999))
        )
    return found


def squid(each: Seen) -> str:
    method, url = ("CONNECT", f"{each.host}:443") if each.up % 2 else ("GET", f"http://{each.host}/a/b?c=d")
    return (
        f"{each.at}.123 {each.up % 900:6d} {each.client} TCP_MISS/200 {each.down} {method} {url} {each.user} "
        f"HIER_DIRECT/{each.address} -"
    )


def combined(each: Seen) -> str:
    when = each.local.strftime("%d/%b/%Y:%H:%M:%S +0900")
    return (
        f'{each.client} - {each.user} [{when}] "CONNECT {each.host}:443 HTTP/1.1" 200 {each.down} '
        '"-" "Mozilla/5.0 (X11)" TCP_TUNNEL:HIER_DIRECT'
    )


def bind(each: Seen) -> str:
    when = each.local.strftime("%d-%b-%Y %H:%M:%S.123")
    asked = f"client @0x7f1c5c0 {each.client}#5353 ({each.host}): query: {each.host} IN A +E(0)K (10.0.0.1)"
    return f"{when} queries: info: {asked}"


def dnsmasq(each: Seen) -> str:
    return f"{each.local.strftime('%b %e %H:%M:%S')} dnsmasq[412]: query[A] {each.host} from {each.client}"


def unbound(each: Seen) -> str:
    return f"[{each.at}] unbound[812:0] info: {each.client} {each.host}. A IN"


def adguard(each: Seen) -> str:
    row = {"T": each.utc.strftime("%Y-%m-%dT%H:%M:%S.5Z"), "QH": each.host, "QT": "A", "IP": each.client}
    return json.dumps(row)


def zeek_json(each: Seen) -> str:
    row = {
        "_path": "ssl", "ts": each.utc.strftime("%Y-%m-%dT%H:%M:%S.5Z"), "id.orig_h": each.client,
        "id.resp_h": each.address, "server_name": each.host,
    }  # fmt: skip
    return json.dumps(row)


def eve(each: Seen) -> str:
    row = {
        "timestamp": each.utc.strftime("%Y-%m-%dT%H:%M:%S.123456+0000"), "event_type": "tls",
        "src_ip": each.client, "dest_ip": each.address, "tls": {"sni": each.host},
    }  # fmt: skip
    return json.dumps(row)


_FIELDS = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p host request_body_len response_body_len status_code"
ZEEK_FIELDS = tuple(_FIELDS.split())


def zeek_tsv(each: Seen) -> str:
    row = (f"{each.at}.5", "Cx1", each.client, "5", each.address, "80", each.host, str(each.up), str(each.down), "200")
    return "\t".join(row)


def firewall(each: Seen) -> str:
    when = each.local.strftime("%Y-%m-%d %H:%M:%S")
    return f"{when},{each.client},{each.user},{each.address},{each.host},{each.up},{each.down},허용"


HEADS: Mapping[str, str] = {
    "zeek_tsv": "#separator \\x09\n#set_separator\t,\n#path\thttp\n#fields\t" + "\t".join(ZEEK_FIELDS) + "\n",
    "firewall": "일시,출발지 IP,사용자,목적지 IP,도메인,송신바이트,수신 바이트(B),조치\n",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A format: its name in the result, how a line is written, and what the format tells; `dated`: with the year."""

    reader: str
    line: Callable[[Seen], str]
    users: bool = False
    up: bool = False
    down: bool = False
    addresses: bool = False
    lookups: bool = False
    dated: bool = True
    coding: str = "utf-8"

    @property
    def head(self) -> str:
        return HEADS.get(self.line.__name__, "")

    def text(self, seen: list[Seen]) -> bytes:
        return (self.head + "".join(self.line(each) + "\n" for each in seen)).encode(self.coding)


FORMATS: Mapping[str, Made] = {
    "squid": Made("squid", squid, users=True, down=True, addresses=True),
    "combined": Made("combined", combined, users=True, down=True),
    "bind": Made("bind", bind, lookups=True),
    "dnsmasq": Made("dnsmasq", dnsmasq, lookups=True, dated=False),
    "unbound": Made("unbound", unbound, lookups=True),
    "adguard": Made("adguard-dns-json", adguard, lookups=True),
    "zeek-json": Made("zeek-ssl-json", zeek_json, addresses=True),
    "eve": Made("eve-tls-json", eve, addresses=True),
    "zeek": Made("zeek-http", zeek_tsv, up=True, down=True, addresses=True),
    "firewall": Made("firewall-csv", firewall, users=True, up=True, down=True, addresses=True),
    "firewall-cp949": Made("firewall-csv", firewall, users=True, up=True, down=True, addresses=True, coding="cp949"),
}


def totals(seen: list[Seen], host: str) -> tuple[int, int, int, int, str, str]:
    """People, lines, bytes up and down, first and last day of one host."""
    mine = [each for each in seen if each.host == host]
    days = sorted(each.day for each in mine)
    people = {each.user if each.user != "-" else each.client for each in mine}
    return len(people), len(mine), sum(e.up for e in mine), sum(e.down for e in mine), days[0], days[-1]


def write(folder: Path, name: str, seen: list[Seen]) -> Path:
    path = folder / f"{name}.log"
    path.write_bytes(FORMATS[name].text(seen))
    return path


def every(folder: Path, seen: list[Seen]) -> Iterator[Path]:
    for name in FORMATS:
        yield write(folder, name, seen)
