"""Access logs of proxies -> exchanges."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gwanmun.capture import squid
from gwanmun.capture.place import Item
from gwanmun.capture.read import read
from gwanmun.capture.squid import CACHED, REFUSED, TUNNEL
from gwanmun.transfer import Endpoint, Exchange, Unreadable, Volume

SHA = "56" * 32
AT = 1763790000.25


def items(*log: str) -> list[Item]:
    return list(squid.items(["\n".join(log).encode()], SHA))


def one(line: str) -> Exchange:
    (exchange,) = items(line)
    assert isinstance(exchange, Exchange), exchange
    return exchange


def native(
    method: str,
    url: str,
    user: str = "-",
    way: str = "HIER_DIRECT/203.0.113.9",
    code: str = "TCP_MISS/200",
    client: str = "10.0.0.5",
) -> str:
    return f"{AT:.3f}    231 {client} {code} 4516 {method} {url} {user} {way} text/html"


def test_a_request_in_squids_own_format() -> None:
    made = one(native("GET", "http://www.example.com/a%20b?q=1&email=garam.kim@example.com", "garam%40corp"))
    assert made.endpoint == Endpoint("www.example.com", 80, "http", "203.0.113.9")
    assert made.request is not None
    assert (made.request.method, made.request.target) == ("GET", "/a%20b?q=1&email=garam.kim@example.com")
    assert (made.at, made.seen, made.volume) == (AT, "head", Volume(-1, 4516, 0, 0.231))
    assert (made.origin.user, made.origin.address, made.origin.identified_by) == (
        "garam@corp",
        "10.0.0.5",
        "proxy-auth",
    )
    assert made.response is not None
    assert (made.response.status, made.response.header("content-type")) == (200, "text/html")
    assert (made.id, made.provenance.entry) == (f"{SHA[:12]}-1", "1")


SERVER = Endpoint("chat.example.com", 443, "https", "203.0.113.9", None, "connect")
BARE = Endpoint("2001:db8::1", 8443, "https", "2001:db8::1", None, "connect")
UNREACHED = Endpoint("chat.example.com", 443, "https", None, None, "connect")
INSIDE = Endpoint("chat.example.com", 443, "https", "203.0.113.9", "chat.example.com", "sni")


@pytest.mark.parametrize(
    ("line", "endpoint", "why"),
    [
        (native("CONNECT", "chat.example.com:443", code="TCP_TUNNEL/200"), SERVER, TUNNEL),
        (native("CONNECT", "[2001:db8::1]:8443", way="ORIGINAL_DST/2001:db8::1"), BARE, TUNNEL),
        (native("CONNECT", "chat.example.com:443", code="TCP_DENIED/407", way="HIER_NONE/-"), UNREACHED, REFUSED),
        (native("CONNECT", "203.0.113.9:443") + " sni=chat.example.com", INSIDE, TUNNEL),
    ],
    ids=["name", "IPv6", "denied", "server name inside"],
)
def test_a_tunnel_is_no_more_than_a_name(line: str, endpoint: Endpoint, why: str) -> None:
    made = one(line)
    assert (made.seen, made.request, made.endpoint, made.opaque) == ("name", None, endpoint, why)


@pytest.mark.parametrize(
    ("line", "method", "url"),
    [
        (native("PROPFIND", "https://www.example.com:8443/dav/"), "PROPFIND", "https://www.example.com:8443/dav/"),
        (native("M-SEARCH", "http://www.example.com"), "M-SEARCH", "http://www.example.com:80/"),
        (native("get", "ftp://files.example.com/a.txt"), "GET", "ftp://files.example.com:21/a.txt"),
        (
            native("GET", "http://xn--bj0bj06e.example.com/%EA%B0%80"),
            "GET",
            "http://xn--bj0bj06e.example.com:80/%EA%B0%80",
        ),
    ],
)
def test_odd_methods_and_schemes(line: str, method: str, url: str) -> None:
    made = one(line)
    assert made.request is not None
    where = made.endpoint
    assert (made.request.method, f"{where.scheme}://{where.host}:{where.port}{made.request.target}") == (method, url)


def test_another_proxys_address_is_not_the_servers_and_what_was_refused_or_cached_is_said() -> None:
    assert one(native("GET", "http://www.example.com/", way="FIRSTUP_PARENT/10.9.9.9")).endpoint.ip is None
    assert one(native("GET", "http://www.example.com/", code="TCP_DENIED/403")).opaque == REFUSED
    assert one(native("GET", "http://www.example.com/", code="TCP_MEM_HIT/200", way="HIER_NONE/-")).opaque == CACHED


LOCAL = "22/Nov/2025:14:40:00 +0900"
QUOTED = '"http://www.example.com/start?id=7" "Mozilla/5.0 (X11)"'
SPLUNK = (
    f"{AT:.3f} logformat=splunk_recommended_squid duration=9 src_ip=10.0.0.5 src_port=5 dest_ip=203.0.113.9"
    f' dest_port=80 user_ident="-" user="garam" local_time=[{LOCAL}] http_method=GET url="http://www.example.com/?q=1"'
    ' http_referrer="http://www.example.com/start?id=7" http_user_agent="Mozilla/5.0 (X11)" status=200'
    ' vendor_action=TCP_MISS dest_status=HIER_DIRECT http_content_type="text/html" bytes=9 bytes_in=310'
    ' bytes_out=4516 sni="-"'
)
URL = "http://www.example.com/?q=1"
MIME = "[Referer: http://www.example.com/start?id=7%0D%0AUser-Agent: Mozilla/5.0 (X11)%0D%0A] [HTTP/1.1 200 OK%0D%0A]"


@pytest.mark.parametrize(
    "line",
    [
        f'10.0.0.5 - garam [{LOCAL}] "GET {URL} HTTP/1.1" 200 4516 {QUOTED} TCP_MISS:HIER_DIRECT',
        f'10.0.0.5 - garam [{LOCAL}] "GET {URL} HTTP/1.1" 200 4516 {QUOTED}',
        f"{native('GET', URL, 'garam')} {QUOTED}",
        f"{native('GET', URL, 'garam')} {MIME}",
        f"Nov 22 14:40:00 proxy (squid-1)[123]: {native('GET', URL, 'garam')} {QUOTED}",
        f"{native('GET', URL, 'garam').replace(f'{AT:.3f}', f'[{LOCAL}]')} {QUOTED}",
        f"{native('GET', URL, 'garam').replace(f'{AT:.3f}', '2025-11-22T14:40:00.250+09:00')} {QUOTED}",
        f"{native('GET', URL, 'garam').replace(f'{AT:.3f}', '2025-11-22 14:40:00,250 +0900')} {QUOTED}",
        SPLUNK,
    ],
    ids=[
        "common+squid",
        "combined",
        "native+quoted",
        "native+mime",
        "syslog",
        "local time",
        "ISO time",
        "comma",
        "name=value",
    ],
)
def test_every_line_format_tells_the_same(line: str) -> None:
    made = one(line)
    assert (round(made.at), made.origin.user, made.origin.address) == (round(AT), "garam", "10.0.0.5")
    assert made.endpoint.host == "www.example.com"
    assert made.request is not None
    assert (made.request.method, made.request.target) == ("GET", "/?q=1")
    assert sorted(made.request.headers) == [
        ("referer", "http://www.example.com/start?id=7"),
        ("user-agent", "Mozilla/5.0 (X11)"),
    ]


def test_bytes_of_both_ways_are_a_volume() -> None:
    assert one(SPLUNK).volume == Volume(310, 4516)


def test_a_web_servers_own_log_names_no_host_unless_it_names_its_virtual_host() -> None:
    line = f'10.0.0.5 - - [{LOCAL}] "GET /index.html?q=1 HTTP/1.1" 200 10'
    assert items(line) == [
        Unreadable("lines", "1 of 1 lines hold no transfer: requests that name no host, as a web server logs its own")
    ]
    made = one(f"shop.example.com:443 {line}")
    assert (made.endpoint, made.request and made.request.target) == (
        Endpoint("shop.example.com", 443, "https"),
        "/index.html?q=1",
    )


def test_what_is_no_request_is_counted_and_lines_not_understood_are_named() -> None:
    found = items(
        native("GET", "http://www.example.com/"),
        native("NONE", "error:invalid-request", code="TAG_NONE/400", way="HIER_NONE/-"),
        native("-", "error:transaction-end-before-headers", code="NONE_NONE/000"),
        native("ICP_QUERY", "http://www.example.com/", code="UDP_MISS/000"),
        "",
        "hello",
        '{"event_type": "tls"}',
    )
    assert [item for item in found if isinstance(item, Unreadable)] == [
        Unreadable("lines", "2 of 7 lines not understood, first 6, 7"),
        Unreadable("lines", "2 of 7 lines hold no transfer: no request that the proxy could read"),
        Unreadable("lines", "1 of 7 lines hold no transfer: questions between caches"),
    ]


@pytest.mark.parametrize(
    ("client", "address", "device"),
    [
        ("10.0.0.5", "10.0.0.5", None),
        ("10.0.0.5:51000", "10.0.0.5", None),
        ("2001:db8::5", "2001:db8::5", None),
        ("[2001:db8::5]:51000", "2001:db8::5", None),
        ("pc-0117.corp.example", None, "pc-0117.corp.example"),
        ("-", None, None),
    ],
)
def test_who_asked(client: str, address: str | None, device: str | None) -> None:
    origin = one(native("GET", "http://www.example.com/", client=client)).origin
    assert (origin.address, origin.device) == (address, device)


def test_a_log_is_told_by_any_of_its_first_lines(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text("# rotated\ncut line\n" + native("GET", "http://www.example.com/") + "\n")
    assert read(path).format == "squid"


STREAM = "\n".join(
    [native("GET", URL), SPLUNK, f'10.0.0.5 - - [{LOCAL}] "GET {URL} HTTP/1.1" 200 45 {QUOTED}']
).encode()


@given(st.integers(1, 99), st.lists(st.tuples(st.integers(0, len(STREAM) - 1), st.binary(max_size=3)), max_size=5))
def test_neither_chunks_nor_damage_matter(size: int, damage: list[tuple[int, bytes]]) -> None:
    stream = bytearray(STREAM)
    for at, data in damage:
        stream[at : at + len(data)] = data
    whole = list(squid.items([bytes(stream)], SHA))
    assert all(isinstance(item, Exchange | Unreadable) for item in whole)
    assert list(squid.items((bytes(stream[at : at + size]) for at in range(0, len(stream), size)), SHA)) == whole


WORD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=" \n"), min_size=1, max_size=12)


@settings(max_examples=300)
@given(WORD | st.sampled_from(["CONNECT", "-"]), WORD, WORD)
@example("GET", "http://[::1", "-")
@example("CONNECT", "a:99999", "-")
@example("GET", "http://a:b@c:d:e/", "%ff%")
def test_no_word_of_any_shape_makes_the_reader_fail(method: str, url: str, user: str) -> None:
    for line in (native(method, url, user), f'10.0.0.5 - {user} [{LOCAL}] "{method} http://{url} HTTP/1.1" 200 1'):
        assert all(isinstance(item, Exchange | Unreadable) for item in items(line))


@pytest.mark.parametrize("hostile", ["a " * 500_000, '"' * 1_000_000, "[" * 1_000_000, "1" * 1_000_000, "a=" * 500_000])
def test_a_hostile_line_takes_no_time_to_speak_of(hostile: str) -> None:
    assert [type(item) for item in items(hostile)] == [Unreadable]
