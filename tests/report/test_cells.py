"""Facts keep their own level and source; what is not known is an empty cell, never a guess."""

from __future__ import annotations

from gwanmun.knowledge.words import load_words
from gwanmun.report.cells import PartyRow, SourceRow, party_rows
from gwanmun.report.labels import Labels
from gwanmun.report.tally import build_case
from tests.report import sample

KO = Labels(load_words("ko"), sample.KIND_NAMES["ko"])


def built() -> tuple[dict[str, PartyRow], dict[int, SourceRow]]:
    rows, sources = party_rows(build_case(sample.working_day()), KO)
    return {row.name: row for row in rows}, {source.number: source for source in sources}


def test_each_fact_has_its_own_level_and_source() -> None:
    rows, sources = built()
    (operator,), (server,) = rows["딥시크"].operator, rows["딥시크"].server_country
    assert (operator.level, sources[operator.cite].source) == ("high", "DeepSeek privacy policy, “Who we are”")
    assert (server.text, server.level, sources[server.cite].source) == ("중국", "mid", sample.REGISTRY[0])


def test_unknown_is_empty() -> None:
    rows, _ = built()
    bare = rows["203.0.113.77"]
    assert (bare.known, bare.operator, bare.server_country, bare.parent) == (False, (), (), ())


def test_a_source_is_numbered_once_and_names_what_it_is_cited_for() -> None:
    _, sources = built()
    assert sorted(sources) == list(range(1, len(sources) + 1))
    assert len({(row.source, row.date) for row in sources.values()}) == len(sources)
    registry = next(row for row in sources.values() if row.source == sample.REGISTRY[0])
    assert ("딥시크", "서버 국가") in registry.facts


def test_two_server_countries_are_both_shown() -> None:
    korea = {**sample.CHATGPT, "server_country": "KR"}
    rows, _ = party_rows(
        build_case(
            [sample.entry(n, {}, to, {"person.name": 1}) for n, to in enumerate((sample.CHATGPT, korea, korea))]
        ),
        KO,
    )
    assert [cell.text for cell in rows[0].server_country] == ["대한민국", "미국"]


def test_a_cloud_customer_is_said_to_be_unknown() -> None:
    rows, _ = built()
    assert rows["클라우드프런트"].notes == ("CloudFront의 고객이며 누구인지는 확인되지 않음",)
