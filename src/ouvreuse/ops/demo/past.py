"""How far the demo's past is sold, read from its own orders, and what remains of it up to now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from ouvreuse.booking.models import Order
from ouvreuse.kernel import clock
from ouvreuse.ops.demo.buyers import Purchase, Show, thinned, wishes
from ouvreuse.ops.demo.planning import first_opening
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import Cinema

TICK = timedelta(minutes=5)  # the salesmen's clock moves in such steps
DAY = timedelta(days=1)
MARK = int.from_bytes(b"ouvreuse") << 64  # purchase keys of the demo's own orders begin so
LOOSE = 1 << 63


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a cinema has yet to sell, in time order; never before ``since``, where its book has arrived."""

    cinema: int
    since: datetime | None
    purchases: tuple[Purchase, ...]


def key_of(purchase: Purchase) -> UUID:
    """The purchase key of a wish, always the same: the database itself refuses to sell it twice."""
    return UUID(int=MARK | purchase.screening << 32 | purchase.number)


def loose_key() -> UUID:
    """A purchase key for what the demo buys beside its plan."""
    return UUID(int=MARK | LOOSE | uuid4().int % LOOSE)


def orders_of_the_demo() -> QuerySet[Order]:
    """What the demo has bought itself, not its visitors."""
    return Order.objects.filter(purchase_key__range=(UUID(int=MARK), UUID(int=MARK | (1 << 64) - 1)))


def last_sale(cinema: int | None = None) -> datetime | None:
    """When the demo last bought something (in this cinema); None when it never has."""
    orders = orders_of_the_demo() if cinema is None else orders_of_the_demo().filter(cinema_id=cinema)
    found: datetime | None = orders.aggregate(last=Max("created_at"))["last"]
    return found


def remaining(*, tickets: int) -> list[Remaining]:
    """What is left to sell up to now, cinema by cinema.

    ``tickets``: about so many are sold in all by the screenings of the demo's weeks that have opened, whatever
    part of them is sold already.
    """
    now = clock.now()
    opening = first_opening(now)
    lasts = {cinema: last_sale(cinema.id) for cinema in Cinema.objects.order_by("id")}
    wished = {}
    seats = 0
    for cinema, last in lasts.items():
        shows = _shows(cinema, since=min(opening, last or opening))
        wished[cinema] = wishes(shows, until=now, seed=cinema.id)
        measured = {show.id for show in shows if show.starts_at >= opening}
        seats += sum(wish.seats for wish in wished[cinema] if wish.screening in measured)
    rate = tickets / max(1, seats)
    return [_left(cinema.id, lasts[cinema], thinned(found, rate=rate)) for cinema, found in wished.items()]


def _shows(cinema: Cinema, *, since: datetime) -> list[Show]:
    now, local = clock.now(), ZoneInfo(cinema.zone)
    rows = Screening.objects.filter(
        cinema=cinema, state="published", external_ref__startswith="demo:", published_at__lte=now,
        starts_at__gte=since - DAY,
    )  # fmt: skip
    return [
        Show(row.id, row.capacity, row.starts_at.astimezone(local), row.web_closes_at, row.web_opens_at)
        for row in rows.order_by("starts_at", "id")
    ]


def _left(cinema: int, last: datetime | None, plan: list[Purchase]) -> Remaining:
    """After a cut, the last tick may be half sold: its purchases are known by their keys."""
    if last is None:
        return Remaining(cinema, None, tuple(plan))
    recent = orders_of_the_demo().filter(cinema_id=cinema, created_at__gt=last - 2 * TICK)
    sold = set(recent.values_list("purchase_key", flat=True))
    left = (wish for wish in plan if wish.at > last - TICK and key_of(wish) not in sold)
    return Remaining(cinema, _arrived(cinema, last), tuple(left))


def _arrived(cinema: int, last: datetime) -> datetime:
    """The end of the cinema's book, visitors' orders soon after the demo's last one included.

    Those a day and more ahead were bought while the past was still being sold: the past goes on behind them.
    """
    soon = Order.objects.filter(cinema_id=cinema, ended_at__range=(last, last + DAY))
    found: datetime | None = soon.aggregate(last=Max("ended_at"))["last"]
    return max(last, found) if found else last
