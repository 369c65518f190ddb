"""Jobs of insights."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ouvreuse.insights import actions


@app.periodic(cron="* * * * *")
@app.task(name="insights.fold", queue="housekeeping", lock="insights.fold")
def fold(timestamp: int) -> None:
    """Every minute: what the books say since the last time. Repeated or cut short, nothing counts twice."""
    actions.fold()
