"""A French terminal: what `up` and the commands beside it say there."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ouvreuse.project.cluster import Cluster
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.tests.test_up import TOY, Toy, clean_environment, free_port
from ouvreuse.project.tests.test_up_site import OUVREUSE
from ouvreuse.project.up import database
from ouvreuse.project.up.site import Site, decide_kind

FRENCH = {"OUVREUSE_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr_FR.UTF-8", "PYTHONUTF8": "1"}


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in FRENCH.items():
        monkeypatch.setenv(name, value)


def _said(*words: str, **named: str) -> tuple[int, str]:
    env = {**clean_environment(), **FRENCH, **named}
    told = [*OUVREUSE, *words]
    done = subprocess.run(told, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.integration
def test_a_taken_port_and_a_missing_site_are_refused_in_french(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        words = ("up", "--no-demo", "--data", str(data), "--port", str(port))
        taken = (
            f"ouvreuse: le port {port} est pris par un autre programme : choisissez-en un autre, "
            f"par exemple --port {port + 10}\n"
        )
        assert _said(*words) == (2, taken)
        english = _said(*words, LC_ALL="C")
        assert english[1].startswith(f"ouvreuse: port {port} is taken by another program: choose another")
        assert _said(*words, PYTHONUTF8="0", PYTHONIOENCODING="ascii")[1] == taken
    code, said = _said("audit", "--data", str(data))
    assert (code, said.split(" dans ")[0]) == (2, "ouvreuse: il n'y a pas encore de site")


@pytest.mark.unit
def test_what_an_outside_postgresql_needs_is_told_in_french(french: None, tmp_path: Path) -> None:
    url = f"postgresql://ouvreuse_app@/x?host={tmp_path}"
    with pytest.raises(
        Refusal, match=r"(?s)DATABASE_URL ne répond pas.*tapé une fois par son administ.*GRANT"
    ):
        database.check_outside({"DATABASE_URL": url, "DATABASE_OWNER_URL": url})
    with pytest.raises(Refusal, match="contient une démonstration et le reste"):
        decide_kind(Site(kind="DEMO"), demo=False, data=tmp_path)


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ouvreuse fr ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.integration
def test_a_start_and_its_end_are_told_in_french(place: Path) -> None:
    toy = Toy(place / "data", **FRENCH)
    try:
        toy.start()
        again = [sys.executable, TOY, toy.data, str(free_port())]
        env = {**clean_environment(), **FRENCH}
        second = subprocess.run(again, env=env, capture_output=True, text=True, check=False)
        assert second.stderr.startswith("ouvreuse: un autre `up` (processus ")
        assert second.returncode == 2
        toy.end()
        for line in (
            r"création de la base \(PostgreSQL 18\) … \d+,\d s",
            r"démarrage du site … \d+,\d s",
            r"ouvert après \d+,\d s",
            r"  données : ",
            r"Non homologué par le CNC",
            r"Ctrl-C arrête tout\nouvreuse: arrêt en cours\nouvreuse: arrêté\n",
        ):
            assert re.search(f"ouvreuse: {line}", toy.said), toy.said
    finally:
        toy.end()
        Cluster(toy.data).stop()
