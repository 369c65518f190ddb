"""``ouvreuse bench`` needs no site: it brings a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.unit
def test_a_bench_asks_for_no_data_folder(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("ouvreuse")), "bench", "onsale", "--help"]
    environment = {**os.environ, "OUVREUSE_DATA": str(tmp_path / "nothing")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "--connections" in done.stdout
    assert not (tmp_path / "nothing").exists()
