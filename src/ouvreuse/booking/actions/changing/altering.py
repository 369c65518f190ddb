"""In place: another start, another version, another film, a longer pre-show. What was sold stays as it was sold."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.changing.recording import (
    By,
    lock_counters,
    lock_screening,
    reason_of,
    record,
    tell_the_book,
    tell_the_buyers,
)
from ouvreuse.booking.actions.changing.replanning import replan
from ouvreuse.booking.actions.seating import keep_in_step
from ouvreuse.booking.errors import PlanChanged
from ouvreuse.booking.models import ScreeningChange
from ouvreuse.booking.queries.changes import Alteration, altered_plan, seats_held
from ouvreuse.kernel.retry import retried


@retried
@transaction.atomic(durable=True)
def alter_screening(
    screening: int,
    *,
    alteration: Alteration,
    reason: str,
    seen: str,
    refund_until: datetime | None = None,
    actor: int | None = None,
    actor_label: str = "cli",
) -> int:
    """Change start, version, film or pre-show of a screening people have tickets for; returns the change's id.

    Tickets stay valid, codes too: the right is for this screening. The book keeps each sale as it was made and
    learns of the change (SHOW-05); buyers get one letter that takes the place of earlier ones (SHOW-04), and may
    have their money back until ``refund_until``, by default the new start.
    Raises ``ScreeningUnknown``, ``ChangeRefused``, ``PlanChanged``.
    """
    by = By(reason_of(reason), actor, actor_label)
    row = lock_screening(screening)
    plan = altered_plan(screening, alteration=alteration)
    if plan.seen != seen:
        raise PlanChanged
    held = seats_held(screening)
    lock_counters(row, channels={seat.channel for seat in held if seat.ticket})
    replan(
        row, version=alteration.version, starts_at=alteration.starts_at, pre_show_min=alteration.pre_show_min
    )
    if alteration.starts_at is not None:
        keep_in_step([screening])  # blocks have dates
    change = record(
        row, kind=ScreeningChange.Kind.CHANGED, by=by, before=plan.before, after=plan.after, held=held,
        refund_until=refund_until or row.starts_at,
    )  # fmt: skip
    accounts.record(
        "alter_screening", subject=f"screening:{screening}", actor=actor, actor_label=actor_label,
        cinema=row.cinema_id, facts={"before": plan.before, "after": plan.after, "reason": by.reason},
    )  # fmt: skip
    tell_the_buyers(change, sorted({s.order for s in held if s.kind == "sold" and not s.inside}), seats={})
    tell_the_book(change, cinema=row.cinema_id, zone=plan.show.zone, operator=actor)
    return change.id
