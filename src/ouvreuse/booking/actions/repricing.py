"""Another price version for screenings that are on sale: for holds to come only."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.errors import NotOnSale, OtherPrices, ScreeningUnknown
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import retried
from ouvreuse.pricing.models import PriceListVersion
from ouvreuse.programme.models import Screening


@retried
@transaction.atomic(durable=True)
def change_price_list(
    screenings: Sequence[int], *, version: int, actor: int | None = None, actor_label: str = "cli"
) -> int:
    """Sell coming screenings at another version of their cinema's price lists from now on; returns how many changed.

    Only holds to come are priced from it: what is held, in payment or sold keeps the version it was chosen at.
    Raises ``ScreeningUnknown``, ``NotOnSale`` for one that is cancelled or over, and ``OtherPrices`` when the
    version is no list's of that cinema. All or none.
    """
    ids = sorted(set(screenings))
    with connection.cursor() as cursor:
        for screening in ids:
            cursor.execute("SELECT pg_advisory_xact_lock(3, %s)", [screening])  # waits for holds in flight
        cursor.execute("SET LOCAL ouvreuse.booking_verb = 'on'")
    rows = list(Screening.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id"))
    if len(rows) != len(ids):
        raise ScreeningUnknown("unknown")
    cinema = (
        PriceListVersion.objects.filter(id=version).values_list("price_list__cinema_id", flat=True).first()
    )
    now, changed = clock.now(), 0
    for row in rows:
        if row.state == Screening.State.CANCELLED or row.ends_at <= now:
            raise NotOnSale("cancelled" if row.state == Screening.State.CANCELLED else "closed")
        if row.cinema_id != cinema:
            raise OtherPrices("cinema")
        changed += _sell_at(row, version, actor, actor_label)
    return changed


def _sell_at(row: Screening, version: int, actor: int | None, actor_label: str) -> bool:
    before = row.price_version_id
    if before == version:
        return False
    row.price_version_id = version
    row.save(update_fields=["price_version"])
    accounts.record(
        "change_price_list", subject=f"screening:{row.id}", actor=actor, actor_label=actor_label,
        cinema=row.cinema_id, facts={"before": {"price_version": before}, "after": {"price_version": version}},
    )  # fmt: skip
    return True
