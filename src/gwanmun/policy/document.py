"""A policy file -> a policy: `load("default")`, `load("our-policy.toml")`. docs/policy.md shows how to write one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gwanmun.errors import Problem
from gwanmun.knowledge.files import ROOT
from gwanmun.knowledge.vocabulary import stems
from gwanmun.policy.clauses import exemption, rule, unit
from gwanmun.policy.decide import Policy
from gwanmun.policy.merge import merge
from gwanmun.policy.rule import Document
from gwanmun.policy.source import Source, nearest, read
from gwanmun.policy.table import Table

__all__ = ["Policy", "document", "load"]

SCHEMA = "gwanmun.policy/1"
DEEPEST = 8
"""Policies that may extend one another: a group, its affiliates and their departments need three or four."""

_FOLDER = "policies"


def load(name_or_path: str) -> Policy:
    """Load a ready policy by name or a TOML file by path; a mistake in it is a `Problem` that names file and line."""
    return Policy(document(_open(name_or_path, Path())))


def document(source: Source, above: tuple[Path, ...] = ()) -> Document:
    """Understand one file, and all that it extends, as one document; `above` are the files that extend this one."""
    table = Table(source, (), source.table)
    _check_head(table)
    base = _base(table, (*above, source.path))
    own = Document(
        name=table.text("name"),
        version=_version(table, base),
        rules=tuple(rule(each) for each in table.tables("rule")),
        exemptions=tuple(exemption(each, number) for number, each in enumerate(table.tables("exception"), 1)),
        units=tuple(unit(each) for each in table.tables("unit")),
    )
    return merge(base, own, source)


def _check_head(table: Table) -> None:
    table.only("schema", "name", "version", "extends", "rule", "exception", "unit")
    if (found := table.text("schema")) != SCHEMA:
        raise table.problem("schema", f'unknown schema "{found}"', f'write schema = "{SCHEMA}"')


def _base(table: Table, above: tuple[Path, ...]) -> Document:
    if "extends" not in table:
        return Document("", "")
    wanted = table.text("extends")
    try:
        source = _open(wanted, table.source.path.parent)
    except Problem as problem:
        raise table.problem("extends", f"extends: {problem.message}", problem.hint) from problem
    if source.path in above or len(above) >= DEEPEST:
        raise table.problem(
            "extends", f'"{wanted}" leads back to this policy', "extend a policy that stands on its own"
        )
    return document(source, above)


def _open(name_or_path: str, folder: Path) -> Source:
    """A ready policy by its name, anything else as a path, relative to the file that names it."""
    ready = stems(_FOLDER)
    if name_or_path in ready:
        return read(ROOT / _FOLDER / f"{name_or_path}.toml", f"{name_or_path}.toml")
    if not name_or_path.endswith(".toml") and "/" not in name_or_path:
        raise Problem(
            f'no ready policy is named "{name_or_path}"', f"{nearest(name_or_path, ready)} or give a .toml file"
        )
    return read(folder / name_or_path)


def _version(table: Table, base: Document) -> str:
    """`name@version+digest`: the digest is over this text and the version of what it extends."""
    digest = hashlib.sha256(f"{base.version}\n{table.source.text}".encode()).hexdigest()[:8]
    written = table.text("version", "")
    return f"{table.text('name')}@{written}+{digest}" if written else f"{table.text('name')}@{digest}"
