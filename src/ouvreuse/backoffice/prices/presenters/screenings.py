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
    prices = _in_use(price_list)
    if prices is None:
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


MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class SoldPage:
    """Some screenings on sale in order of start; ``later``: the instant the next ones begin at, if there are any."""

    lines: list[SoldLine]
    later: datetime | None


def sold_page(price_list: int, *, since: datetime | None) -> SoldPage:
    """The screenings on sale of a list from an instant on, with their version and the seats held or sold."""
    prices = _in_use(price_list)
    rows = on_sale(price_list).order_by("starts_at", "id")
    if since is not None:
        rows = rows.filter(starts_at__gte=since)
    found = list(
        rows.values_list(
            "id", "film__title", "starts_at", "screen__name", "price_version__number", "price_version_id"
        )[: MOST_LINES + 1]
    )
    shown = found[:MOST_LINES]
    taken = seats_taken([row[0] for row in shown])
    lines = [
        SoldLine(id, title, starts, screen, number, taken.get(id, 0), _is_current(prices, starts, version))
        for id, title, starts, screen, number, version in shown
    ]
    return SoldPage(lines, found[MOST_LINES][2] if len(found) > MOST_LINES else None)


def behind(price_list: int) -> dict[int, list[int]]:
    """Screenings on sale at another version than the one that serves their start, by that version."""
    prices = _in_use(price_list)
    found: dict[int, list[int]] = {}
    for id, starts, version in on_sale(price_list).values_list("id", "starts_at", "price_version_id"):
        if prices is not None and prices.at(starts).id != version:
            found.setdefault(prices.at(starts).id, []).append(id)
    return found


def _in_use(price_list: int) -> PriceListView | None:
    try:
        return price_list_in_use(price_list)
    except PriceListUnknown:
        return None


def _is_current(prices: PriceListView | None, starts: datetime, version: int) -> bool:
    return prices is None or prices.at(starts).id == version


def seats_taken(screenings: Sequence[int]) -> dict[int, int]:
    """Seats held, in payment or sold, by screening."""
    rows = Claim.objects.filter(screening_id__in=screenings, until__gt=clock.now()).order_by()
    return dict(
        rows.values("screening_id").annotate(count=Count("place")).values_list("screening_id", "count")
    )
