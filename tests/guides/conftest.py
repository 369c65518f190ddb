"""The cinema the guides are walked in: one of the demonstration's, by name, with tickets sold for tonight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.cast import Chain

CODE = "K7PQ9M2X"
PASSWORD = "la-ronde-de-nuit"
PARIS = ZoneInfo("Europe/Paris")
STAFF = (
    ("Lucie", "Bernard", "usher"),
    ("Paul", "Renaud", "programmer"),
    ("Odile", "Marchand", "owner"),
    ("Bruno", "Petit", "box_office"),
)


@pytest.fixture
def scene(
    chain: Chain, bank: Any, superuser: psycopg.Connection, settings_of_a_browser: None
) -> dict[str, str]:
    """What the guides' orders may name in braces."""
    from ouvreuse.booking.actions import sell
    from ouvreuse.booking.queries import order_token, order_view
    from ouvreuse.kernel import clock
    from ouvreuse.kernel.cinema_week import CinemaWeek
    from ouvreuse.venues.models import Cinema, Screen

    Cinema.objects.update(slug="cabestan", name="Le Cabestan", town="Saint-Malo", postcode="35400")
    Screen.objects.filter(number=1).update(name="Grand Large")
    Screen.objects.filter(number=2).update(name="Les Remparts")
    _staff(chain.cinema)
    tomorrow = (clock.now().astimezone(PARIS) + timedelta(days=1)).date()
    at = datetime.combine(tomorrow, time(20), PARIS).astimezone(UTC)
    starts = {"starts_at": at, "film_starts_at": at + timedelta(minutes=15), "web_closes_at": at}
    ends = {"ends_at": at + timedelta(minutes=130), "occupied_until": at + timedelta(minutes=150)}
    screening = chain.screening(**starts, **ends, counter_closes_at=at + timedelta(minutes=30))
    entering = chain.screening(in_minutes=20)
    order = sell(entering, places=[3, 4], rates=["PLEIN"] * 2, email="camille@example.org")
    superuser.execute("UPDATE booking_order SET code = %s WHERE id = %s", [CODE, order])
    changing = chain.screening(in_minutes=4000)
    bought = sell(changing, places=[11, 12], rates=["PLEIN"] * 2, email="camille@example.org")
    payload = order_view(order).tickets[0].payload
    week = CinemaWeek.of_day(tomorrow + timedelta(days=14))
    return {
        "screening": str(screening),
        "entering": str(entering),
        "changing": str(changing),
        "entering_day": (clock.now() + timedelta(minutes=20)).astimezone(PARIS).date().isoformat(),
        "order": order_token(bought),
        "other_screen": str(chain.free_screen),
        "tomorrow": tomorrow.isoformat(),
        "ticket": payload,
        "forged": payload[:60] + ("B" if payload[60] == "A" else "A") + payload[61:],
        "password": PASSWORD,
        "week": week.number,
        "saturday": (week.opening + timedelta(days=3)).isoformat(),
        "sunday": (week.opening + timedelta(days=4)).isoformat(),
    }


def _staff(cinema: int) -> None:
    from ouvreuse.accounts.actions import create_user
    from ouvreuse.venues.actions import grant_role

    for first, last, role in STAFF:
        user = create_user(f"{first.lower()}@example.org", name=f"{first} {last}", password=PASSWORD)
        grant_role(user, cinema=cinema, role=role)


@pytest.fixture
def settings_of_a_browser() -> Iterator[None]:
    """Pages remembered for two seconds must not travel from one guide to the next."""
    from ouvreuse.storefront import caching

    caching.forget()
    yield
    caching.forget()
