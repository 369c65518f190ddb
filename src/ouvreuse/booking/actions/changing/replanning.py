"""The programme's own verb does the planning, for a verb of booking (inner)."""

from __future__ import annotations

from datetime import datetime

from ouvreuse.booking.errors import ChangeRefused
from ouvreuse.kernel import clock
from ouvreuse.programme.actions import Plan, replan_screenings
from ouvreuse.programme.errors import ProgrammeError, ScreenOccupied
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules.quotas import quotas_of


def replan(
    row: Screening,
    *,
    screen: int | None = None,
    version: int | None = None,
    starts_at: datetime | None = None,
    pre_show_min: int | None = None,
) -> None:
    """Change what is said of a screening; times, closings and its revision follow. The row is read anew.

    Places held back from a channel that were released stay so when it starts later: they may be sold by now.
    Raises ``ChangeRefused`` ("occupied", "programme").
    """
    plan = Plan(
        screen=screen or row.screen_id,
        version=version or row.version_id,
        price_version=row.price_version_id,
        starts_at=starts_at or row.starts_at,
        pre_show_min=row.pre_show_min if pre_show_min is None else pre_show_min,
        turnaround_min=row.turnaround_min,
        note_fr=row.note_fr,
        note_en=row.note_en,
        external_ref=row.external_ref,
    )
    quotas, now = quotas_of(row.quotas, row.quota_release_min), clock.now()
    released = not quotas.in_force(row.starts_at, now=now)
    try:
        replan_screenings({row.id: plan})
    except ScreenOccupied as problem:
        raise ChangeRefused("occupied") from problem
    except ProgrammeError as problem:
        raise ChangeRefused("programme") from problem
    row.refresh_from_db()
    if released and quotas.in_force(row.starts_at, now=now):
        row.quotas = None
        row.save(update_fields=["quotas"])
        row.refresh_from_db()
