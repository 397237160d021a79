from __future__ import annotations

import socket
from pathlib import Path

from tests.cli_runner import Shell


def test_all_is_well_on_a_free_port(shell: Shell, tmp_path: Path) -> None:
    ran = shell("doctor", "--state", tmp_path / "state", "--listen", "127.0.0.1:0")
    assert ran.code == 0, ran.out
    assert "FAIL" not in ran.out


def test_a_port_in_use_and_a_bad_policy_are_said_with_a_hint(shell: Shell, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = shell("doctor", "--state", tmp_path / "state", "--listen", listen, "--policy", "nonsense")
    assert ran.code == 2
    assert "FAIL  port" in ran.out
    assert "FAIL  policy" in ran.out
    assert ran.out.count("hint:") == 2
