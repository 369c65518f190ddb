"""What the races of this room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def calls() -> Iterator[None]:
    """As many calls at the bank as the race has runners: a worker may have them, and the race is about more."""
    from ouvreuse.payments import flows as payments  # late: this file is read before Django is ready

    payments.allow_calls(12)
    yield
    payments.allow_calls(2)
