"""Nothing runs on live data with a key that anybody can guess: not the site, the worker or a command."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.unit
SETTINGS = {"DJANGO_SETTINGS_MODULE": "ouvreuse.project.settings"}
SITE = ("-c", "import ouvreuse.project.wsgi")
WORKER = ("-m", "django", "worker", "--help")  # the settings are read before the words
COMMAND = ("-m", "django", "check")


@pytest.mark.parametrize(
    ("kind", "key", "serves"),
    [("LIVE", "", False), ("LIVE", "short", False), ("LIVE", "k" * 40, True), ("DEMO", "", True)],
)
@pytest.mark.parametrize("start", [SITE, WORKER, COMMAND])
def test_live_data_without_a_real_key_are_served_to_nobody(
    kind: str, key: str, serves: bool, start: tuple[str, ...]
) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("OUVREUSE_")}
    done = subprocess.run(
        [sys.executable, *start],
        env={**env, **SETTINGS, "OUVREUSE_KIND": kind, "OUVREUSE_SECRET_KEY": key},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode == 0) is serves, done.stderr
    assert serves or "OUVREUSE_SECRET_KEY is missing" in done.stderr
