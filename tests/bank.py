"""The fake bank beside the product's tests, and the account turned to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.cast import Chain

if TYPE_CHECKING:
    from fakes.bank import Running


@pytest.fixture
def bank(chain: Chain) -> Iterator[Running]:
    """A bank without delay, its events going nowhere until a test says so; the account speaks to it."""
    from fakes.bank import serve
    from ouvreuse.payments.models import ProviderAccount

    with serve(secret="whsec_test_ouvreuse") as running:
        ProviderAccount.objects.filter(id=chain.account).update(api_base=running.url)
        yield running
