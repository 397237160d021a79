"""The locator names the line where a value stands, in every way TOML lets it be written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.policy.lines import Path, line_of

TEXT = '''# a comment [rule]
name = "x = 1 # not a comment"
version = """
[[rule]]
"""

[[rule]]
id = 'one'
when = { kind = ["kr.rrn", "kr.frn"], recipient.category = "ai" }

[[rule]]
id = "two"
title.ko = "둘"
  [rule.when]
  kind = [
    "contact.phone",  # ] not the end
    "contact.email",
  ]
  recipient.host = ["example.com"]
  [[rule.unless]]
  user = "kim"
  [[rule.unless]]
  "user" = "lee"

[[unit]]
id = "last" # end'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("version",), 3),
        (("rule",), 7),
        (("rule", 0), 7),
        (("rule", 0, "id"), 8),
        (("rule", 0, "when", "kind", 1), 9),
        (("rule", 0, "when", "recipient", "category"), 9),
        (("rule", 1), 11),
        (("rule", 1, "title", "ko"), 13),
        (("rule", 1, "when"), 14),
        (("rule", 1, "when", "kind", 0), 16),
        (("rule", 1, "when", "kind", 1), 17),
        (("rule", 1, "when", "recipient", "host"), 19),
        (("rule", 1, "unless", 0, "user"), 21),
        (("rule", 1, "unless", 1, "user"), 23),
        (("unit", 0, "id"), 26),
        (("rule", 1, "when", "absent"), 14),
        (("absent",), 1),
    ],
)
def test_the_line_of_a_value_is_found(path: Path, line: int) -> None:
    assert line_of(TEXT, path) == line


KEYS = st.from_regex(r"[a-z]{1,4}", fullmatch=True)
SCALARS = st.one_of(
    st.integers(),
    st.booleans(),
    st.text(alphabet="ab[]{}#=,.\"'\\ 가", max_size=8).map(lambda text: f'"{escaped(text)}"'),
)
VALUES = st.recursive(
    SCALARS.map(lambda value: str(value).lower() if isinstance(value, bool) else str(value)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[\n" + "".join(f"  {item}, # ]\n" for item in items) + "]"),
        st.dictionaries(KEYS, inner.filter(lambda text: "\n" not in text), max_size=3).map(
            lambda table: "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
        ),
    ),
    max_leaves=6,
)


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
def test_every_key_of_any_file_is_found_where_it_was_written(tables: list[dict[str, str]]) -> None:
    lines = [""]
    written: dict[Path, int] = {}
    for number, table in enumerate(tables):
        lines.append("[[rule]]")
        for key, value in table.items():
            written["rule", number, key] = len(lines) + 1
            lines += f"{key} = {value}".split("\n")
    text = "\n".join(lines)
    parsed: dict[str, Any] = tomllib.loads(text)
    assert len(parsed.get("rule", [])) == len(tables)
    assert {path: line_of(text, path) for path in written} == written


@given(st.text(alphabet="a=[]{}\"'#,.\n\\ ", max_size=40))
def test_what_is_not_toml_does_not_hang_or_fail(text: str) -> None:
    assert line_of(text, ("a",)) >= 1
