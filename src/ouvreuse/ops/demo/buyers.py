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
    """Somebody would buy ``seats`` seats of a screening at an instant, at the bank or at the till.

    ``number`` counts the wishes of a screening; ``luck`` from 0 to 1 says who comes when not everybody can.
    """

    at: datetime
    screening: int
    number: int
    seats: int
    children: int
    online: bool
    luck: float


def wishes(shows: Iterable[Show], *, until: datetime, seed: int) -> list[Purchase]:
    """What everybody would buy up to ``until``, in time order. Each screening's wishes are its own: they stay the
    same whatever else is on show and whenever they are asked for."""
    found = [wish for show in shows for wish in _of_show(show, seed) if wish.at <= until]
    return sorted(found, key=lambda wish: (wish.at, wish.screening, wish.number))


def thinned(wished: Iterable[Purchase], *, rate: float) -> list[Purchase]:
    """The part of the wishes that comes true, in the same order; ``rate`` from 0 to 1."""
    return [wish for wish in wished if wish.luck < rate]


def _appeal(show: Show) -> float:
    """How much an evening draws more than a morning, a Saturday more than a Monday."""
    hour = show.starts_at.hour
    part = 1.5 if 18 <= hour <= 22 else 1.0 if 13 <= hour < 18 else 0.6 if 9 <= hour < 13 else 0.05
    return WEEKDAY[show.starts_at.weekday()] * part


def _of_show(show: Show, seed: int) -> Iterator[Purchase]:
    chance = random.Random(f"{seed}:{show.id}")
    wanted = show.capacity * min(0.92, 0.3 * _appeal(show) * chance.lognormvariate(0, 0.6))
    sold, number = 0, 0
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
        yield Purchase(at, show.id, number, seats, children, online, chance.random())
        sold, number = sold + seats, number + 1
