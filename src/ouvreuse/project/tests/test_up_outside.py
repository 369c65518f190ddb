"""`up` on a PostgreSQL of the operator's: what it needs, what it refuses, and that it is remembered."""

from __future__ import annotations

import os
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ouvreuse.project.cluster import Cluster
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.tests.test_up import clean_environment, free_port
from ouvreuse.project.tests.test_up_site import OUVREUSE, _end, _up
from ouvreuse.project.up import database
from ouvreuse.project.up.site import Site, outside_database

BOTH = ("DATABASE_URL", "DATABASE_OWNER_URL")


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ouvreuse outside ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


# -- naming it -----------------------------------------------------------------------------------------------


@pytest.fixture
def unnamed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in BOTH:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.unit
def test_it_is_named_whole_or_not_at_all(unnamed: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert outside_database(None, data=tmp_path) is False
    unnamed.setenv("DATABASE_URL", "postgresql://ouvreuse_app@/x")
    with pytest.raises(Refusal, match="set both"):
        outside_database(None, data=tmp_path)
    unnamed.setenv("DATABASE_OWNER_URL", "postgresql://ouvreuse_owner@/x")
    assert outside_database(None, data=tmp_path) is True


@pytest.mark.unit
def test_a_cinema_outside_is_never_replaced_by_an_empty_one(
    unnamed: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match=r"is in an outside PostgreSQL: set DATABASE_URL and"):
        outside_database(Site(kind="LIVE", outside=True), data=tmp_path)
    assert outside_database(Site(kind="LIVE"), data=tmp_path) is False


# -- what it must be -----------------------------------------------------------------------------------------


@pytest.mark.unit
def test_one_that_is_away_says_what_to_grant(tmp_path: Path) -> None:
    url = f"postgresql://ouvreuse_app@/x?host={tmp_path}"
    with pytest.raises(Refusal, match=r"(?s)DATABASE_URL does not answer.*GRANT CONNECT") as told:
        database.check_outside({"DATABASE_URL": url, "DATABASE_OWNER_URL": url})
    for role in ("ouvreuse_app", "ouvreuse_owner"):
        for deadline in ("lock_timeout", "idle_in_transaction_session_timeout"):
            assert f"ALTER ROLE {role} SET {deadline} = '" in str(told.value)


@pytest.mark.integration
def test_a_wrong_role_is_refused(prepared_database: str) -> None:
    owner = os.environ["DATABASE_OWNER_URL"]
    with pytest.raises(Refusal, match="DATABASE_URL must sign in as ouvreuse_app, not ouvreuse_owner"):
        database.check_outside({"DATABASE_URL": owner, "DATABASE_OWNER_URL": owner})
    app = os.environ["DATABASE_URL"]
    with pytest.raises(Refusal, match="DATABASE_OWNER_URL must sign in as ouvreuse_owner, not ouvreuse_app"):
        database.check_outside({"DATABASE_URL": app, "DATABASE_OWNER_URL": app})
    database.check_outside({"DATABASE_URL": app, "DATABASE_OWNER_URL": owner})


@pytest.mark.integration
def test_an_old_postgresql_is_refused(prepared_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", 140011)
    with pytest.raises(Refusal, match="leads to PostgreSQL 14; Ouvreuse needs 15 or newer"):
        database.check_outside({name: os.environ[name] for name in BOTH})


# -- the whole way -------------------------------------------------------------------------------------------


@pytest.fixture
def theirs(place: Path) -> Iterator[Cluster]:
    """The operator's server, where an administrator has typed what we ask for, and nothing more."""
    cluster = Cluster(place / "theirs")
    cluster.initialise()
    cluster.start(durable=False)
    wanted = [line.strip() for line in database.grants_wanted().splitlines() if line.startswith("  ")]
    with cluster.connect("superuser", "postgres") as connection:
        for statement in wanted:
            if not statement.startswith("--"):
                connection.execute(statement.encode())
    yield cluster
    cluster.stop()


def _audit(data: Path, **named: str) -> subprocess.CompletedProcess[str]:
    told = [*OUVREUSE, "audit", "--data", str(data)]
    env = {**clean_environment(), **named}
    return subprocess.run(told, env=env, capture_output=True, text=True, check=False)


@pytest.mark.integration
def test_a_cinema_lives_there_and_nowhere_else(place: Path, theirs: Cluster) -> None:
    data, log, port = place / "data", place / "out", free_port()
    named = {"DATABASE_URL": theirs.url("app"), "DATABASE_OWNER_URL": theirs.url("owner")}
    process = _up(data, port, log, **named)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.status == 200
        beside = _audit(data, **named)
        assert beside.returncode == 0, beside.stdout + beside.stderr
    finally:
        _end(process)
    assert theirs.running()
    for words in (["audit"], ["up", "--no-demo", "--port", str(port)]):
        told = [*OUVREUSE, *words, "--data", str(data)]
        forgot = subprocess.run(told, env=clean_environment(), capture_output=True, text=True, check=False)
        assert forgot.returncode == 2
        assert forgot.stderr.startswith(f"ouvreuse: the cinema of {data} is in an outside PostgreSQL")
        assert len(forgot.stderr.splitlines()) == 1
    assert not (data / "postgres").exists()


@pytest.mark.integration
def test_one_that_can_not_serve_is_not_remembered(place: Path) -> None:
    away = f"postgresql://ouvreuse_app@/x?host={place}"
    told = [*OUVREUSE, "up", "--no-demo", "--data", str(place / "data"), "--port", str(free_port())]
    env = {**clean_environment(), "DATABASE_URL": away, "DATABASE_OWNER_URL": away}
    done = subprocess.run(told, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("ouvreuse: DATABASE_URL does not answer")
    assert not (place / "data" / "site.json").exists()
