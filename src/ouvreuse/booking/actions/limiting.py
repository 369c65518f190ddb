"""Places of a screening on sale held back from a channel, or given to it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.changing.recording import lock_screening
from ouvreuse.booking.errors import ChangeRefused
from ouvreuse.booking.queries.left import taken_through
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import retried
from ouvreuse.programme.actions import quota_columns
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules.quotas import Quotas, quotas_of


@retried
@transaction.atomic(durable=True)
def set_quotas(
    screening: int, *, quotas: Quotas, seen: int, actor: int | None = None, actor_label: str = "cli"
) -> bool:
    """Say how many places each channel may sell of a screening on sale, from now on; False when nothing changes.

    ``seen``: its ``edits`` as the person saw them. What is taken is never taken back, so a number below it is none.
    Raises ``ScreeningUnknown`` and ``ChangeRefused`` ("cancelled", "past", "meanwhile", "quota").
    """
    row = lock_screening(screening)
    now = clock.now()
    if row.state == Screening.State.CANCELLED:
        raise ChangeRefused("cancelled")
    if row.ends_at <= now:
        raise ChangeRefused("past")
    before = quotas_of(row.quotas, row.quota_release_min)
    if before == quotas:
        return False
    if row.edits != seen:
        raise ChangeRefused("meanwhile")
    if quotas.in_force(row.starts_at, now=now):
        for channel, places in quotas.places.items():
            if (taken := taken_through(channel, screening=screening)) > places:
                raise ChangeRefused("quota", channel=channel, taken=taken)
    Screening.objects.filter(id=screening).update(**quota_columns(quotas))
    accounts.record(
        "set_quotas", subject=f"screening:{screening}", actor=actor, actor_label=actor_label, cinema=row.cinema_id,
        facts={"before": _told(before), "after": _told(quotas)},
    )  # fmt: skip
    return True


def _told(quotas: Quotas) -> dict[str, Any]:
    return {
        **{f"quota_{name}": n for name, n in quotas.places.items()},
        "quota_release_min": quotas.release_min,
    }
