"""The link an empty, real cinema begins with: printed as long as nobody has an account."""

import subprocess
import sys

import psycopg

from ouvreuse.project.system_user import RunAs
from ouvreuse.project.up.site import Site

SECONDS = 60


def first_link(site: Site, *, env: dict[str, str], run_as: RunAs) -> str:
    """A fresh setup link when the cinema is real and nobody can sign in yet; else nothing."""
    if site.kind != "LIVE" or not _nobody(env):
        return ""
    done = subprocess.run(
        [sys.executable, "-m", "django", "setup", "--link-only"], env=env, cwd="/", text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, **run_as,
    )  # fmt: skip
    return next((line for line in done.stdout.splitlines() if line.startswith("http")), "")


def _nobody(env: dict[str, str]) -> bool:
    try:
        with psycopg.connect(env["DATABASE_URL"], connect_timeout=10) as connection:
            row = connection.execute("SELECT EXISTS (SELECT 1 FROM accounts_user WHERE is_active)").fetchone()
    except psycopg.Error:
        return False
    return row is not None and not row[0]
