from __future__ import annotations

from pathlib import Path

import pytest

from gwanmun import config
from gwanmun.errors import Problem


def test_the_stronger_source_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gwanmun.toml").write_text('policy = "strict"\nlang = "en"\nlisten = "127.0.0.1:1"\n')
    environ = {"GWANMUN_LANG": "ko", "GWANMUN_LISTEN": "127.0.0.1:2"}
    settings = config.load({"listen": "127.0.0.1:3", "policy": None}, environ)
    assert (settings.policy, settings.lang, settings.listen) == ("strict", "ko", "127.0.0.1:3")


def test_an_unknown_key_names_its_file_and_the_nearest_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gwanmun.toml").write_text('polcy = "strict"\n')
    with pytest.raises(Problem) as caught:
        config.load({}, {})
    assert "'polcy' in gwanmun.toml" in caught.value.message
    assert caught.value.hint == "did you mean 'policy'?"


def test_bad_toml_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gwanmun.toml").write_text("policy = \n")
    with pytest.raises(Problem, match=r"gwanmun\.toml: not valid TOML"):
        config.load({}, {})


@pytest.mark.parametrize(
    ("environ", "expected"),
    [({"LANG": "en_US.UTF-8"}, "en"), ({"LANG": "ko_KR.UTF-8"}, "ko"), ({"LC_ALL": "en_GB", "LANG": "ko_KR"}, "en")],
)
def test_the_language_follows_the_locale(environ: dict[str, str], expected: str) -> None:
    assert config.language(environ) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("127.0.0.1:80", ("127.0.0.1", 80)), ("8080", ("127.0.0.1", 8080)), ("[::1]:81", ("::1", 81))],
)
def test_addresses(text: str, expected: tuple[str, int]) -> None:
    assert config.address(text) == expected


@pytest.mark.parametrize("text", ["", "localhost", "127.0.0.1:", "127.0.0.1:99999", ":x"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="is not an address"):
        config.address(text)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("API.example:443:127.0.0.1", {("api.example", 443): ("127.0.0.1", 443)}),
        ("api.example:443:127.0.0.1:8443", {("api.example", 443): ("127.0.0.1", 8443)}),
        ("api.example:443:[::1]:8443", {("api.example", 443): ("::1", 8443)}),
        ("api.example:443:::1", {("api.example", 443): ("::1", 443)}),
    ],
)
def test_resolve_is_read_as_curl_reads_it(entry: str, expected: object) -> None:
    assert config.resolutions((entry,)) == expected


@pytest.mark.parametrize("entry", ["", "host", "host:443", "host:x:127.0.0.1", ":443:127.0.0.1"])
def test_what_is_no_resolution_is_refused(entry: str) -> None:
    with pytest.raises(Problem, match="is not HOST:PORT:ADDR"):
        config.resolutions((entry,))
