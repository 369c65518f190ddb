"""What the benchmarks play on: one cinema, a hall of 500 seats, thousands of screenings on sale."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from ouvreuse.kernel import clock

SEATS = 500

BENCH_SQL = """
CREATE TABLE bench_order (id uuid PRIMARY KEY, made_at timestamptz NOT NULL);
CREATE TABLE bench_claim (
    screening int, place int, order_id uuid NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (screening, place));
GRANT SELECT, INSERT, UPDATE ON bench_order, bench_claim TO ouvreuse_app;
CREATE SEQUENCE bench_visitor;
GRANT USAGE ON bench_visitor TO ouvreuse_app;
"""


def build(*, screenings: int, minutes_ahead: int = 24 * 60, free_seating: bool = False) -> list[int]:
    """Make the chain and so many screenings, on as many days; returns their ids. Run as the owner."""
    from ouvreuse.booking.actions import rotate_signing_key
    from ouvreuse.catalogue.models import Film, FilmVersion
    from ouvreuse.pricing.actions import publish_price_list
    from ouvreuse.pricing.rules import french_defaults
    from ouvreuse.programme.models import Screening
    from ouvreuse.venues import actions as venues
    from ouvreuse.venues.models import SeatMap

    now = clock.now()
    operator = venues.create_operator("Banc d’essai")
    cinema = venues.create_cinema(operator, name="Banc d’essai", town="Lyon")
    screen = venues.create_screen(cinema, number=1, name="Salle 1", free_seating=free_seating)
    rows = [
        {"place": n + 1, "row": "ABCDEFGHJKLMNPQRSTUVWXYZ"[n // 25], "number": str(n % 25 + 1), "x": float(n % 25),
         "y": 1.25 * (n // 25), "kind": "S", "partner": 0}
        for n in range(SEATS)
    ]  # fmt: skip
    seat_map = SeatMap.objects.create(
        screen_id=screen,
        version=1,
        capacity=SEATS,
        kinds="S" * SEATS,
        partners=[0] * SEATS,
        seats=rows,
        created_at=now,
    )
    prices = publish_price_list("normal", cinema=cinema, name="Grille", content=french_defaults(0))
    film = Film.objects.create(slug="banc", title="Le Banc", sort_key="banc", runtime_min=100)
    version = FilmVersion.objects.create(film=film, audio="fr", label="VF")
    rotate_signing_key()
    common = {
        "cinema_id": cinema, "screen_id": screen, "seat_map": seat_map, "film": film, "version": version,
        "price_version_id": prices, "state": "published", "free_seating": free_seating, "capacity": SEATS,
        "published_at": now - timedelta(days=1), "web_opens_at": now - timedelta(days=1),
    }  # fmt: skip
    made = Screening.objects.bulk_create(
        [
            Screening(**common, **times(now + timedelta(minutes=minutes_ahead, hours=3 * n)))
            for n in range(screenings)
        ],
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [row.id for row in made]


def times(start: datetime) -> dict[str, datetime]:
    """The instants of a screening of 100 minutes."""
    names = {
        "film_starts_at": 15,
        "ends_at": 115,
        "occupied_until": 135,
        "web_closes_at": 15,
        "counter_closes_at": 30,
    }
    return {"starts_at": start} | {name: start + timedelta(minutes=after) for name, after in names.items()}


def more(screenings: int) -> None:
    """As many screenings again of the film, and as many of others, each in a screen of its own, on the first's day."""
    from ouvreuse.catalogue.models import Film, FilmVersion
    from ouvreuse.programme.models import Screening
    from ouvreuse.venues.models import Screen, SeatMap

    first = Screening.objects.order_by("id")[0]
    plan = first.seat_map
    for n in range(2 * screenings):
        screen = Screen.objects.create(cinema_id=first.cinema_id, number=n + 2, name=f"Salle {n + 2}")
        seat_map = SeatMap.objects.create(
            screen=screen, version=1, capacity=SEATS, kinds=plan.kinds, partners=plan.partners, seats=plan.seats,
            created_at=plan.created_at,
        )  # fmt: skip
        version = first.version
        if n >= screenings:
            film = Film.objects.create(
                slug=f"banc-{n}", title=f"Le Banc {n}", sort_key=f"banc {n:03}", runtime_min=100
            )
            version = FilmVersion.objects.create(film=film, audio="fr", label="VF")
        Screening.objects.create(
            cinema_id=first.cinema_id, screen=screen, seat_map=seat_map, film=version.film, version=version,
            price_version_id=first.price_version_id, state="published", free_seating=False, capacity=SEATS,
            published_at=first.published_at, web_opens_at=first.web_opens_at, **times(first.starts_at),
        )  # fmt: skip


def open_account() -> None:
    """The operator's account at the fake bank, so that orders can be paid."""
    from django.conf import settings

    from ouvreuse.kernel.sealed import seal
    from ouvreuse.payments.models import ProviderAccount
    from ouvreuse.venues.models import Operator

    def sealed(secret: str) -> str:
        return seal(secret, key=settings.SECRET_KEY, purpose="payments")

    ProviderAccount.objects.create(
        operator=Operator.objects.get(),
        secret_key=sealed("sk_test_bench"),
        webhook_secret=sealed(settings.BANK_WEBHOOK_SECRET),
    )


def oversold() -> int:
    """Seats with more than one live claim, orders with another number of claims than seats: 0 or a bug."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM booking_claim WHERE until > clock()"
            "          GROUP BY screening_id, place HAVING count(*) > 1) twice)"
            "     + (SELECT count(*) FROM booking_order o WHERE o.held_until > clock() AND o.state = 'held'"
            "          AND o.places <> (SELECT count(*) FROM booking_claim c WHERE c.order_id = o.id))"
        )
        return int(cursor.fetchone()[0])
