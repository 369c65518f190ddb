"""The database before any program of ours starts: our cluster or an outside one, brought to this release."""

import hashlib
import importlib.metadata
import subprocess
import sys
from pathlib import Path
from typing import Final

import psycopg

import ouvreuse
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.cluster import Cluster
from ouvreuse.project.postgres_settings import ROLE_SETTINGS
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.system_user import RunAs
from ouvreuse.project.up.site import DATABASE

OLDEST: Final = 150000  # server_version_num of PostgreSQL 15: earlier, everybody may create in `public`
PACKAGE: Final = Path(ouvreuse.__file__).parent

DEADLINES: Final = "".join(
    f"  ALTER ROLE {role} SET {name} = '{value}';\n"
    for role, settings in ROLE_SETTINGS.items()
    for name, value in settings.items()
)
WANTED: Final = f"""\
  CREATE ROLE ouvreuse_owner LOGIN PASSWORD '…';
  CREATE ROLE ouvreuse_app LOGIN PASSWORD '…';
{DEADLINES}\
  CREATE DATABASE ouvreuse OWNER ouvreuse_owner ENCODING 'UTF8' TEMPLATE template0;
  GRANT CONNECT ON DATABASE ouvreuse TO ouvreuse_app;
"""


def grants_wanted() -> str:
    """What the administrator of an outside PostgreSQL types once, ready to be copied."""
    return bilingual(
        fr="Ce qu'il faut à PostgreSQL (15 ou plus récent), tapé une fois par son administrateur :\n"
        f"{WANTED}  -- les extensions btree_gist, pg_trgm et unaccent doivent être installées sur le serveur",
        en="What PostgreSQL (15 or newer) needs, typed once by its administrator:\n"
        f"{WANTED}  -- the extensions btree_gist, pg_trgm and unaccent must be installed on the server",
    )


def ready_cluster(cluster: Cluster) -> None:
    """Give a running cluster the roles and the database of the site."""
    cluster.create_roles()
    cluster.create_database(DATABASE)


def check_outside(env: dict[str, str]) -> None:
    """Raises Refusal, with what to grant, when the operator's PostgreSQL can't serve us."""
    for name, role in (("DATABASE_URL", "ouvreuse_app"), ("DATABASE_OWNER_URL", "ouvreuse_owner")):
        try:
            with psycopg.connect(env[name], connect_timeout=10) as connection:
                version = connection.info.server_version
                user = connection.info.user
        except psycopg.Error as error:
            line = " ".join(str(error).split())
            words = bilingual(fr=f"{name} ne répond pas : {line}", en=f"{name} does not answer: {line}")
            raise Refusal(f"{words}\n{grants_wanted()}") from error
        if version < OLDEST:
            raise Refusal(
                bilingual(
                    fr=f"{name} mène à PostgreSQL {version // 10000} ; il faut à Ouvreuse 15 ou plus récent",
                    en=f"{name} leads to PostgreSQL {version // 10000}; Ouvreuse needs 15 or newer",
                )
            )
        if user != role:
            words = bilingual(
                fr=f"{name} doit ouvrir la session de {role}, non de {user}",
                en=f"{name} must sign in as {role}, not {user}",
            )
            raise Refusal(f"{words}\n{grants_wanted()}")


def prepared(env: dict[str, str], *, kind: str) -> bool:
    """True when the database has this release's tables, functions and grants.

    The stamp of what was done is the database's own comment, so it can't be of another database.
    """
    with psycopg.connect(env["DATABASE_OWNER_URL"], autocommit=True) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return row is not None and row[0] == _stamp(kind)


def prepare(env: dict[str, str], *, kind: str, run_as: RunAs) -> None:
    """Bring tables, functions and grants to this release, and stamp the database. Raises Refusal."""
    command = [sys.executable, "-m", "django", "prepare", "--kind", kind]
    done = subprocess.run(
        command, env={**env, "OUVREUSE_ROLE": "owner"}, cwd="/", text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **run_as,
    )  # fmt: skip
    if done.returncode:
        said = _last_line(done.stdout)
        raise Refusal(
            bilingual(
                fr=f"impossible d'amener la base à cette version : {said}",
                en=f"the database can't be brought to this release: {said}",
            )
        )
    with psycopg.connect(env["DATABASE_OWNER_URL"], autocommit=True) as connection:
        name = psycopg.sql.Identifier(connection.info.dbname)
        connection.execute(psycopg.sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, _stamp(kind)))


def _stamp(kind: str) -> str:
    return f"prepared {kind} {release_stamp()}"


def release_stamp() -> str:
    """A hash of all that shapes the database: our migrations and SQL files, and Django's and the queue's."""
    total = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("migrations/*.py"), *PACKAGE.rglob("*.sql")]):
        total.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    for name in ("django", "procrastinate"):
        total.update(importlib.metadata.version(name).encode())
    return total.hexdigest()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (
        lines[-1].removeprefix("CommandError: ")
        if lines
        else bilingual(fr="rien n'a été dit", en="it said nothing")
    )
