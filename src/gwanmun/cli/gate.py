"""`gwanmun gate`: the live door; judges what passes, does what the policy says, and records it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import uvloop

from gwanmun import api, config, state
from gwanmun.cli import present
from gwanmun.cli.ledger import FOLDER
from gwanmun.cli.options import FILE, common, dumps, talk
from gwanmun.config import Settings
from gwanmun.errors import Problem
from gwanmun.gate.authority import CERTIFICATE_FILE, Authority
from gwanmun.gate.ports import Reason, Ruling
from gwanmun.gate.refusal import Wording
from gwanmun.gate.server import Gate, settle
from gwanmun.gate.settings import GateSettings
from gwanmun.judge import INSPECT_LIMIT, Judge
from gwanmun.knowledge.words import LANGS, load_words
from gwanmun.ledger.database import SECRET_KEY
from gwanmun.ledger.entry import entry
from gwanmun.ledger.store import Ledger
from gwanmun.policy.decide import Policy
from gwanmun.policy.enforce import enforce
from gwanmun.policy.pseudonym import Pseudonyms
from gwanmun.report.text import transfer_lines
from gwanmun.transfer import Record

Show = Callable[[Record], None]


@click.command()
@click.option("--listen", metavar="ADDR", help="Where to listen.  [127.0.0.1:8790]")
@click.option("--upstream-ca", type=FILE, help="Trust these certificates upstream, beside the system's.")
@click.option("--resolve", multiple=True, metavar="HOST:PORT:ADDR", help="Reach HOST:PORT at ADDR, as curl does.")
@click.option("--only-resolved", is_flag=True, default=None, help="Refuse every name that --resolve does not give.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "none"]), default="text", show_default=True)
@common("policy", "state", "lang", "mmdb")
def command(form: str, **flags: Any) -> int:
    """Run the gate: an HTTPS proxy that sees what leaves, for whom and for which country.

    The default policy, `observe`, records and stops nothing. SIGHUP reads the policy again; a bad one is refused
    and the old one stays. Stop with Ctrl-C.
    """
    settings = config.load(flags)
    state.folder(settings.state)
    uvloop.run(serve(settings, form))
    return 0


async def serve(settings: Settings, form: str) -> None:
    """Run until a signal asks to stop; every record is durable when this returns."""
    key = state.organisation_key(settings.state)
    authority = Authority.open(settings.state)
    judge = api.Judge(settings)
    with Ledger.open(settings.state / FOLDER, "gwanmun", key=settings.state / SECRET_KEY) as ledger:
        show = shower(settings, form, judge.policy)

        def sink(record: Record) -> None:
            ledger.append(record)
            show(record)

        async with Gate(gate_settings(settings), ruling(judge, key), authority, sink, wording(settings)) as gate:
            stopped = on_signals(lambda: gate.reload(ruling(api.Judge(settings), key)))
            settle()
            greet(settings, gate.port, form, judge.policy.version)
            await stopped.wait()


def ruling(judge: Judge, key: bytes) -> Ruling:
    """Everything that the policy of this judge brings."""
    reasons = {r.id: Reason(r.title.ko, r.title.en, r.why.ko, r.why.en) for r in judge.policy.rules}
    return Ruling(judge, enforce, Pseudonyms(state.derived(key, "pseudonym")), reasons)


def gate_settings(settings: Settings) -> GateSettings:
    return GateSettings(
        listen=config.address(settings.listen),
        upstream_ca=settings.upstream_ca,
        resolve=config.resolutions(settings.resolve),
        only_resolved=settings.only_resolved,
        inspect_limit=INSPECT_LIMIT,
    )


def wording(settings: Settings) -> Wording:
    """Names for the refusal page, which is always in both languages."""
    ko, en = (
        {key.removeprefix("country."): t for key, t in load_words(lang).texts.items() if key.startswith("country.")}
        for lang in LANGS
    )
    return Wording(present.kind_names("ko"), present.kind_names("en"), ko, en, settings.contact)


def shower(settings: Settings, form: str, policy: Policy) -> Show:
    """What prints a record: a line for people, JSON for programs, or nothing."""
    if form == "none":
        return lambda record: None
    if form == "jsonl":
        return lambda record: click.echo(dumps(entry(record), indent=False))
    labels = present.labels(settings.lang, policy)
    return lambda record: click.echo(transfer_lines(entry(record), labels))


def greet(settings: Settings, port: int, form: str, version: str) -> None:
    """Say where the gate is and how to use it; a program gets one JSON line."""
    listen = f"{config.address(settings.listen)[0]}:{port}"
    certificate = Path(settings.state / CERTIFICATE_FILE)
    if form == "jsonl":
        click.echo(dumps({"schema": "gwanmun.gate/1", "listen": listen, "ca": str(certificate)}, indent=False))
    talk(f"gwanmun gate listens on {listen}, policy {version}")
    talk(f"try: curl -x http://{listen} --cacert {certificate} https://example.com/")


def on_signals(reload: Callable[[], None]) -> asyncio.Event:
    """An event that SIGINT and SIGTERM set; SIGHUP reads the policy again and keeps the old one when it is bad."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: reloaded(reload))
    return stopped


def reloaded(reload: Callable[[], None]) -> None:
    """Reload; a bad policy is said and changes nothing."""
    try:
        reload()
        talk("policy read again")
    except Problem as problem:
        talk(f"gwanmun: error: {problem.message}\nhint: {problem.hint}\nthe gate keeps the policy it had")
