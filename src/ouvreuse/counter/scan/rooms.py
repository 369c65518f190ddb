"""The choice of a door: cinemas, their screens, and what is entering where."""

from __future__ import annotations

from dataclasses import dataclass

from ouvreuse.counter.access import Staff
from ouvreuse.counter.scan.doors import Door, door_url, find_door
from ouvreuse.programme.queries import ScreeningView
from ouvreuse.venues import queries


@dataclass(frozen=True, slots=True)
class RoomDoor:
    """One screen's door."""

    name: str
    url: str
    entering: tuple[ScreeningView, ...]


@dataclass(frozen=True, slots=True)
class Rooms:
    """A cinema and its doors; ``url`` is the door of all of them."""

    name: str
    town: str
    zone: str
    url: str
    doors: tuple[RoomDoor, ...]


def rooms_of(staff: Staff) -> list[Rooms]:
    """The doors where this person may stand."""
    return [
        _rooms(find_door(staff, cinema=c.slug, screen=None))
        for c in queries.cinemas()
        if c.id in staff.cinemas
    ]


def _rooms(door: Door) -> Rooms:
    cinema = door.cinema
    doors = tuple(
        RoomDoor(
            screen.name,
            door_url("scan", cinema=cinema.slug, screen=screen.number),
            tuple(show for show in door.entering if show.screen_number == screen.number),
        )
        for screen in queries.screens_of(cinema.id)
    )
    return Rooms(cinema.name, cinema.town, cinema.zone, door.url(), doors)
