"""Which screenings to come are sold at which version of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from ouvreuse.booking.models import Claim
from ouvreuse.kernel import clock
from ouvreuse.pricing.errors import PriceListUnknown
from ouvreuse.pricing.queries import PriceListView, price_list_in_use
from ouvreuse.programme.models import Screening
from ouvreuse.programme.queries import never_on_sale


@dataclass(frozen=True, slots=True)
class Uses:
    """Screenings to come of a list: ``movable`` were never on sale and would get another version."""

    unseen: int
    movable: int
    on_sale: int
    older: int


def uses_of(price_list: int) -> Uses:
    """How many screenings of each kind."""
    try:
        prices = price_list_in_use(price_list)
    except PriceListUnknown:
        return Uses(0, 0, 0, 0)
    unseen = list(never_on_sale(price_list).values_list("starts_at", "price_version_id"))
    sold = list(on_sale(price_list).values_list("starts_at", "price_version_id"))
    return Uses(len(unseen), _others(unseen, prices), len(sold), _others(sold, prices))


def on_sale(price_list: int) -> QuerySet[Screening]:
    """Screenings to come that the public knows."""
    now = clock.now()
    return Screening.objects.filter(
        Q(published_at__lte=now),
        state=Screening.State.PUBLISHED,
        price_version__price_list_id=price_list,
        starts_at__gt=now,
    )


def _others(rows: list[tuple[datetime, int]], prices: PriceListView) -> int:
    return sum(version != prices.at(starts).id for starts, version in rows)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A screening on sale. ``current``: it is sold at the version that serves its start."""

    id: int
    title: str
    starts_at: datetime
    screen: str
    version: int
    taken: int
    current: bool


MOST_LINES = 500


def sold_lines(price_list: int) -> list[SoldLine]:
    """The screenings on sale of a list with their version and the seats held or sold, in order of start."""
    try:
        prices = price_list_in_use(price_list)
    except PriceListUnknown:
        prices = None
    rows = on_sale(price_list).order_by("starts_at", "id")[:MOST_LINES]
    found = list(
        rows.values_list(
            "id", "film__title", "starts_at", "screen__name", "price_version__number", "price_version_id"
        )
    )
    taken = seats_taken([row[0] for row in found])
    return [
        SoldLine(
            id,
            title,
            starts,
            screen,
            number,
            taken.get(id, 0),
            prices is None or prices.at(starts).id == version,
        )
        for id, title, starts, screen, number, version in found
    ]


def seats_taken(screenings: Sequence[int]) -> dict[int, int]:
    """Seats held, in payment or sold, by screening."""
    rows = Claim.objects.filter(screening_id__in=screenings, until__gt=clock.now()).order_by()
    return dict(
        rows.values("screening_id").annotate(count=Count("place")).values_list("screening_id", "count")
    )
