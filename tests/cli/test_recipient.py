from __future__ import annotations

import csv
import io
import json

import pytest

from gwanmun.cli.recipient import target
from gwanmun.errors import Problem
from tests.cli_runner import Shell

FIELDS = {
    "host", "ip", "status", "service", "operator", "operator_country", "parent", "server_country", "network", "sources",
}  # fmt: skip


def test_jsonl_has_the_fixed_fields(shell: Shell) -> None:
    ran = shell("recipient", "--format", "jsonl", "chat.deepseek.com", "no-such-host.example")
    known, unknown = (json.loads(line) for line in ran.out.splitlines())
    assert set(known) >= FIELDS
    assert (known["status"], known["operator_country"], unknown["status"]) == ("known", "CN", "unknown")
    assert all({"field", "value", "source", "date", "confidence"} == set(each) for each in known["sources"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://chat.deepseek.com/path?x=1", ("chat.deepseek.com", None)),
        ("chat.deepseek.com:443", ("chat.deepseek.com", None)),
        ("192.0.2.1", (None, "192.0.2.1")),
        ("[2001:db8::1]", (None, "2001:db8::1")),
        ("http://192.0.2.1:8080/", (None, "192.0.2.1")),
        ("[::ffff:52.78.1.1]:443", (None, "52.78.1.1")),
        ("https://chat.deepseek.com@evil.example/", ("evil.example", None)),
        ("evil.example/?next=https://chat.deepseek.com", ("evil.example", None)),
    ],
)
def test_what_is_asked_for(text: str, expected: tuple[str | None, str | None]) -> None:
    assert target(text) == expected


@pytest.mark.parametrize("text", ["", "http://", "//", "http://[::1"])
def test_what_is_no_host_is_said(text: str) -> None:
    with pytest.raises(Problem, match="is not a host"):
        target(text)


def test_standard_input_takes_the_place_of_a_dash(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("chat.deepseek.com\n\n# a remark\n 1.1.1.1 \nhttp://\n"))
    ran = shell("recipient", "--format", "jsonl", "first.example", "-")
    assert [json.loads(line)["asked"] for line in ran.out.splitlines()] == [
        "first.example",
        "chat.deepseek.com",
        "1.1.1.1",
        "http://",
    ]
    assert ran.code == 0


def test_json_carries_every_statement_with_its_source(shell: Shell) -> None:
    ran = shell("recipient", "--format", "json", "52.78.10.20")
    found = json.loads(ran.out)
    assert found["schema"] == "gwanmun.recipient/1"
    servers = [each for each in found["recipients"][0]["evidence"] if each["field"] == "server_country"]
    assert [(each["value"], each["taken"]) for each in servers] == [("KR", True), ("US", False)]
    assert all(each["source"] and each["date"] and each["confidence"] for each in servers)


def test_csv_has_a_line_each(shell: Shell) -> None:
    ran = shell("recipient", "--format", "csv", "us.thtk.temu.com", "no-such-host.example")
    temu, unknown = csv.DictReader(io.StringIO(ran.out))
    assert (temu["operator_country"], temu["parent_country"], temu["server_country"]) == ("IE", "CN", "US")
    assert (unknown["status"], unknown["operator"], unknown["notes"]) == ("unknown", "", "")


def test_text_in_both_languages(shell: Shell) -> None:
    korean = shell("recipient", "--lang", "ko", "fp-it-acc.portal101.cn").out
    english = shell("recipient", "--lang", "en", "fp-it-acc.portal101.cn").out
    assert "운영자 국가: 중국 (CN)" in korean
    assert "여러 사이트와 앱이 함께 쓰는 서비스" in korean
    assert "operator's country: China (CN)" in english
    assert "Shumei" in korean


def test_text_shows_that_sources_disagree(shell: Shell) -> None:
    ran = shell("recipient", "--lang", "ko", "shop.oss-cn-hangzhou.aliyuncs.com", "my.s3.ap-northeast-2.amazonaws.com")
    assert "ap-northeast-2의 고객이며" in ran.out
    assert "채택하지 않음" not in ran.out
    aside = shell("recipient", "--lang", "ko", "47.74.255.9").out
    assert "서버 국가 미국, 채택하지 않음" in aside
