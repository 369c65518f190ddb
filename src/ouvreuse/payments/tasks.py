"""Jobs of the room: an id in, one flow or action out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ouvreuse.payments import actions, flows

# Over within half an hour: jobs of one refund go one by one, and the rescue's must not pile up behind it.
RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.task(name="payments.send_refund", queue="payments", retry=RETRY)
def send_refund(refund: str) -> None:
    """Give one refund's money back."""
    flows.send_refund(UUID(refund))


@app.periodic(cron="*/30 * * * *")
@app.task(name="payments.rescue_refunds", queue="housekeeping", pass_context=False)
def rescue_refunds(timestamp: int) -> None:
    """Every half hour: refunds that lost their job get another (PAY-10), and pending ones are asked about."""
    actions.requeue_refunds(older_than=timedelta(hours=1))
    flows.ask_pending_refunds(older_than=timedelta(hours=1))
