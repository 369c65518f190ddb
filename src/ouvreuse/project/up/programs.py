"""The programs of a site, in the order in which they start."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from ouvreuse.project.system_user import RunAs
from ouvreuse.project.up.addresses import HOME
from ouvreuse.project.up.child import Program
from ouvreuse.project.up.keys import read_secret
from ouvreuse.project.up.site import Site

WORKERS: Final = 2
THREADS: Final = 4  # of each worker; one thread has one database connection
LINES: Final = 1000  # kept open by a worker; a browser has several, silent for half a minute
WEBHOOK: Final = "/api/webhooks/stripe/1"  # the one account of the demo


def before_the_site(site: Site, *, data: Path, env: dict[str, str], run_as: RunAs) -> Iterator[Program]:
    """The bank and the mailbox of the demo: the site speaks to them."""
    if site.kind != "DEMO":
        return
    folder, python = data / "fakes", sys.executable
    yield Program(
        name="bank",
        command=(
            python, "-m", "fakes.bank", "--host", site.host, "--port", str(site.bank_port),
            "--public-url", site.bank_url, "--webhook", f"{site.inner_url}{WEBHOOK}",
            "--webhook-secret", read_secret(data, "bank-webhook-secret"),
            "--data", str(folder / "bank.sqlite3"),
        ),
        env=env, folder=data, run_as=run_as, seconds_to_stop=5,
    )  # fmt: skip
    yield Program(
        name="mailbox",
        command=(
            python, "-m", "fakes.mailbox", "--host", site.host, "--smtp-port", str(site.smtp_port),
            "--http-port", str(site.mailbox_port), "--data", str(folder / "mailbox.sqlite3"),
        ),
        env=env, folder=data, run_as=run_as, seconds_to_stop=5,
    )  # fmt: skip


def the_site(site: Site, *, data: Path, env: dict[str, str], run_as: RunAs) -> Iterator[Program]:
    """The web."""
    yield Program(
        name="web",
        command=web_command(host=HOME if site.proxied else site.host, port=site.web_port),
        env=env, folder=data, run_as=run_as,
    )  # fmt: skip


def web_command(*, host: str, port: int, workers: int = WORKERS) -> tuple[str, ...]:
    """How the site is served."""
    return (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(THREADS), "--backpressure", str(LINES),
        "--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning",
        "ouvreuse.project.wsgi:application",
    )  # fmt: skip


def before_opening(site: Site, *, data: Path, env: dict[str, str], run_as: RunAs) -> Iterator[Program]:
    """The demo's films and programme, when they are missing: nobody is shown an empty cinema."""
    if site.kind == "DEMO" and not _has_programme(data):
        yield Program(
            name="programme",
            command=(sys.executable, "-m", "django", "demo_seed", "--only-build"),
            env=env, folder=data, run_as=run_as, once=True, echo=True,
        )  # fmt: skip


def _has_programme(data: Path) -> bool:
    """Whether the demo has films for today and tomorrow, as it wrote down itself."""
    try:
        last = date.fromisoformat(json.loads((data / "demo-programme.json").read_text())["until"])
    except (OSError, ValueError, TypeError, LookupError):
        return False
    return last > datetime.now(UTC).date() + timedelta(days=1)


def after_the_site(site: Site, *, data: Path, env: dict[str, str], run_as: RunAs) -> Iterator[Program]:
    """The worker, then the demo's sales; the site is open while they come."""
    yield Program(
        name="worker",
        command=(sys.executable, "-m", "django", "worker"),
        env=env, folder=data, run_as=run_as, seconds_to_stop=20,
    )  # fmt: skip
    if site.kind == "DEMO":
        yield Program(
            name="demo",
            command=(sys.executable, "-m", "django", "demo_seed"),
            env=env, folder=data, run_as=run_as, once=True, echo=True,
        )  # fmt: skip
