"""A visitor's browser for the tests of the public site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    """Pages remembered for two seconds must not travel from one test to the next."""
    from ouvreuse.storefront import caching

    caching.forget()
    yield
    caching.forget()


@pytest.fixture
def visit(database: None) -> Client:
    """A browser on our own site: what it posts carries our origin."""
    return Client(SERVER_NAME="localhost", headers={"Origin": "http://localhost"})
