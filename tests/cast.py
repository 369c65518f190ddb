"""The named cast and the small chain every test plays in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"


def plan_of(
    rows: int, columns: int, *, special: dict[int, tuple[str, int]] | None = None
) -> list[dict[str, object]]:
    """A plain rectangular plan; ``special``: place -> (kind, partner)."""
    seats = []
    for index in range(rows * columns):
        row, column = divmod(index, columns)
        kind, partner = (special or {}).get(index + 1, ("S", 0))
        seats.append(
            {
                "place": index + 1,
                "row": LETTERS[row],
                "number": str(column + 1),
                "x": float(column),
                "y": float(row),
                "kind": kind,
                "partner": partner,
            }
        )
    return seats


@dataclass
class Chain:
    """One operator, one cinema, a numbered and a free-seating screen, films, price list and screenings."""

    operator: int
    cinema: int
    screen: int
    free_screen: int
    seat_map: int
    free_seat_map: int
    price_version: int
    film: int
    version: int
    banned_film: int
    banned_version: int
    account: int
    screenings: list[int] = field(default_factory=list)

    def screening(
        self,
        *,
        in_minutes: int = 180,
        free: bool = False,
        banned: bool = False,
        film: int | None = None,
        version: int | None = None,
        **changes: object,
    ) -> int:
        """A published screening so many minutes from now; each call picks a fresh day to avoid overlaps."""
        from ouvreuse.kernel import clock
        from ouvreuse.programme.models import Screening

        now = clock.now()
        starts = now + timedelta(minutes=in_minutes)
        facts: dict[str, object] = {
            "cinema_id": self.cinema,
            "screen_id": self.free_screen if free else self.screen,
            "seat_map_id": self.free_seat_map if free else self.seat_map,
            "film_id": film or (self.banned_film if banned else self.film),
            "version_id": version or (self.banned_version if banned else self.version),
            "price_version_id": self.price_version,
            "state": "published",
            "free_seating": free,
            "capacity": 30 if free else 40,
            "starts_at": starts,
            "film_starts_at": starts + timedelta(minutes=15),
            "ends_at": starts + timedelta(minutes=130),
            "occupied_until": starts + timedelta(minutes=150),
            "published_at": now - timedelta(days=1),
            "web_opens_at": now - timedelta(days=1),
            "web_closes_at": starts + timedelta(minutes=15),
            "counter_closes_at": starts + timedelta(minutes=30),
        }
        row = Screening.objects.create(**{**facts, **changes})
        self.screenings.append(row.id)
        return row.id


SPECIAL = {
    31: ("C", 33),
    32: ("C", 33),
    33: ("W", 0),
    34: ("C", 33),
    35: ("T", 0),
    36: ("C", 39),
    37: ("D", 38),
    38: ("D", 37),
    39: ("W", 0),
    40: ("E", 0),
}
"""The end of row D and row E of screen 1: wheelchair spaces, companions, a transfer seat, a duo, an easy access."""


@pytest.fixture
def chain(database: None) -> Chain:
    """The chain of the tests: screen 1 numbered (5 rows of 8, row E special), screen 2 free seating (30)."""
    return build_chain()


def build_chain() -> Chain:
    """The same in whatever database this process speaks to."""
    from django.conf import settings

    from ouvreuse.catalogue.models import Credit, Film, FilmVersion
    from ouvreuse.kernel import clock, text
    from ouvreuse.kernel.sealed import seal
    from ouvreuse.payments.models import ProviderAccount
    from ouvreuse.pricing.models import PriceList, PriceListVersion
    from ouvreuse.pricing.rules import french_defaults, to_json
    from ouvreuse.venues.models import Cinema, Operator, Screen, SeatMap

    now = clock.now()
    operator = Operator.objects.create(name="Les Écrans réunis", legal_name="Les Écrans réunis SAS")
    cinema = Cinema.objects.create(
        operator=operator, slug="le-phare", name="Le Phare", town="Dieppe", address="1 quai Henri-IV", postcode="76200",
        cnc_authorisation="TEST-001",
    )  # fmt: skip

    def screen(number: int, *, free: bool, seats: list[dict[str, object]]) -> tuple[int, int]:
        row = Screen.objects.create(cinema=cinema, number=number, name=f"Salle {number}", free_seating=free)
        seat_map = SeatMap.objects.create(
            screen=row, version=1, capacity=len(seats), kinds="".join(str(s["kind"]) for s in seats),
            partners=[s["partner"] for s in seats], seats=seats, created_at=now,
        )  # fmt: skip
        return row.id, seat_map.id

    numbered, numbered_map = screen(1, free=False, seats=plan_of(5, 8, special=SPECIAL))
    free, free_map = screen(2, free=True, seats=plan_of(3, 10))

    def film(title: str, classification: str) -> tuple[int, int]:
        row = Film.objects.create(
            slug=text.slug(title), title=title, sort_key=text.title_key(title), classification=classification,
            runtime_min=115, year=1954, visa_number="DEMO-0001", countries=["France"], genres=["Drame"],
            synopsis_fr="Une nuit de tempête, le gardien du phare attend.",
            synopsis_en="On a stormy night the keeper waits.",
        )  # fmt: skip
        Credit.objects.create(film=row, name="Anne Martin", job="director")
        version = FilmVersion.objects.create(film=row, audio="fr", label="VF")
        return row.id, version.id

    plain, plain_version = film("Le Gardien", "TP")
    banned, banned_version = film("La Lame", "16")
    price_list = PriceList.objects.create(cinema=cinema, code="normal", name="Grille normale")
    prices = PriceListVersion.objects.create(
        price_list=price_list, number=1, content=to_json(french_defaults(1)), created_at=now
    )
    account = ProviderAccount.objects.create(
        operator=operator,
        api_base=settings.BANK_URL,
        secret_key=seal("sk_test_ouvreuse", key=settings.SECRET_KEY, purpose="payments"),
        webhook_secret=seal("whsec_test_ouvreuse", key=settings.SECRET_KEY, purpose="payments"),
    )
    return Chain(
        operator.id, cinema.id, numbered, free, numbered_map, free_map, prices.id, plain, plain_version, banned,
        banned_version, account.id,
    )  # fmt: skip


@dataclass(frozen=True)
class Visitor:
    """A cinema-goer with a browser of their own."""

    browser: UUID = field(default_factory=uuid4)
    email: str = "camille@example.org"


@pytest.fixture
def customer() -> Visitor:
    """The customer."""
    return Visitor()


@pytest.fixture
def stranger() -> Visitor:
    """The stranger, who must see nothing of the customer's."""
    return Visitor(email="stranger@example.org")


@pytest.fixture
def travel(database: None) -> Callable[..., None]:
    """``travel(minutes=9)`` moves the one clock forward."""
    from django.db import connection

    def move(**by: float) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO clock_offset (name, ahead) VALUES ('main', %s) ON CONFLICT (name)"
                " DO UPDATE SET ahead = clock_offset.ahead + excluded.ahead",
                [timedelta(**by)],
            )

    return move


@pytest.fixture
def tuesday(travel: Callable[..., None]) -> None:
    """The clock stands on a Tuesday afternoon in Paris, when every rate with hours of its own is offered."""
    from ouvreuse.kernel import clock

    now = clock.now().astimezone(ZoneInfo("Europe/Paris"))
    wanted = (now + timedelta(days=(1 - now.weekday()) % 7 or 7)).replace(hour=15, minute=0)
    travel(seconds=(wanted - now).total_seconds())
