"""`gwanmun policy`: is a policy file right, and why does it decide as it does?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from gwanmun import api, config
from gwanmun.capture.read import read
from gwanmun.cli.options import FILE, common, emit
from gwanmun.errors import Problem
from gwanmun.policy.document import load
from gwanmun.policy.explain import Considered
from gwanmun.transfer import Judgement


@click.group()
def command() -> None:
    """Check a policy, or explain what it decides."""


@command.command()
@click.argument("policies", nargs=-1, required=True, metavar="NAME|FILE...")
def check(policies: tuple[str, ...]) -> int:
    """Read policies and say whether they are right; a mistake is named with its line. Exit code 2 when one is not."""
    for name in policies:
        policy = load(name)
        click.echo(f"{name}: ok, {len(policy.document.rules)} rules, version {policy.version}")
    return 0


@command.command()
@click.argument("captures", nargs=-1, required=True, type=FILE)
@click.option("--entry", metavar="N", help="Only this entry of the capture.")
@click.option("--all", "everything", is_flag=True, help="Also the exchanges in which nothing was seen.")
@common("policy", "state", "mmdb")
def explain(captures: tuple[Path, ...], entry: str | None, everything: bool, **flags: object) -> int:
    """Judge recorded exchanges and list every rule that was weighed, with the first condition that failed."""
    settings = config.load({**flags, "policy": flags["policy"] or "default"})
    judge = api.Judge(settings)
    judged = (judge(x) for path in captures for x in read(path).exchanges if entry in (None, x.provenance.entry))
    texts = [
        "\n".join(lines(j, judge.policy.explain(j.transfer))) for j in judged if everything or j.transfer.sightings
    ]
    if not texts:
        raise Problem("no such exchange, or nothing was seen in any", "list them: gwanmun audit CAPTURE", code=3)
    emit("\n\n".join(texts), None)
    return 0


def lines(judgement: Judgement, considered: tuple[Considered, ...]) -> Iterator[str]:
    """One judgement in words: the decision, then every rule, those that matched first."""
    transfer, verdict = judgement.transfer, judgement.verdict
    kinds = ", ".join(f"{kind} x{count}" for kind, count in transfer.kinds().items()) or "nothing"
    yield f"entry {transfer.provenance.entry}: {transfer.method} {transfer.endpoint.host}{transfer.path}: {kinds}"
    yield f"  {verdict.action} by {verdict.rule or 'no rule'} (policy {verdict.policy_version})"
    for rule in sorted(considered, key=lambda c: not c.matched):
        yield f"  {'+' if rule.matched else '-'} {rule.rule} ({rule.action}, {rule.place}){_why(rule)}"


def _why(rule: Considered) -> str:
    if rule.excepted:
        return f": set aside by {rule.excepted}"
    return "" if rule.matched else f": {rule.failed}: wants {rule.wanted}; found {rule.found or 'nothing'}"
