"""Jobs of booking: an id in, one flow or action out."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ouvreuse.booking import actions, flows
from ouvreuse.booking.actions.mailing import send_lost_tickets

RETRY = RetryStrategy(max_attempts=6, exponential_wait=3)


@app.task(name="booking.settle_event", queue="payments", retry=RETRY)
def settle_event(event: int) -> None:
    """A stored event of the provider."""
    flows.settle_event(event)


@app.task(name="booking.refund_cancelled", queue="payments", retry=RETRY)
def refund_cancelled(order: str, screening: int) -> None:
    """Refund one order of a cancelled screening."""
    flows.refund_cancelled(UUID(order), screening=screening)


@app.task(name="booking.mail_lost_tickets", queue="mail")
def mail_lost_tickets(email: str) -> None:
    """Mail an address its coming tickets, if it has any."""
    send_lost_tickets(email)


@app.periodic(cron="* * * * *")
@app.task(name="booking.poll", queue="housekeeping", lock="booking.poll")
def poll(timestamp: int) -> None:
    """Every minute: the webhook is a hurry, not a need. One at a time, however slow the bank is."""
    flows.poll()


@app.periodic(cron="*/30 * * * *")
@app.task(name="booking.rescue", queue="housekeeping")
def rescue(timestamp: int) -> None:
    """Every half hour: what lost its job gets another."""
    flows.rescue()


@app.periodic(cron="11 * * * *")
@app.task(name="booking.sweep_holds", queue="housekeeping", lock="booking.sweep_holds")
def sweep_holds(timestamp: int) -> None:
    """Every hour: holds nobody paid, a day after their end."""
    while actions.sweep_holds():
        pass


@app.periodic(cron="* * * * *")
@app.task(name="booking.keep_seats_off", queue="housekeeping", lock="booking.keep_seats_off")
def keep_seats_off(timestamp: int) -> None:
    """Every minute: seats of the house and broken ones are off sale in what was planned or published meanwhile."""
    actions.keep_seats_off()


@app.periodic(cron="* * * * *")
@app.task(name="booking.look_after_groups", queue="housekeeping", lock="booking.look_after_groups")
def look_after_groups(timestamp: int) -> None:
    """Every minute: options whose time is up free their seats, others are reminded of, and kept seats are complete."""
    actions.expire_options()
    actions.remind_options()
    actions.keep_group_seats()
