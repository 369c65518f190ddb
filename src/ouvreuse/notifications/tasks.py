"""Jobs of the outbox. Sending is none: the outbox is its own queue (docs/adr/0008)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ouvreuse.notifications import actions


@app.periodic(cron="* * * * *")
@app.task(name="notifications.lapse", queue="housekeeping", pass_context=False)
def lapse(timestamp: int) -> None:
    """Every minute: messages past their use are given up, requests of another day forgotten."""
    actions.lapse()
    actions.forget_requests()
