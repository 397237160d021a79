"""`gwanmun promise`: what privacy policies promise; `promise diff OLD NEW`, `promise history DIR|GIT`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gwanmun import config
from gwanmun.cli import promise_text
from gwanmun.cli.options import FILE, common, dumps, emit, formats, read_input, talk
from gwanmun.errors import Problem
from gwanmun.promise.compare import compare
from gwanmun.promise.history import Stage, copies, stages
from gwanmun.promise.policy import Policy
from gwanmun.promise.read import read_policy
from gwanmun.promise.shown import changed, shown
from gwanmun.promise.snapshot import fetch, is_url, store

NOTHING_READ = 3


class Sources(click.Group):
    """`promise FILE…` reads; `promise diff` and `promise history` are commands of their own."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "read", self.commands["read"], args

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help", "--debug"):
            args = ["read", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Sources, subcommand_metavar="FILE... | diff OLD NEW | history DIR")
def command() -> None:
    """Read privacy policies: recipients, countries, items, refusal and the statements that the law asks for."""


@command.command("read", hidden=True)
@click.argument("sources", nargs=-1, required=True, metavar="FILE|URL...")
@formats("text", "json")
@click.option("--snapshot", type=FILE, metavar="DIR", help="Store a page that is fetched here, with headers and time.")
@common("lang")
def read(sources: tuple[str, ...], form: str, output: Path | None, snapshot: Path | None, lang: str | None) -> int:
    """HTML, Markdown, text or PDF; several files are the languages and annexes of one policy."""
    policies = [_policy(source, snapshot) for source in sources]
    spoken = config.load({"lang": lang}).lang
    emit(dumps(shown(policies)) if form == "json" else "".join(promise_text.policies(policies, spoken)), output)
    return 0 if _said(policies) else NOTHING_READ


@command.command("diff")
@click.argument("old")
@click.argument("new")
@formats("text", "json")
@common("lang")
def diff(old: str, new: str, form: str, output: Path | None, lang: str | None) -> int:
    """What was added, removed, changed or weakened; nothing for a policy that is only written differently."""
    before, after = _policy(old, None), _policy(new, None)
    if not (_said([before]) and _said([after])):
        return NOTHING_READ
    changes = compare(before, after)
    row = {"schema": "gwanmun.promise.diff/1", "old": _named(before), "new": _named(after), "changes": changed(changes)}
    spoken = config.load({"lang": lang}).lang
    emit(dumps(row) if form == "json" else "".join(promise_text.changes(changes, spoken)), output)
    return 0


@command.command("history")
@click.argument("folder", type=FILE, metavar="DIR|GIT")
@formats("text", "json")
@common("lang")
def history(folder: Path, form: str, output: Path | None, lang: str | None) -> int:
    """The timeline of a policy kept as dated files or in git: declared date beside content."""
    if not folder.exists():
        raise Problem(f"{folder} does not exist", "give a folder of dated files, or a folder or file in git")
    found = list(stages(copies(folder)))
    spoken = config.load({"lang": lang}).lang
    if form == "json":
        emit(dumps({"schema": "gwanmun.promise.history/1", "stages": [_stage(each) for each in found]}), output)
    else:
        emit("".join(promise_text.timeline(found, spoken)), output)
    return 0 if any(each.policy.readable for each in found) else NOTHING_READ


def _policy(source: str, snapshot: Path | None) -> Policy:
    """A file, standard input, or a page that is fetched once, now, because the user named it."""
    if not is_url(source):
        return read_policy(read_input(Path(source)), Path(source).name)
    page = fetch(source)
    if snapshot:
        talk(f"snapshot: {store(page, snapshot)}")
    return read_policy(page.body, page.url, page.content_type)


def _said(policies: Sequence[Policy]) -> bool:
    """Say what could not be read; False when nothing could be."""
    for policy in policies:
        if not policy.readable:
            talk(f"{policy.name}: {policy.why}")
    return any(policy.readable for policy in policies)


def _named(policy: Policy) -> dict[str, str]:
    return {"name": policy.name, "sha256": policy.document, "effective": policy.effective}


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "date": stage.date,
        **_named(stage.policy),
        "readable": stage.policy.readable,
        "why": stage.policy.why,
        "declared_date_unchanged": stage.same_date,
        "archive_upgrade": stage.upgrade,
        "changes": changed(stage.changes),
    }
