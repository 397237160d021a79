"""Settings: flags over environment (`GWANMUN_…`) over ./gwanmun.toml over the user's over the machine's file."""

from __future__ import annotations

import difflib
import locale
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from gwanmun.errors import Problem

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set. `listen` is loopback unless somebody says otherwise; `state` holds keys and ledger."""

    state: Path = Path()
    listen: str = "127.0.0.1:8790"
    policy: str = "observe"
    lang: str = "ko"
    upstream_ca: Path | None = None
    resolve: tuple[str, ...] = ()
    only_resolved: bool = False
    mmdb: tuple[Path, ...] = ()
    contact: str = ""
    seeds: Path | None = None


def load(flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settle every setting by precedence; an unknown key or a value of the wrong type is a `Problem`."""
    settings = Settings(state=state_home(environ), lang=language(environ))
    for path in config_files(environ):
        if path.is_file():
            settings = _apply(settings, _read(path), str(path))
    variables = {
        f.name: environ[f"GWANMUN_{f.name.upper()}"] for f in fields(Settings) if f"GWANMUN_{f.name.upper()}" in environ
    }
    settings = _apply(settings, variables, "the environment")
    given = {name: value for name, value in (flags or {}).items() if value not in (None, (), "")}
    return _apply(settings, given, "the command line")


def config_files(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Where settings are read, weakest first."""
    user = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path("/etc/gwanmun/gwanmun.toml"), user / "gwanmun" / "gwanmun.toml", Path("gwanmun.toml")


def state_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The default state folder, by the XDG base directory specification."""
    return Path(environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "gwanmun"


def language(environ: Mapping[str, str] = os.environ) -> str:
    """`ko` or `en` by the usual locale variables; Korean when nothing says English."""
    named = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or locale.getlocale()[0] or ""
    return "en" if named.lower().startswith("en") else "ko"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{path}: not valid TOML: {error}", "correct that line, or remove the file") from error
    except OSError as error:
        raise Problem(f"{path}: {error.strerror}", "make the file readable, or remove it") from error


def _apply(settings: Settings, given: Mapping[str, Any], source: str) -> Settings:
    known = {f.name for f in fields(Settings)}
    for name in given:
        if name.replace("-", "_") not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            raise Problem(f"unknown setting {name!r} in {source}", f"did you mean {near[0]!r}?" if near else _names())
    return replace(settings, **{n.replace("-", "_"): _value(n.replace("-", "_"), v, source) for n, v in given.items()})


def _names() -> str:
    return "settings are: " + ", ".join(f.name for f in fields(Settings))


def _value(name: str, value: Any, source: str) -> Any:
    if name in {"state", "upstream_ca", "seeds"}:
        return Path(str(value)).expanduser()
    if name in {"resolve", "mmdb"}:
        items = value.split(os.pathsep if name == "mmdb" else ",") if isinstance(value, str) else value
        return tuple(Path(i) if name == "mmdb" else str(i) for i in items)
    if name == "only_resolved":
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true", "yes"}
    if name == "lang" and value not in {"ko", "en"}:
        raise Problem(f"unknown language {value!r} in {source}", "use ko or en")
    return str(value)


def address(text: str, name: str = "--listen") -> Address:
    """`HOST:PORT`, `[V6]:PORT` or `PORT` -> (host, port); host is loopback when only a port is given."""
    host, _, port = text.rpartition(":")
    if not port.isdigit() or not 0 <= int(port) <= 65535:
        raise Problem(f"{name} {text!r} is not an address", "write HOST:PORT, for example 127.0.0.1:8790")
    return host.strip("[]") or "127.0.0.1", int(port)


def resolutions(entries: tuple[str, ...]) -> dict[Address, Address]:
    """curl's `--resolve HOST:PORT:ADDR[:PORT]` -> {(host, port): (address, port)}."""
    return dict(_resolution(entry) for entry in entries)


def _resolution(entry: str) -> tuple[Address, Address]:
    host, _, rest = entry.partition(":")
    port, _, target = rest.partition(":")
    literal, other = target.strip("[]"), port
    if target.count(":") == 1 or "]:" in target:
        literal, other = target.rsplit(":", 1)[0].strip("[]"), target.rsplit(":", 1)[1]
    if not (host and port.isdigit() and literal and other.isdigit()):
        raise Problem(f"--resolve {entry!r} is not HOST:PORT:ADDR", "write for example api.example:443:127.0.0.1")
    return (host.lower(), int(port)), (literal, int(other))
