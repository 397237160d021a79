from __future__ import annotations

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
    ],
)
def test_what_is_asked_for(text: str, expected: tuple[str | None, str | None]) -> None:
    assert target(text) == expected


@pytest.mark.parametrize("text", ["", "http://", "//", "http://[::1"])
def test_what_is_no_host_is_said(text: str) -> None:
    with pytest.raises(Problem, match="is not a host"):
        target(text)
