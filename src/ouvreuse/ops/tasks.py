"""Housekeeping of the queue itself, the nightly audit, and the demonstration's going on."""

from __future__ import annotations

import structlog
from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app

from ouvreuse.ops import audit
from ouvreuse.ops.demo import upkeep

log = structlog.get_logger("ops")
STALLED_AFTER = 30.0  # seconds; workers say every ten that they live


@app.periodic(cron="* * * * * */20")
@app.task(name="ops.rescue_stalled_jobs", queue="housekeeping", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Three times a minute: jobs of a worker that died are done by another; every job bears being repeated."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        log.warning("stalled_job", job=job.id, task=job.task_name)
        await manager.retry_job(job)


@app.periodic(cron="17 4 * * *")
@app.task(name="ops.audit", queue="housekeeping", pass_context=False)
def nightly_audit(timestamp: int) -> None:
    """Every night: each broken invariant is an error in the log, without the rows' content."""
    broken = audit.run()
    for violation in broken:
        log.error("invariant_broken", room=violation.invariant.room, code=violation.invariant.code,
                  sentence=violation.invariant.sentence, rows=len(violation.rows))  # fmt: skip
    if not broken:
        log.info("audit_clean", invariants=len(audit.invariants()))


@app.periodic(cron="43 3 * * *")
@app.task(name="ops.forget_old_jobs", queue="housekeeping", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Every night: jobs that failed or were given up more than 30 days ago."""
    await context.app.job_manager.delete_old_jobs(
        30 * 24, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.task(name="ops.demo", queue="housekeeping", lock="ops.demo")
def demonstration_goes_on(timestamp: int) -> None:
    """Every quarter of an hour, in a demonstration only: the sales of the moment and the showcase."""
    upkeep.go_on()


if settings.KIND == "DEMO":
    app.periodic(cron="*/15 * * * *")(demonstration_goes_on)
