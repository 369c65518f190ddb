"""Paul programmes the films."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests import public_pages
from tests.cast import Chain


@pytest.fixture
def paul(chain: Chain) -> Any:
    from ouvreuse.venues.tests.factories import browser, member

    return browser(member("paul", cinema=chain.cinema, role="programmer"))


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    public_pages.forget()
    yield
    public_pages.forget()
