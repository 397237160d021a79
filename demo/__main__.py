"""`make demo`: a working day through the gate, against fake services on loopback; nothing leaves this machine.

What runs is the real thing: the `gwanmun gate` command in a process of its own, its certificates, its ledger.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from demo.client import Answer, Client
from demo.gate import Gate
from demo.story import told
from gwanmun.config import language
from tests.world.day import DAY, Step
from tests.world.origin import World, world

REPORT, LEDGER = Path("demo-report.html"), Path("demo-ledger")


def main() -> int:
    """Play the day, verify the ledger, write the report; 1 when something was not as the day expects."""
    lang = language()
    shutil.rmtree(LEDGER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as services:
        with Gate(LEDGER, services, lang) as gate:
            print(told("start", lang, gate=gate.address))
            client = Client(gate.host, gate.port, LEDGER / "ca.pem")
            wrong = [fault for step in DAY if (fault := play(step, client, gate, services, lang))]
        print(told("verify", lang))
        gate.run("ledger", "verify", "--state", str(LEDGER), "--lang", lang)
        gate.run("ledger", "export", "--state", str(LEDGER), "--lang", lang, "--format", "html", "-o", str(REPORT))
    print(told("end", lang, report=REPORT.resolve(), ledger=LEDGER))
    for fault in wrong:
        print(f"gwanmun: error: {fault}", file=sys.stderr)
    return int(bool(wrong))


def play(step: Step, client: Client, gate: Gate, services: World, lang: str) -> str:
    """One exchange: send it, print what the gate recorded and what the sender saw; "" when all is as expected."""
    print(f"\n▶ {step.korean if lang == 'ko' else step.english}")
    answer = client.send(step)
    entry = gate.next_record()
    print(gate.spoken(entry))
    print(told(outcome(step, answer), lang, status=answer.status))
    return fault(step, answer, entry["action"], services)


def outcome(step: Step, answer: Answer) -> str:
    if answer.status == 403:
        return "refused"
    return "restored" if step.restored and all(value in answer.said for value in step.restored) else "passed"


def fault(step: Step, answer: Answer, action: str, services: World) -> str:
    """What went otherwise than the day expects, in one line, without a value in it."""
    if action != step.action:
        return f"{step.name}: {action} instead of {step.action}"
    if action not in {"allow", "warn"} and any(services.holding(value) for value in step.raw):
        return f"{step.name}: a raw value reached the service"
    if not all(value in answer.said for value in step.restored):
        return f"{step.name}: the answer was not restored"
    return ""


if __name__ == "__main__":
    sys.exit(main())
