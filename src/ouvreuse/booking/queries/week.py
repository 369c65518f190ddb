"""What an import compares a week with: the places and prices that are, the screenings that stand, their orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from ouvreuse.pricing.queries import full_cents, price_lists
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import (
    ComingPrices,
    Existing,
    KnownCinema,
    KnownPrices,
    KnownScreen,
    SaleTimes,
    Wanted,
)
from ouvreuse.venues.models import Cinema, Screen, SeatMap

AROUND = timedelta(days=1)
SCREENING_LOCKS = 3  # the family of advisory locks under which a screening on sale changes
ORDERS = """
SELECT screening_id, count(DISTINCT order_id) FROM (
    SELECT screening_id, order_id FROM booking_claim WHERE screening_id = ANY(%(ids)s) AND until > clock()
    UNION SELECT screening_id, order_id FROM booking_ticket WHERE screening_id = ANY(%(ids)s)
) AS used GROUP BY screening_id
"""
COMING = "film_id = ANY(%(films)s) AND ends_at > clock() AND state <> 'cancelled'"
LOCKS_OF_FILMS = f"""
SELECT pg_advisory_xact_lock(%(family)s, id)
  FROM (SELECT id FROM programme_screening WHERE {COMING} ORDER BY id) AS coming
"""  # noqa: S608 - our own words
ORDERS_OF_FILMS = f"""
SELECT s.film_id, count(DISTINCT c.order_id)
  FROM (SELECT id, film_id FROM programme_screening WHERE {COMING}) AS s
  JOIN booking_claim c ON c.screening_id = s.id AND c.until > clock() GROUP BY s.film_id
"""  # noqa: S608 - our own words


def known_places() -> tuple[list[KnownCinema], list[KnownScreen], list[KnownPrices]]:
    """Every cinema, screen and price list, as rules match the names of a sheet with them; three statements."""
    cinemas = [KnownCinema(*row) for row in Cinema.objects.values_list("id", "slug", "name", "town", "zone")]
    drawn = Exists(SeatMap.objects.filter(screen=OuterRef("pk")))
    screens = [
        KnownScreen(
            row.id,
            row.cinema_id,
            row.number,
            row.name,
            tuple(row.formats),
            has_map=row.drawn,
            closed_at=row.closed_at,
        )
        for row in Screen.objects.annotate(drawn=drawn)
    ]
    prices = [
        KnownPrices(
            view.id,
            view.cinema_id,
            view.code,
            view.name,
            view.version.id,
            view.full_cents,
            tuple(
                ComingPrices(each.valid_from, each.version.id, full_cents(each.version))
                for each in view.coming
            ),
        )
        for view in price_lists(item.id for item in cinemas)
    ]
    return cinemas, screens, prices


def standing(wanted: Sequence[Wanted]) -> list[Screening]:
    """Screenings near the wanted ones in their screens, and those of their references; locked."""
    if not wanted:
        return []
    starts = [item.starts_at for item in wanted]
    near = Screening.objects.filter(
        screen_id__in={item.screen_id for item in wanted},
        starts_at__gt=min(starts) - AROUND,
        starts_at__lt=max(starts) + AROUND,
    )
    named = Screening.objects.filter(
        cinema_id__in={item.cinema_id for item in wanted},
        external_ref__in={item.reference for item in wanted if item.reference},
    )
    ids = {*near.values_list("id", flat=True), *named.values_list("id", flat=True)}
    rows = (
        Screening.objects.filter(id__in=ids).select_related("price_version").defer("price_version__content")
    )
    return list(rows.order_by("id").select_for_update(of=("self",), no_key=True))


def as_existing(row: Screening) -> Existing:
    """A screening as `programme.rules.diff` compares it."""
    return Existing(
        id=row.id,
        cinema_id=row.cinema_id,
        screen_id=row.screen_id,
        starts_at=row.starts_at,
        occupied_until=row.occupied_until,
        film=row.film_id,
        version=row.version_id,
        reference=row.external_ref,
        price_list_id=row.price_version.price_list_id,
        pre_show_min=row.pre_show_min,
        turnaround_min=row.turnaround_min,
        note_fr=row.note_fr,
        note_en=row.note_en,
        cancelled=row.state == Screening.State.CANCELLED,
        draft=row.state == Screening.State.DRAFT,
        sale=SaleTimes(row.web_opens_at, row.web_closes_at, row.counter_opens_at, row.counter_closes_at),
        published_at=row.published_at,
    )


def orders_on(screenings: Iterable[int]) -> dict[int, int]:
    """How many orders hold or bought seats of screenings; holds that come meanwhile wait for this transaction."""
    ids = sorted(set(screenings))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        for screening in ids:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SCREENING_LOCKS, screening])
        cursor.execute(ORDERS, {"ids": ids})
        return dict(cursor.fetchall())


def orders_of_films(films: Iterable[int]) -> dict[int, int]:
    """How many orders hold or bought seats of the coming screenings of films; new holds of these wait too."""
    ids = sorted(set(films))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LOCKS_OF_FILMS, {"films": ids, "family": SCREENING_LOCKS})
        cursor.execute(ORDERS_OF_FILMS, {"films": ids})
        return dict(cursor.fetchall())
