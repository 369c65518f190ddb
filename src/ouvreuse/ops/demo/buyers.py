"""Who buys what and when: a believable sales curve from a seed. Pure but for the facts it is given."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

GROUPS = ((1, 30), (2, 42), (3, 13), (4, 10), (5, 3), (6, 2))
WEEKDAY = (0.5, 0.55, 0.8, 0.55, 0.9, 1.3, 1.2)
BANK_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Show:
    """A screening as its buyers see it. ``starts_at`` aware, local."""

    id: int
    capacity: int
    starts_at: datetime
    web_closes_at: datetime
    on_sale_at: datetime


@dataclass(frozen=True, slots=True)
class Purchase:
    """Somebody buys ``seats`` seats of a screening at an instant, at the bank or at the till."""

    at: datetime
    screening: int
    seats: int
    children: int
    online: bool


def purchases(shows: Iterable[Show], *, tickets: int, until: datetime, seed: int) -> list[Purchase]:
    """About ``tickets`` tickets in time order, none after ``until``: everybody's wishes, thinned to the number."""
    chance = random.Random(seed)
    wishes: list[Purchase] = []
    for show in shows:
        wanted = show.capacity * min(0.92, 0.3 * _appeal(show) * chance.lognormvariate(0, 0.6))
        wishes += [wish for wish in _of_show(show, wanted, chance) if wish.at <= until]
    kept = tickets / max(1, sum(wish.seats for wish in wishes))
    return sorted(
        (wish for wish in wishes if chance.random() < kept),
        key=lambda purchase: (purchase.at, purchase.screening),
    )


def _appeal(show: Show) -> float:
    """How much an evening draws more than a morning, a Saturday more than a Monday."""
    hour = show.starts_at.hour
    part = 1.5 if 18 <= hour <= 22 else 1.0 if 13 <= hour < 18 else 0.6 if 9 <= hour < 13 else 0.05
    return WEEKDAY[show.starts_at.weekday()] * part


def _of_show(show: Show, wanted: float, chance: random.Random) -> Iterator[Purchase]:
    sold = 0.0
    sizes, weights = zip(*GROUPS, strict=True)
    while sold + 1 <= wanted:
        seats = chance.choices(sizes, weights)[0]
        online = chance.random() < BANK_SHARE
        lead = (
            chance.expovariate(1 / (30 * 60))
            if online
            else chance.expovariate(1 / (25 if chance.random() < 0.8 else 900))
        )
        at = show.starts_at + timedelta(minutes=5) - timedelta(minutes=lead)
        at = min(
            max(at, show.on_sale_at + timedelta(minutes=chance.randint(1, 600))),
            show.web_closes_at - timedelta(minutes=1),
        )
        children = chance.randint(1, seats - 1) if seats >= 3 and show.starts_at.hour < 18 else 0
        sold += seats
        yield Purchase(at, show.id, seats, children, online)
