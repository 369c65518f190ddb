"""``ouvreuse bench`` needs no site: it brings a database of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ouvreuse.project.command_line import BENCHES, read

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.unit
def test_a_bench_asks_for_no_data_folder(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("ouvreuse")), "bench", "onsale", "--help"]
    environment = {**os.environ, "OUVREUSE_DATA": str(tmp_path / "nothing")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "--connections" in done.stdout
    assert not (tmp_path / "nothing").exists()


@pytest.mark.unit
def test_help_names_every_bench_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    named = re.compile(r'prog="ouvreuse bench (\w+)"')
    found = {match[1] for path in (ROOT / "bench").glob("*.py") for match in named.finditer(path.read_text())}
    assert found == set(BENCHES)
    with pytest.raises(SystemExit):
        read(["--help"])
    assert "|".join(BENCHES) in capsys.readouterr().out


@pytest.mark.unit
@pytest.mark.parametrize("name", ["onsales", "rig", "--json"])
def test_an_unknown_bench_is_refused_with_the_list(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read(["bench", name])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said == f"ouvreuse: there is no bench {name!r}; there are {', '.join(BENCHES)}\n"
