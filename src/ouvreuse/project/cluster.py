"""Our own PostgreSQL cluster in the data folder: made, started, stopped and recovered by us.

A Unix socket only, data checksums, durable settings, `peer` authentication: the kernel says who calls, and a
map of names says which roles that caller may take. `ouvreuse_owner` owns the tables (migrations),
`ouvreuse_app` is what the web and the worker are.
"""

import hashlib
import json
import os
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

import psycopg
from psycopg import sql

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project import postgres_settings
from ouvreuse.project.postgres_programs import programs_for
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import ServiceUser, service_user

Role = Literal["superuser", "owner", "app"]
ROLES: Final[dict[Role, str]] = {"superuser": "postgres", "owner": "ouvreuse_owner", "app": "ouvreuse_app"}

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # bytes; Linux takes 107, macOS 103
START_SECONDS = 600  # a crash recovery may be long; giving up would make it longer
STALE_SECONDS = 30  # how long a dead server's children may hold its shared memory


class ClusterError(Refusal):
    """The database can't be made, started or stopped. The message is one line for people."""


class Cluster:
    """The PostgreSQL cluster of one data folder."""

    def __init__(self, data: Path, *, shared_buffers: str | None = None) -> None:
        """`data`: the data folder. `shared_buffers`: PostgreSQL's own cache, e.g. "128MB"."""
        self.data = data.absolute()
        self.folder = self.data / "postgres"
        self.shared_buffers = shared_buffers or os.environ.get("OUVREUSE_SHARED_BUFFERS", "128MB")
        self._user: ServiceUser | None = None
        self._programs: Path | None = None
        self._started = ""  # the instant of the last start, as PostgreSQL's log writes it

    # -- who and where ---------------------------------------------------------------------------------

    @property
    def user(self) -> ServiceUser:
        """The user of the operating system that runs the server. Raises Refusal."""
        if self._user is None:
            self._user = service_user(self.data)
        return self._user

    @property
    def programs(self) -> Path:
        """The folder of `postgres`, `psql`, `pg_dump`, `pgbench`… that `user` can run."""
        if self._programs is None:
            self._programs = programs_for(self.user, copies=self.data / "programs")
        return self._programs

    @property
    def socket_folder(self) -> Path:
        """In the data folder, or where that path is too long for a socket, in a short one."""
        inside = self.data / "run"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET:
            return inside
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path("/tmp") / f"ouvreuse-{name}"  # noqa: S108 - made with mode 700 and its owner checked

    def url(self, role: Role, database: str = "ouvreuse") -> str:
        """The address of `database` for a role, as psycopg and Django's settings read it."""
        return (
            f"postgresql://{ROLES[role]}@/{quote(database)}?host={quote(str(self.socket_folder), safe='/')}"
        )

    # -- life ------------------------------------------------------------------------------------------

    def initialise(self) -> bool:
        """Make the cluster if there is none; True when it was made now. Raises ClusterError."""
        if (self.folder / "PG_VERSION").exists():
            self._refuse_other_major()
            return False
        self._make_folders()
        half = self.folder.with_name("postgres.half")  # an interrupted initdb is done again from scratch
        if half.exists():
            self._run("/bin/rm", "-rf", str(half))
        self._run(
            *(str(self.programs / "initdb"), "--pgdata", str(half), "--username", ROLES["superuser"]),
            *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--data-checksums", "--auth-local=peer", "--auth-host=reject"),
        )
        half.rename(self.folder)
        return True

    def start(self, *, durable: bool = True) -> None:
        """Start the server if it isn't running, recovering from any crash; returns when it takes connections.

        `durable=False` switches fsync off and is for tests only. Raises ClusterError.
        """
        if self.running():
            return
        self._make_folders()
        self._forget_strangers()
        self._write_settings(durable=durable)
        self._started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        until = time.monotonic() + STALE_SECONDS
        while (failure := self._pg_ctl("start", "--wait", "--timeout", str(START_SECONDS), "--silent")) != "":
            if self.running():
                return
            if time.monotonic() > until or "shared memory block" not in self._last_words():
                said = self._last_words() or failure
                raise ClusterError(
                    bilingual(
                        fr=f"PostgreSQL ne démarre pas : {said}", en=f"PostgreSQL does not start: {said}"
                    )
                )
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back and a checkpoint is written."""
        if self.pid() is None:
            return
        if self._pg_ctl("stop", "--mode", "fast", "--wait", "--timeout", "60") == "":
            return
        if (failure := self._pg_ctl("stop", "--mode", "immediate", "--wait")) and self.pid() is not None:
            raise ClusterError(
                bilingual(
                    fr=f"PostgreSQL ne s'arrête pas : {failure}", en=f"PostgreSQL does not stop: {failure}"
                )
            )

    def running(self) -> bool:
        """True when the server takes connections."""
        if self.pid() is None:
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / SOCKET_NAME))
            except OSError:
                return False
        return self._pid_file()[-1:] == ["ready"]

    def pid(self) -> int | None:
        """The process id of our server, None when it is not alive."""
        lines = self._pid_file()
        if not lines or not lines[0].isdigit():
            return None
        pid = int(lines[0])
        return pid if _alive(pid) and self._is_ours(pid) else None

    # -- roles and databases ---------------------------------------------------------------------------

    def create_roles(self) -> None:
        """Make the two roles, or bring them back to what they must be."""
        with self.connect("superuser", "postgres") as connection:
            for name, settings in postgres_settings.ROLE_SETTINGS.items():
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
                verb = sql.SQL("ALTER" if known else "CREATE")
                rights = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
                role = sql.Identifier(name)
                connection.execute(sql.SQL("{} ROLE {} {}").format(verb, role, rights))
                for key, value in settings.items():
                    connection.execute(
                        sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(key), value)
                    )

    def create_database(self, name: str, *, template: str = "template0") -> bool:
        """Make a database owned by `ouvreuse_owner`, which the app may enter; True when it was made now."""
        with self.connect("superuser", "postgres") as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            database, owner, app = (sql.Identifier(n) for n in (name, ROLES["owner"], ROLES["app"]))
            make = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            connection.execute(make.format(database, owner, sql.Identifier(template)))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))
        with self.connect("superuser", name) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        return True

    def drop_database(self, name: str) -> None:
        """Remove a database and everything in it, sending its users away."""
        with self.connect("superuser", "postgres") as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))

    def connect(self, role: Role, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection in autocommit mode; close it (or use it in a `with`)."""
        return psycopg.connect(self.url(role, database), autocommit=True)

    # -- inside ----------------------------------------------------------------------------------------

    def _make_folders(self) -> None:
        self.user.make_folder(self.data)
        if not self.user.can("-x", self.data):
            raise ClusterError(self.user.unable(self.data))
        self.user.make_folder(self.data / "logs")
        run = self.user.make_folder(self.socket_folder)
        if run.is_symlink() or run.stat().st_uid != self.user.uid:
            raise ClusterError(
                bilingual(
                    fr=f"{run} est à quelqu'un d'autre : supprimez-le, ou donnez à --data un chemin plus court",
                    en=f"{run} belongs to somebody else: remove it, or choose a shorter --data folder",
                )
            )

    def _write_settings(self, *, durable: bool) -> None:
        files = {
            "postgresql.conf": postgres_settings.server(
                sockets=self.socket_folder,
                logs=self.data / "logs",
                local=self.data / "postgresql.local.conf",
                shared_buffers=self.shared_buffers,
                durable=durable,
            ),
            "pg_hba.conf": postgres_settings.HBA,
            "pg_ident.conf": postgres_settings.ident([*{"root", self.user.name}], list(ROLES.values())),
        }
        for name, text in files.items():
            with tempfile.NamedTemporaryFile("w", dir=self.folder, delete=False, encoding="utf-8") as file:
                file.write(text)
            self.user.owns(Path(file.name))
            Path(file.name).replace(self.folder / name)

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", **self.user.run_as()
        )
        if done.returncode:
            program, said = Path(command[0]).name, _one_line(done.stderr or done.stdout)
            raise ClusterError(bilingual(fr=f"échec de {program} : {said}", en=f"{program} failed: {said}"))

    def _pg_ctl(self, *arguments: str) -> str:
        """Run pg_ctl; the empty string when it did what it should, else its words."""
        command = [str(self.programs / "pg_ctl"), *arguments, "--pgdata", str(self.folder)]
        if arguments[0] == "start":
            command += ["--log", str(self._start_log)]
            self._start_log.unlink(missing_ok=True)
        with tempfile.TemporaryFile("w+") as words:  # a pipe would be kept open by the server itself
            done = subprocess.run(
                command, stdout=words, stderr=words, stdin=subprocess.DEVNULL, check=False, cwd="/",
                start_new_session=True, **self.user.run_as(),
            )  # fmt: skip
            words.seek(0)
            return (
                _one_line(words.read()) or bilingual(fr="échec de pg_ctl", en="pg_ctl failed")
                if done.returncode
                else ""
            )

    @property
    def _start_log(self) -> Path:
        return self.data / "logs" / "postgresql-start.log"

    def _last_words(self) -> str:
        """What the server said before it gave up starting, on its standard error or in its log."""
        said = [line for line in _lines(self._start_log) if "FATAL" in line or "PANIC" in line]
        logs = sorted(self._start_log.parent.glob("postgresql-*.json"), key=lambda path: path.stat().st_mtime)
        for line in _lines(logs[-1])[-20:] if logs else []:
            with suppress(ValueError):
                entry = json.loads(line)
                if entry["error_severity"] in ("FATAL", "PANIC") and entry["timestamp"] >= self._started:
                    said.append(entry["message"])
        return " / ".join(said)[:600]

    def _pid_file(self) -> list[str]:
        return [line.strip() for line in _lines(self.folder / "postmaster.pid")]

    def _is_ours(self, pid: int) -> bool:
        """False when the process id was given to another program since (after a restart of the machine)."""
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return True  # no /proc here: believe the file, as PostgreSQL itself does
        return os.fsencode(self.folder) in command  # a zombie has none

    def _forget_strangers(self) -> None:
        """Remove lock files that name a process which isn't our server: PostgreSQL would refuse to start.

        PostgreSQL itself still refuses while children of a killed server hold its shared memory.
        """
        if self.pid() is None:
            for lock in (self.folder / "postmaster.pid", self.socket_folder / f"{SOCKET_NAME}.lock"):
                lock.unlink(missing_ok=True)

    def _refuse_other_major(self) -> None:
        made_by = (self.folder / "PG_VERSION").read_text(encoding="utf-8").strip()
        if made_by != postgres_settings.MAJOR:
            raise ClusterError(
                bilingual(
                    fr=f"{self.folder} a été fait par PostgreSQL {made_by}, cette version apporte "
                    f"{postgres_settings.MAJOR} : exportez-le avec l'ancienne version et restaurez-le ici",
                    en=f"{self.folder} was made by PostgreSQL {made_by}, this release brings "
                    f"{postgres_settings.MAJOR}: dump it with the older release and restore it here",
                )
            )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _one_line(text: str) -> str:
    return " / ".join(line.strip() for line in text.splitlines() if line.strip())[:600]
