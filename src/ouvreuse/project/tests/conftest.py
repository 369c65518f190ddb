"""A data folder of its own, and the user whose it is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ouvreuse.project.system_user import ServiceUser
from ouvreuse.project.up import plan


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder to come, in a path with a space that a system user may pass."""
    with tempfile.TemporaryDirectory(prefix="ouvreuse parts ") as name:
        Path(name).chmod(0o755)
        yield Path(name) / "data"


@pytest.fixture
def user(data: Path) -> ServiceUser:
    """Who owns the data folder."""
    return plan.own_folder(data)
