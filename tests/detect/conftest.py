"""One scanner over all kinds, its compiled database in a folder of the test run."""

from __future__ import annotations

import pytest

from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds


@pytest.fixture(scope="session")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Scanner:
    return Scanner(load_kinds(), b"a key for tests", tmp_path_factory.mktemp("cache"))
