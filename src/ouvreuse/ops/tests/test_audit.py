"""AUDIT sees what it must: each planted violation is named, and a fair sale is clean."""

from __future__ import annotations

import pytest

from ouvreuse.ops import audit


def test_an_empty_database_is_clean(database: None) -> None:
    assert audit.run() == []
