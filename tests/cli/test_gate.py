from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from demo.client import Client
from tests.cli_runner import Shell
from tests.world.day import DAY, Step
from tests.world.origin import World, world

POLICY = 'schema = "gwanmun.policy/1"\nname = "ours"\nextends = "{base}"\n'


class Running:
    """A `gwanmun gate` in a process of its own, told where the fake services are."""

    def __init__(self, folder: Path, services: World, policy: str) -> None:
        resolve = (f"--resolve={host}:443:127.0.0.1:{services.port}" for host in services.hosts)
        self.state = folder / "state"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gwanmun", "gate", "--listen", "127.0.0.1:0", "--state", str(self.state),
             "--policy", policy, "--upstream-ca", str(services.ca), "--format", "jsonl", "--only-resolved", *resolve],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        started = self.line()
        host, port = started["listen"].rsplit(":", 1)
        self.client = Client(host, int(port), Path(started["ca"]))

    def line(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self._pipe(self.process.stdout).readline())
        return value

    def said(self, text: str) -> str:
        """Read standard error up to the line that holds `text`."""
        for line in self._pipe(self.process.stderr):
            if text in line:
                return line
        raise AssertionError(f"the gate never said {text!r}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def kill(self) -> None:
        """Leave nothing behind, however the test ended."""
        self.process.kill()
        self.process.communicate()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


Start = Callable[[str], Running]


@pytest.fixture
def services() -> Iterator[World]:
    with world() as running:
        yield running


@pytest.fixture
def start(tmp_path: Path, services: World) -> Iterator[Start]:
    """`start(policy)` starts a gate that does not outlive the test."""
    gates: list[Running] = []

    def started(policy: str) -> Running:
        gates.append(Running(tmp_path, services, policy))
        return gates[-1]

    yield started
    for gate in gates:
        gate.kill()


def step(name: str) -> Step:
    return next(each for each in DAY if each.name == name)


def test_a_day_at_the_gate_is_recorded_and_verifies(start: Start, shell: Shell) -> None:
    gate = start("default")
    statuses = [gate.client.send(each).status for each in DAY]
    records = [gate.line() for _ in DAY]
    assert gate.stop() == 0
    assert [record["action"] for record in records] == [each.action for each in DAY]
    assert [status == 403 for status in statuses] == [each.action == "block" for each in DAY]
    verified = shell("ledger", "verify", "--state", gate.state, "--format", "json")
    assert verified.code == 0
    assert json.loads(verified.out)["records"] == len(DAY)
    listed = shell("ledger", "list", "--state", gate.state, "--all", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in listed] == [record["id"] for record in records]
    report = shell("ledger", "export", "--state", gate.state, "--format", "html").out
    assert all(value not in report + "".join(listed) for each in DAY for value in each.raw)


def test_verify_names_the_record_in_which_one_byte_was_flipped(start: Start, shell: Shell) -> None:
    gate = start("default")
    for each in DAY[:3]:
        gate.client.send(each)
    second = [gate.line() for _ in range(3)][1]["id"]
    gate.stop()
    database = gate.state / "ledger" / "ledger.db"
    at = database.read_bytes().rindex(f'"id":"{second}'.encode())
    with database.open("r+b") as file:
        file.seek(at + 8)
        byte = file.read(1)
        file.seek(at + 8)
        file.write(bytes([byte[0] ^ 1]))
    ran = shell("ledger", "verify", "--state", gate.state)
    assert ran.code == 1
    assert "record 2" in ran.out


def test_a_bad_policy_is_refused_while_running_and_the_old_one_stays(tmp_path: Path, start: Start) -> None:
    policy = tmp_path / "ours.toml"
    policy.write_text(POLICY.format(base="default"))
    gate = start(str(policy))
    policy.write_text(POLICY.format(base="default") + "[[rule]]\nid = 1\n")
    gate.process.send_signal(signal.SIGHUP)
    assert "ours.toml:4" in gate.said("gwanmun: error:")
    gate.said("keeps the policy it had")
    assert gate.client.send(step("customer-list")).status == 403
    policy.write_text(POLICY.format(base="observe"))
    gate.process.send_signal(signal.SIGHUP)
    gate.said("policy read again")
    assert gate.client.send(step("customer-list")).status == 200
    assert gate.stop() == 0


def test_a_port_in_use_is_said(shell: Shell, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = shell("gate", "--listen", listen, "--state", tmp_path / "state")
    assert ran.code == 2
    assert f"gwanmun: error: {listen} is already in use" in ran.err
    assert "--listen" in ran.err


def test_a_state_folder_that_cannot_be_made_is_said(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = shell("gate", "--state", tmp_path / "file" / "state", "--listen", "127.0.0.1:0")
    assert ran.code == 2
    assert "cannot write to the state folder" in ran.err


def test_two_gates_cannot_write_one_ledger(start: Start, shell: Shell) -> None:
    gate = start("observe")
    ran = shell("gate", "--state", gate.state, "--listen", "127.0.0.1:0")
    gate.stop()
    assert ran.code == 2
    assert ran.err.count("\n") >= 2


def test_the_ledger_is_appended_to_and_never_changed(start: Start) -> None:
    gate = start("observe")
    gate.client.send(step("search"))
    gate.line()
    gate.stop()
    with sqlite3.connect(gate.state / "ledger" / "ledger.db") as database:
        tables = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
        with pytest.raises(sqlite3.DatabaseError):
            database.execute(f"delete from {next(name for name in tables if 'record' in name)}")
    database.close()
