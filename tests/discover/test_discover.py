from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwanmun.discover.days import number
from gwanmun.discover.discover import Discovered, discover
from gwanmun.discover.survey import Use
from gwanmun.discover.work import Ask
from gwanmun.errors import Problem
from tests.discover.made import FORMATS, every, totals, uses, write

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "logs"


def read(path: Path, *more: Path, block: int = 1 << 18, piece: int = 48 << 20, processes: int = 1) -> Discovered:
    return discover((path, *more), Ask(path.parent / "state", block=block), piece=piece, processes=processes)


def by_id(found: Discovered) -> dict[str, Use]:
    return {use.id: use for use in (*found.survey.known, *found.survey.unknown)}


IDS = {
    "chat.deepseek.com": "deepseek",
    "chatgpt.com": "chatgpt",
    "www.naver.com": "naver",
    "cdn.unheard-of.example.net": "example.net",
    "x.deepseek-login.com": "deepseek-login.com",
}
SERVERS = {"deepseek": "CN", "naver": "KR"}
"""The others answer from everywhere, or from addresses that are examples."""


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_totals_it_was_made_with(tmp_path: Path, name: str) -> None:
    made, seen = FORMATS[name], uses(400)
    found = read(write(tmp_path, name, seen))
    assert found.logs[0].reader is not None
    assert found.logs[0].reader.name == made.reader
    assert found.counts[0].read.total() == 400
    rows = by_id(found)
    for host, key in IDS.items():
        people, lines, up, down, first, last = totals(seen, host)
        use = rows[key]
        assert (use.people, use.requests, use.lookups) == (people, *((0, lines) if made.lookups else (lines, 0)))
        assert (use.up, use.down) == (up if made.up else 0, down if made.down else 0)
        if key in SERVERS:
            assert use.servers == (((SERVERS[key], 1),) if made.addresses else ())
        if made.dated:
            assert (use.first, use.last) == (first, last)


@pytest.mark.parametrize("packed", ["gz", "zst"])
def test_compressed_logs_are_read(tmp_path: Path, packed: str) -> None:
    data = FORMATS["squid"].text(uses(300))
    path = tmp_path / f"a.{packed}"
    path.write_bytes(gzip.compress(data) if packed == "gz" else zstandard.compress(data))
    found = read(path)
    assert found.counts[0].read.total() == 300
    path.write_bytes(path.read_bytes()[:-20])
    cut = read(path)
    assert cut.logs[0].faults


def test_many_logs_make_one_answer(tmp_path: Path) -> None:
    seen = uses(60)
    paths = list(every(tmp_path, seen))
    use = by_id(read(*paths))["deepseek"]
    people, lines, *_ = totals(seen, "chat.deepseek.com")
    kinds = [made.lookups for made in FORMATS.values()]
    assert (use.requests, use.lookups) == (lines * kinds.count(False), lines * kinds.count(True))
    assert use.people == 2 * people, "users, and the addresses of the logs that name no users"


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Squid lines with junk, other formats, refusals and an over-long line among them."""
    seen = uses(500)
    lines = [FORMATS["squid"].line(each) for each in seen]
    lines[10:10] = ["garbage", "\x00\x01\x02", "x" * 5000, FORMATS["unbound"].line(seen[0])]
    lines[40] = lines[40].replace("TCP_MISS/200", "TCP_DENIED/407")
    path = tmp_path_factory.mktemp("mixed") / "mixed.log"
    path.write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\xfd broken\n" + b"y" * 1_200_000 + b"\nlast")
    return path


def outline(found: Discovered) -> object:
    count = found.counts[0]
    lost = (count.unread, count.denied, count.passed, count.too_long, sorted(count.read.items()))
    return found.survey.known, found.survey.unknown, found.survey.by_day, lost


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(block=st.integers(64, 4000), piece=st.integers(500, 60_000))
def test_any_size_of_block_and_piece_gives_the_same(mixed: Path, block: int, piece: int) -> None:
    assert outline(read(mixed, block=block, piece=piece)) == outline(read(mixed))


def test_two_processes_give_what_one_gives(mixed: Path) -> None:
    assert outline(read(mixed, piece=40_000, processes=2)) == outline(read(mixed))


def test_what_is_not_read_is_counted(mixed: Path) -> None:
    count = read(mixed).counts[0]
    assert (count.unread, count.denied, count.too_long) == (5, 1, 1)
    assert dict(count.read) == {"squid": 499, "unbound": 1}


def test_days_asked_for(tmp_path: Path) -> None:
    seen = uses(300)
    path = write(tmp_path, "squid", seen)
    day = sorted({each.day for each in seen})[1]
    found = discover([path], Ask(tmp_path, number(day), number(day)), processes=1)
    inside = sum(each.day == day for each in seen)
    assert (found.counts[0].read.total(), found.counts[0].outside) == (inside, 300 - inside)
    assert (found.survey.first, found.survey.last) == (day, day)


def test_a_date_in_the_future_dates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "future.log"
    path.write_text("4102444800.000      1 10.0.0.1 TCP_MISS/200 5 CONNECT chatgpt.com:443 - HIER_DIRECT/192.0.2.1 -\n")
    found = read(path)
    assert (found.survey.undated, found.survey.first) == (1, "")
    assert by_id(found)["chatgpt"].requests == 1


def test_a_look_alike_is_flagged_and_not_attributed(tmp_path: Path) -> None:
    use = by_id(read(write(tmp_path, "squid", uses(200))))["deepseek-login.com"]
    assert (use.status, use.like, use.recipient.operator) == ("unknown", "deepseek", None)


def test_a_missing_log_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot read"):
        read(tmp_path / "none.log")


def test_nothing_readable_is_said(tmp_path: Path) -> None:
    path = tmp_path / "junk"
    path.write_bytes(bytes(range(256)) * 50)
    found = read(path)
    assert not found.readable
    assert found.logs[0].reader is None


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample logs are not here")
def test_the_sample_logs_are_read() -> None:
    found = discover([SAMPLES], Ask(SAMPLES), processes=1)
    formats = [log.reader.name if log.reader else None for log in found.logs]
    assert formats == ["zeek-dns-json", "zeek-dns", "zeek-ssl-json", "zeek-ssl", None]
    assert sum(count.unread + count.too_long for count in found.counts) == 0
    assert by_id(found)["google"].people > 20
