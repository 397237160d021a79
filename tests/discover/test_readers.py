"""Single lines as real programs write them, and lines that must not be taken for a use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.discover import firewall, formats, zeek
from gwanmun.discover.columns import Reader
from gwanmun.discover.formats import ANY, PLAIN, recognise
from gwanmun.discover.squid import authority

_BIND = "(a.example.com): view lan: query: a.example.com IN AAAA + (10.0.0.2)"
LINES = [
    (
        "squid",
        "1729879108.361   2812 172.17.0.1 TCP_TUNNEL/200 5435 CONNECT example.com:443 - HIER_DIRECT/93.184.215.14 -",
        ("172.17.0.1", "example.com:443"),
    ),
    (
        "combined",
        '10.0.0.1 - kim [22/Nov/2025:10:00:00 +0900] "GET http://a.example.com/x?y HTTP/1.1" 200 512',
        ("kim", "a.example.com"),
    ),
    ("bind", f"22-Nov-2025 10:00:00.123 client @0x7f 10.0.0.1#53211 {_BIND}", ("10.0.0.1", "a.example.com")),
    ("bind", f"<30>Nov 22 10:00:00 ns1 named[811]: client 10.0.0.1#5 {_BIND}", ("10.0.0.1", "a.example.com")),
    ("bind", f"2025-11-22T10:00:00.123Z client 10.0.0.1#5 {_BIND}", ("10.0.0.1", "a.example.com")),
    (
        "dnsmasq",
        "Nov 22 10:00:00 dnsmasq[411]: 1234 10.0.0.1/5353 query[AAAA] a.example.com from 10.0.0.1",
        ("10.0.0.1", "a.example.com"),
    ),
    (
        "dnsmasq",
        "Nov  2 10:00:00 pi.hole dnsmasq[411]: query[HTTPS] a.example.com from fd00::12",
        ("fd00::12", "a.example.com"),
    ),
    ("unbound", "[1763773200] unbound[88:1] info: 10.0.0.1 a.example.com. HTTPS IN", ("10.0.0.1", "a.example.com.")),
    (
        "unbound-syslog",
        "Nov 22 10:00:00 fw unbound[88]: [88:0] info: 10.0.0.1 a.example.com. A IN",
        ("10.0.0.1", "a.example.com."),
    ),
]

PASSED = [
    b"Nov 22 10:00:00 dnsmasq[411]: forwarded a.example.com to 1.1.1.1",
    b"Nov 22 10:00:00 dnsmasq[411]: reply a.example.com is 93.184.215.14",
    b"Nov 22 10:00:00 dnsmasq[411]: gravity blocked ads.example.com is 0.0.0.0",
    b"[1763773200] unbound[88:0] info: start of service (unbound 1.17.1).",
    b'10.0.0.9 - - [22/Nov/2025:10:00:00 +0900] "GET /index.html HTTP/1.1" 200 512',
]


def named(name: str) -> Reader:
    return next(reader for reader in ANY if reader.name == name)


@pytest.mark.parametrize(("name", "line", "said"), LINES)
def test_a_line_of_each_dialect(name: str, line: str, said: tuple[str, str]) -> None:
    block = line.encode() + b"\n"
    found = recognise(block)
    assert found is not None
    assert found.name == name
    lines = found.read(block)
    assert lines.columns is not None
    assert (lines.columns.people[0].decode(), lines.columns.hosts[0].decode()) == said


@pytest.mark.parametrize("line", PASSED)
def test_what_is_no_use_is_not_counted(line: bytes) -> None:
    for reader in PLAIN:
        assert reader.read(line + b"\n").columns is None


def test_squid_refusals_are_no_use() -> None:
    line = b"1729879108.361 0 10.0.0.1 TCP_DENIED/407 3900 CONNECT chatgpt.com:443 - HIER_NONE/- text/html\n"
    lines = named("squid").read(line * 3)
    assert (lines.denied, list(lines.columns.hosts) if lines.columns else None) == (3, [])


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (b"http://a.example.com/x/y", b"a.example.com"),
        (b"http://user@a.example.com:8080/", b"a.example.com:8080"),
        (b"https://a.example.com?q=http://b.example/", b"a.example.com"),
        (b"a.example.com:443", b"a.example.com:443"),
    ],
)
def test_authority(url: bytes, host: bytes) -> None:
    assert authority(url) == host


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_firewall_tables_in_english(delimiter: str) -> None:
    heading = ["Receive Time", "Source IP", "Source User", "Destination IP", "URL", "Bytes Sent", "Action"]
    rows = [
        ["2025/11/22 10:00:00", "10.0.0.1", "kim", "192.0.2.1", "https://chatgpt.com/c/1", "1234", "allow"],
        ["2025/11/22 10:00:01", "10.0.0.2", "", "192.0.2.1", "-", "5", "allow"],
        ["2025/11/22 10:00:02", "10.0.0.2", "", "192.0.2.1", "x.example.com", "5", "block-url"],
    ]
    text = "\n".join(delimiter.join(row) for row in [heading, *rows]).encode() + b"\n"
    reader = firewall.recognise(text)
    assert reader is not None
    lines = reader.read(text)
    assert lines.columns is not None
    assert list(lines.columns.hosts) == [b"chatgpt.com", b"192.0.2.1"]
    assert list(lines.columns.people) == [b"kim", b"10.0.0.2"]
    assert (list(lines.columns.up or ()), lines.denied, lines.passed) == ([1234, 5], 1, 1)


def test_quotes_and_separators_in_numbers() -> None:
    text = '시간,출발지,목적지,송신바이트\n2025-11-22,10.0.0.1,"chatgpt.com","1,234"\n'.encode()
    reader = firewall.recognise(text)
    assert reader is not None
    columns = reader.read(text).columns
    assert columns is not None
    assert (list(columns.hosts), list(columns.up or ())) == ([b"chatgpt.com"], [1234])


def test_zeek_without_a_host_field_is_not_taken() -> None:
    assert zeek.recognise(b"#path\tx509\n#fields\tts\tfingerprint\n") is None


@given(st.binary(max_size=400))
def test_no_reader_raises(junk: bytes) -> None:
    block = junk + b"\n"
    log = zeek.ZeekTsv("zeek-dns", "lookup", ("ts", "id.orig_h", "query"))
    table = firewall.Table(",", (("client", 0), ("host", 1)), 2, ("a", "b"))
    readers = (*ANY, log, table)
    for reader in readers:
        reader.read(block)
    formats.recognise(junk)
