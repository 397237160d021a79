from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("lang", "stopped"), [("ko", "차단"), ("en", "blocked")])
def test_the_demo_plays_the_day_and_leaves_a_report(tmp_path: Path, lang: str, stopped: str) -> None:
    environment = {**os.environ, "LC_ALL": f"{lang}.UTF-8", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-m", "demo"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert stopped in ran.stdout.lower()
    assert "ledger ok: 7 records" in ran.stdout
    assert (tmp_path / "demo-report.html").read_text("utf-8").startswith("<!DOCTYPE html>")
