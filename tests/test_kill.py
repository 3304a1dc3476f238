"""Builds killed at random moments."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "eval" / "kill_builds.py"


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_index_or_the_new_one_whole() -> None:
    """Fifteen builds, each killed at a random moment; every index found afterwards is one of the two, to the byte."""
    command = [sys.executable, str(SCRIPT), "--runs", "15", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "15 killed while they ran" in done.stdout
    assert "violations: 0" in done.stdout
    found = re.findall(r"index found afterwards: the (?:old|new) one +(\d+)", done.stdout)
    assert sum(map(int, found)) >= 15
