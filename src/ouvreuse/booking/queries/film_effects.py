"""What a change of a film touches: its coming screenings, their orders, and the clashes a running time makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from ouvreuse.kernel import clock
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules.starts import screening_times

NEAR = timedelta(days=1)
ORDERS = """
SELECT screening_id, count(DISTINCT order_id) FROM booking_claim
 WHERE screening_id = ANY(%s) AND until > clock() GROUP BY screening_id
"""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A screening that one runs into. Instants in UTC."""

    id: int
    film: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Touched:
    """A coming screening of a film. ``ends_at`` and ``occupied_until`` as they would be; ``was_until`` as it is.

    ``on_sale``: the public may see it, so only booking may change it. ``orders``: held or paid.
    """

    id: int
    cinema: str
    cinema_slug: str
    zone: str
    screen: str
    film: str
    starts_at: datetime
    ends_at: datetime
    occupied_until: datetime
    was_until: datetime
    on_sale: bool
    orders: int
    clashes: tuple[Neighbour, ...]

    @property
    def moves(self) -> bool:
        """Whether its times would be others."""
        return self.occupied_until != self.was_until


def film_effects(film: int, *, runtime_min: int | None) -> tuple[Touched, ...]:
    """The coming screenings of a film as they would stand with this running time; four statements at most."""
    now = clock.now()
    rows = Screening.objects.filter(film_id=film, ends_at__gt=now).exclude(state=Screening.State.CANCELLED)
    own = list(rows.select_related("cinema", "screen", "film").order_by("starts_at", "id"))
    if not own:
        return ()
    orders = _orders(row.id for row in own)
    others = _others(own)
    return tuple(_touched(row, runtime_min, orders.get(row.id, 0), others, now) for row in own)


def _orders(screenings: Iterable[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(ORDERS, [list(screenings)])
        return dict(cursor.fetchall())


def _others(own: list[Screening]) -> list[Screening]:
    """What is shown on the same screens in those days, by start."""
    rows = Screening.objects.filter(
        screen_id__in={row.screen_id for row in own},
        starts_at__gte=own[0].starts_at,
        starts_at__lt=own[-1].starts_at + NEAR,
    ).exclude(state=Screening.State.CANCELLED)
    return list(rows.select_related("film").order_by("starts_at", "id"))


def _touched(
    row: Screening, runtime_min: int | None, orders: int, others: list[Screening], now: datetime
) -> Touched:
    times = screening_times(
        row.starts_at,
        runtime_min=runtime_min,
        pre_show_min=row.pre_show_min,
        turnaround_min=row.turnaround_min,
    )
    run_into = tuple(
        Neighbour(each.id, each.film.title, each.starts_at)
        for each in others
        if each.screen_id == row.screen_id and row.starts_at < each.starts_at < times.occupied_until
    )
    seen = row.state == Screening.State.PUBLISHED and row.published_at is not None and row.published_at <= now
    return Touched(
        id=row.id,
        cinema=row.cinema.name,
        cinema_slug=row.cinema.slug,
        zone=row.cinema.zone,
        screen=row.screen.name,
        film=row.film.title,
        starts_at=row.starts_at,
        ends_at=times.ends_at,
        occupied_until=times.occupied_until,
        was_until=row.occupied_until,
        on_sale=seen,
        orders=orders,
        clashes=run_into,
    )


def version_is_public(version: int) -> bool:
    """Whether a screening of this version was ever published: what was announced so stays so."""
    shown = Screening.objects.filter(version_id=version)
    return shown.filter(~Q(state=Screening.State.DRAFT)).exists()
