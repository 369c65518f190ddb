"""Jobs of the outbox."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ouvreuse.notifications import actions, flows

RETRY = RetryStrategy(max_attempts=7, exponential_wait=4)


@app.task(name="notifications.deliver", queue="mail", retry=RETRY)
def deliver(message: str) -> None:
    """Send one message."""
    flows.deliver(UUID(message))


@app.periodic(cron="* * * * *")
@app.task(name="notifications.rescue", queue="housekeeping", pass_context=False)
def rescue(timestamp: int) -> None:
    """Every minute: messages without a sender get one."""
    actions.requeue_stuck()
