from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.seeds_file import MOST_SEEDS, Seed, load_seeds, read_seeds
from gwanmun.errors import Problem

TOML = """
[[seed]]
name = "phone"
kind = "contact.phone"
value = "010-1234-5678"

[[seed]]
value = 4111111111111111
"""


def test_toml() -> None:
    seeds = list(read_seeds(TOML, "seeds.toml"))
    assert seeds == [Seed("phone", "contact.phone", "010-1234-5678"), Seed("seed 2", "", "4111111111111111")]


def test_toml_is_recognised_by_its_first_table_too() -> None:
    assert len(list(read_seeds(TOML, "seeds.txt"))) == 2


def test_one_value_a_line() -> None:
    text = "# planted on Monday\n010-1234-5678\n\n  garam@example.com \r\n"
    assert [(each.name, each.value) for each in read_seeds(text, "seeds.txt")] == [
        ("line 2", "010-1234-5678"),
        ("line 4", "garam@example.com"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12345", "fewer than 6"),
        ("000000", "repeats"),
        ("[[seed]]\nname = 'x'", "no value"),
        ("[[seed]]\nvalue = true", "no value"),
        ("[[seed]]\nvalue = 'abcdef'\nkind = 'contact.phon'", "unknown kind"),
        ("[[seed]]\nname = 'my abcdef'\nvalue = 'abcdef'", "contains its value"),
        ("[[seed]]\nvalue = ", "not valid TOML"),
    ],
)
def test_a_seed_that_proves_nothing_is_refused(text: str, says: str) -> None:
    with pytest.raises(Problem, match=says) as caught:
        list(read_seeds(text, "seeds.txt"))
    assert "seeds.txt" in caught.value.message
    assert caught.value.hint


def test_seed_that_is_no_list_is_refused() -> None:
    with pytest.raises(Problem, match="no list"):
        list(read_seeds("seed = 3", "seeds.toml"))


def test_the_value_is_in_no_message_and_no_repr() -> None:
    with pytest.raises(Problem) as caught:
        list(read_seeds("[[seed]]\nname = 'a'\nvalue = 'zqzqz'", "s.toml"))
    assert "zqzqz" not in str(caught.value)
    assert "0101234" not in repr(Seed("a", "", "01012345678"))


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "seeds.txt"
    for content, says in ((b"# nothing\n", "no seeds"), (b"\xff\xfe\x00", "cannot read"), (b"", "no seeds")):
        path.write_bytes(content)
        with pytest.raises(Problem, match=says):
            load_seeds(path)
    path.write_text("\n".join(f"value-{number}" for number in range(MOST_SEEDS + 1)))
    with pytest.raises(Problem, match="more than"):
        load_seeds(path)
    with pytest.raises(Problem, match="cannot read"):
        load_seeds(tmp_path / "missing.toml")


@given(st.text(max_size=200))
def test_any_file_gives_seeds_or_a_problem(text: str) -> None:
    try:
        seeds = list(read_seeds(text, "any.txt"))
    except Problem:
        return
    assert all(len(seed.value) >= 6 for seed in seeds)
