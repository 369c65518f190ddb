"""Who works with the prices."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import Chain


@pytest.fixture
def paul(chain: Chain) -> Client:
    """The programmer."""
    from ouvreuse.venues.tests.factories import browser, member

    return browser(member("paul", cinema=chain.cinema, role="programmer"))
