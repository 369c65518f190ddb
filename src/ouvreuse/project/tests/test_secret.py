"""A live site never runs on a key that anybody can guess."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("kind", "key", "serves"),
    [("LIVE", "", False), ("LIVE", "short", False), ("LIVE", "k" * 40, True), ("DEMO", "", True)],
)
def test_a_live_site_without_a_real_key_serves_nobody(kind: str, key: str, serves: bool) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("OUVREUSE_")}
    done = subprocess.run(
        [sys.executable, "-c", "import ouvreuse.project.wsgi"],
        env={**env, "OUVREUSE_KIND": kind, "OUVREUSE_SECRET_KEY": key},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode == 0) is serves, done.stderr
    assert serves or "OUVREUSE_SECRET_KEY is missing" in done.stderr
