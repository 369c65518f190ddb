"""Pure: what still keeps a cinema from selling its first ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ouvreuse.venues.rules import missing_by_screen


@dataclass(frozen=True, slots=True)
class HallState:
    """A screen: its newest plan's places and wheelchair spaces; no places, no plan."""

    id: int
    name: str
    places: int
    spaces: int


@dataclass(frozen=True, slots=True)
class HouseState:
    """A cinema as far as opening goes. ``published``: screenings to come that are published."""

    slug: str
    name: str
    halls: tuple[HallState, ...]
    price_lists: int
    published: int


@dataclass(frozen=True, slots=True)
class ChainState:
    """What stands once for the chain. ``mail``: "" unset, "set" or "checked"; ``money`` likewise, and "closed"."""

    named: bool
    legal: bool
    signing_key: bool
    mail: str
    money: str
    films: int
    houses: tuple[HouseState, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there yet. ``cinema``: the slug of whose it is; ``name`` of what; ``count`` how many."""

    code: str
    cinema: str = ""
    name: str = ""
    count: int = 0


CODES = (
    "operator", "cinema", "screens", "plan", "wheelchair", "prices", "mail", "mail_unchecked", "money",
    "money_unchecked", "money_closed", "legal", "signing_key", "film", "screening",
)  # fmt: skip


def still_missing(state: ChainState) -> tuple[Missing, ...]:
    """What still prevents opening, in the order in which one cures it; empty when a ticket can be sold."""
    found = [*_of_the_chain(state), *(each for house in state.houses for each in _of_a_house(house))]
    return tuple(sorted(found, key=lambda missing: CODES.index(missing.code)))


def _of_the_chain(state: ChainState) -> Iterator[Missing]:
    if not state.named:
        yield Missing("operator")
    if not state.houses:
        yield Missing("cinema")
    if state.mail != "checked":
        yield Missing("mail_unchecked" if state.mail else "mail")
    if state.money != "checked":
        codes = {"": "money", "set": "money_unchecked", "closed": "money_closed"}
        yield Missing(codes[state.money])
    if not state.legal:
        yield Missing("legal")
    if not state.signing_key:
        yield Missing("signing_key")
    if not state.films:
        yield Missing("film")


def _of_a_house(house: HouseState) -> Iterator[Missing]:
    if not house.halls:
        yield Missing("screens", house.slug, house.name)
    for hall in house.halls:
        if not hall.places:
            yield Missing("plan", house.slug, f"{house.name}, {hall.name}")
    short = missing_by_screen((hall.id, hall.places, hall.spaces) for hall in house.halls if hall.places)
    for hall in house.halls:
        if hall.id in short:
            yield Missing("wheelchair", house.slug, f"{house.name}, {hall.name}", short[hall.id])
    if not house.price_lists:
        yield Missing("prices", house.slug, house.name)
    if not house.published:
        yield Missing("screening", house.slug, house.name)
