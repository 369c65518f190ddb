"""Jobs of refunds and their rescue."""

from __future__ import annotations

import pytest

from ouvreuse.payments.tasks import RETRY

pytestmark = pytest.mark.unit


def test_PAY_10_a_refunds_job_is_over_before_the_rescue_gives_it_another() -> None:
    """While the operator's balance is too low for days: one try after the other, none hidden behind a sleeping one."""
    assert RETRY.max_attempts is not None
    waits = [RETRY.exponential_wait ** (tried + 1) for tried in range(RETRY.max_attempts)]
    assert sum(waits) < 30 * 60
