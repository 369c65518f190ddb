"""The cluster is made, started, killed and recovered for real; roles can do what they must and no more."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ouvreuse.project import postgres_settings
from ouvreuse.project.cluster import LONGEST_SOCKET, SOCKET_NAME, Cluster, ClusterError
from ouvreuse.project.postgres_programs import programs_for
from ouvreuse.project.system_user import service_user

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder whose path has a space, that a dropped user can reach."""
    with tempfile.TemporaryDirectory(prefix="ouvreuse cluster ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[Cluster]:
    one = Cluster(folder / "data", shared_buffers="16MB")
    one.initialise()
    one.start()
    one.create_roles()
    one.create_database("ouvreuse")
    yield one
    one.stop()


def _kill(cluster: Cluster) -> None:
    pid = cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while cluster.pid() is not None and time.monotonic() < until:
        time.sleep(0.01)


def test_a_committed_row_survives_kill_9_and_restart(cluster: Cluster) -> None:
    with cluster.connect("owner", "ouvreuse") as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (42)")
    _kill(cluster)
    assert not cluster.running()
    cluster.start()
    assert cluster.running()
    cluster.stop()
    assert not cluster.running()
    assert cluster.initialise() is False
    cluster.start()
    with cluster.connect("owner", "ouvreuse") as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)


def test_everything_is_durable_checked_and_local(cluster: Cluster) -> None:
    names = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "listen_addresses")
    with cluster.connect("app", "ouvreuse") as connection:
        values = [connection.execute("SELECT current_setting(%s)", [n]).fetchone() for n in names]
    assert values == [("on",), ("on",), ("on",), ("on",), ("",)]


def test_roles_have_their_deadlines_and_no_more_rights(cluster: Cluster) -> None:
    cluster.create_roles()  # a second time changes nothing
    with cluster.connect("app", "ouvreuse") as connection:
        row = connection.execute(
            "SELECT current_user, current_setting('statement_timeout'), current_setting('lock_timeout'),"
            " current_setting('idle_in_transaction_session_timeout'),"
            " (SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user)"
        ).fetchone()
        assert row == ("ouvreuse_app", "5s", "3s", "10s", False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (n int)")
    with cluster.connect("owner", "ouvreuse") as connection:
        for extension in ("btree_gist", "pg_trgm", "unaccent", "citext"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE ROLE another")


def test_databases_come_and_go(cluster: Cluster) -> None:
    assert cluster.create_database("passing") is True
    assert cluster.create_database("passing") is False
    with cluster.connect("app", "passing"):
        cluster.drop_database("passing")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        cluster.connect("app", "passing")


def test_a_stale_pid_file_of_another_program_is_forgotten(cluster: Cluster) -> None:
    cluster.stop()
    other = subprocess.Popen(["sleep", "60"])
    try:
        (cluster.folder / "postmaster.pid").write_text(f"{other.pid}\n")
        cluster.start()
        assert cluster.pid() not in (None, other.pid)
    finally:
        other.kill()
        other.wait()


def test_a_broken_setting_is_told_in_one_line(cluster: Cluster) -> None:
    cluster.stop()
    local = cluster.data / "postgresql.local.conf"
    local.write_text("shared_buffers = plenty\n")
    try:
        with pytest.raises(ClusterError, match=r"does not start.*(shared_buffers|configuration)") as caught:
            cluster.start()
        assert "\n" not in str(caught.value)
    finally:
        local.unlink()
        cluster.start()


def test_another_major_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 16.*brings 18"):
        Cluster(tmp_path).initialise()


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("long" * 30))
    assert len(os.fsencode(cluster.socket_folder / SOCKET_NAME)) <= LONGEST_SOCKET
    assert cluster.socket_folder != Cluster(tmp_path / ("long" * 31)).socket_folder


def test_programs_are_copied_for_a_user_who_cannot_read_ours(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = service_user(folder / "data")
    monkeypatch.setattr("ouvreuse.project.system_user.ServiceUser.can", lambda *_: False)
    bin_folder = programs_for(user, copies=folder / "programs")
    assert folder in bin_folder.parents
    said = subprocess.run(
        [bin_folder / "postgres", "--version"], capture_output=True, text=True, check=True, **user.run_as()
    )
    assert f" {postgres_settings.MAJOR}." in said.stdout
    assert programs_for(user, copies=folder / "programs") == bin_folder
