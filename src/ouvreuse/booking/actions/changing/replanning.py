"""The programme's own verb does the planning, for a verb of booking (inner)."""

from __future__ import annotations

from datetime import datetime

from ouvreuse.booking.errors import ChangeRefused
from ouvreuse.programme.actions import Plan, replan_screenings
from ouvreuse.programme.errors import ProgrammeError, ScreenOccupied
from ouvreuse.programme.models import Screening


def replan(
    row: Screening,
    *,
    screen: int | None = None,
    version: int | None = None,
    starts_at: datetime | None = None,
    pre_show_min: int | None = None,
) -> None:
    """Change what is said of a screening; times, closings and its revision follow. The row is read anew.

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
    try:
        replan_screenings({row.id: plan})
    except ScreenOccupied as problem:
        raise ChangeRefused("occupied") from problem
    except ProgrammeError as problem:
        raise ChangeRefused("programme") from problem
    row.refresh_from_db()
