"""Which evening a screening is listed under."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

NIGHT_ENDS = time(5)


def listing_day(local_start: datetime) -> date:
    """The day whose programme shows it: a start before 5 in the morning belongs to the evening before."""
    day = local_start.date()
    return day - timedelta(days=1) if local_start.time() < NIGHT_ENDS else day
