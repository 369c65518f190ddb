"""The calendar of school holidays: which zone a cinema is in, and when that zone has them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.pricing.models import SchoolHoliday, SchoolZone
from ouvreuse.pricing.rules import NamedPeriod


@transaction.atomic
def set_school_zone(cinema: int, *, zone: str, actor: int | None = None, actor_label: str = "cli") -> None:
    """Say which zone the cinema is in. Lists published before keep the days they know."""
    before = SchoolZone.objects.select_for_update().filter(cinema_id=cinema).first()
    if before is not None and before.zone == zone:
        return
    SchoolZone.objects.update_or_create(cinema_id=cinema, defaults={"zone": zone})
    accounts.record(
        "set_school_zone", subject=f"cinema:{cinema}", actor=actor, actor_label=actor_label, cinema=cinema,
        facts={"before": {"zone": before.zone if before else ""}, "after": {"zone": zone}},
    )  # fmt: skip


@transaction.atomic
def record_school_holidays(
    periods: Sequence[NamedPeriod], *, actor: int | None = None, actor_label: str = "cli"
) -> int:
    """Write periods, over those of the same zone and first day; returns how many are new or changed."""
    known = {(row.zone, row.first_on): row for row in SchoolHoliday.objects.select_for_update()}
    changed = []
    for period in periods:
        row = known.get((period.zone, period.first_on))
        if row is None or (row.last_on, row.name) != (period.last_on, period.name):
            changed.append(period)
            SchoolHoliday.objects.update_or_create(
                zone=period.zone,
                first_on=period.first_on,
                defaults={"name": period.name, "last_on": period.last_on},
            )
    if changed:
        accounts.record(
            "record_school_holidays", subject="school_holidays", actor=actor, actor_label=actor_label,
            facts={"after": [period.as_facts() for period in changed]},
        )  # fmt: skip
    return len(changed)


@transaction.atomic
def remove_school_holiday(
    period: int, *, actor: int | None = None, actor_label: str = "cli"
) -> NamedPeriod | None:
    """Take a period out of the calendar; returns what it was, None when it was gone."""
    row = SchoolHoliday.objects.select_for_update().filter(id=period).first()
    if row is None:
        return None
    gone = NamedPeriod(row.zone, row.name, row.first_on, row.last_on)
    row.delete()
    accounts.record(
        "remove_school_holiday", subject="school_holidays", actor=actor, actor_label=actor_label,
        facts={"before": gone.as_facts()},
    )  # fmt: skip
    return gone
