"""A real PostgreSQL for every test that asks for one, and AUDIT after each of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("OUVREUSE_KIND", "TEST")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouvreuse.project.settings")
os.environ["OUVREUSE_LANG"] = "en"  # of the terminal; a developer's own may be French
pytest_plugins = ["tests.plugin", "tests.cast", "tests.bank", "tests.browsers"]


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster before Django reads its settings; workers of a parallel run share it."""
    if "OUVREUSE_TEST_CLUSTER" not in os.environ and not config.option.collectonly:
        from ouvreuse.project.cluster import Cluster

        folder = tempfile.mkdtemp(prefix="ouvreuse-test-")
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "data")
        cluster.initialise()
        cluster.start(durable=False)
        cluster.create_roles()
        os.environ["OUVREUSE_TEST_CLUSTER"] = folder
        config.add_cleanup(lambda: _remove(cluster, folder))
    if folder := os.environ.get("OUVREUSE_TEST_CLUSTER"):
        from ouvreuse.project.cluster import Cluster

        name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        cluster = Cluster(Path(folder) / "data")
        os.environ["DATABASE_URL"] = cluster.url("app", name)
        os.environ["DATABASE_OWNER_URL"] = cluster.url("owner", name)
        os.environ["OUVREUSE_TEST_SUPERUSER_URL"] = cluster.url("superuser", name)
    import django

    django.setup()


def _remove(cluster: object, folder: str) -> None:
    import shutil

    cluster.stop()  # type: ignore[attr-defined]
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Each test begins in French."""
    from django.utils import translation

    with translation.override("fr"):
        yield
