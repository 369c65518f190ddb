"""From the time on the wall to the instant, and from one start to the times of a screening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ouvreuse.kernel.local_time import (
    AmbiguousTime,
    LocalTimeError,
    NonExistentTime,
    occupation,
    to_instant,
)
from ouvreuse.programme.errors import CellFault, LocalTimeRefused

PRE_SHOW_MIN = 15
TURNAROUND_MIN = 20
UNKNOWN_RUNTIME_MIN = 120


@dataclass(frozen=True, slots=True)
class Times:
    """The instants of one screening, all in UTC (domain 7.3)."""

    starts_at: datetime
    film_starts_at: datetime
    ends_at: datetime
    occupied_until: datetime


def local_instant(local: datetime, *, zone: str, offset_min: int | None = None) -> datetime:
    """The UTC instant of a wall time. `offset_min`, when known, settles which of two it is.

    Raises `LocalTimeRefused` when the wall time doesn't exist or exists twice on a night the clocks change
    (T-19), or when the offset isn't one the zone has then.
    """
    here = ZoneInfo(zone)
    facts = {"local": local.isoformat(sep=" ", timespec="minutes"), "zone": zone}
    if offset_min is not None:
        instant = local.replace(tzinfo=UTC) - timedelta(minutes=offset_min)
        if instant.astimezone(here).replace(tzinfo=None) != local:
            raise LocalTimeRefused(CellFault.OFFSET, **facts)
        return instant
    try:
        return to_instant(local.date(), local.time(), here)
    except NonExistentTime as gap:
        raise LocalTimeRefused(CellFault.LOCAL_GAP, **facts, **_sides(gap)) from None
    except AmbiguousTime as twice:
        raise LocalTimeRefused(CellFault.LOCAL_TWICE, **facts, **_sides(twice)) from None


def _sides(problem: LocalTimeError) -> dict[str, str]:
    return {
        "before": problem.before.isoformat(timespec="minutes"),
        "after": problem.after.isoformat(timespec="minutes"),
    }


def screening_times(
    starts_at: datetime,
    *,
    runtime_min: int | None,
    pre_show_min: int = PRE_SHOW_MIN,
    turnaround_min: int = TURNAROUND_MIN,
) -> Times:
    """Film start, film end and when the screen is free again (T-18); durations are counted on instants.

    A runtime not yet known counts as two hours.
    """
    found = occupation(
        starts_at,
        pre_show=timedelta(minutes=pre_show_min),
        runtime=timedelta(minutes=runtime_min or UNKNOWN_RUNTIME_MIN),
        turnaround=timedelta(minutes=turnaround_min),
    )
    return Times(found.start_at, found.film_at, found.end_at, found.free_at)
