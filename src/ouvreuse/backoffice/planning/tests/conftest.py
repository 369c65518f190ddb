"""Two programmers on one week, and how many statements a page costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.cast import Chain

if TYPE_CHECKING:
    from ouvreuse.backoffice.planning.tests.work import Work


@pytest.fixture
def paula(chain: Chain) -> Work:
    """The programmer of Le Phare."""
    from ouvreuse.backoffice.planning.tests.work import programmer

    return programmer(chain, "paula")


@pytest.fixture
def paul(paula: Work) -> Work:
    """Her colleague, on the same week."""
    from ouvreuse.backoffice.planning.tests.work import programmer

    return programmer(paula.chain, "paul")


@pytest.fixture
def statements(database: None) -> Callable[..., int]:
    """How many statements a page costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(ask: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert ask().status_code == 200
        return len(asked)

    return count
