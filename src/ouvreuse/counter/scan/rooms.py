"""The choice of a door: cinemas, their screens, and what is entering where."""

from __future__ import annotations

from dataclasses import dataclass

from ouvreuse.counter.access import Staff
from ouvreuse.counter.scan.doors import door_url, faults_of, is_entering, running_days
from ouvreuse.kernel import clock
from ouvreuse.programme.queries import ScreeningView, screenings_on
from ouvreuse.venues import queries


@dataclass(frozen=True, slots=True)
class RoomDoor:
    """One screen's door, and what is entering there with what does not work for it."""

    name: str
    url: str
    entering: tuple[tuple[ScreeningView, tuple[queries.FaultView, ...]], ...]


@dataclass(frozen=True, slots=True)
class Rooms:
    """A cinema and its doors; ``url`` is the door of all of them."""

    name: str
    town: str
    zone: str
    url: str
    doors: tuple[RoomDoor, ...]


def rooms_of(staff: Staff) -> list[Rooms]:
    """The doors where this person may stand; as many statements for one cinema as for thirty."""
    mine = [cinema for cinema in queries.cinemas() if cinema.id in staff.cinemas]
    now = clock.now()
    days = sorted({day for cinema in mine for day in running_days(cinema.zone, now)})
    entering = [
        show for day in days for show in screenings_on(None, day=day, staff=True) if is_entering(show, now)
    ]
    screens = queries.screens_of(*(cinema.id for cinema in mine))
    access = queries.access_of_screens() if entering else {}
    told = [(show, faults_of(show, access)) for show in entering]
    return [_rooms(cinema, screens, told) for cinema in mine]


def _rooms(
    cinema: queries.CinemaView,
    screens: list[queries.ScreenView],
    entering: list[tuple[ScreeningView, tuple[queries.FaultView, ...]]],
) -> Rooms:
    doors = tuple(
        RoomDoor(
            screen.name,
            door_url("scan", cinema=cinema.slug, screen=screen.number),
            tuple(
                each
                for each in entering
                if (each[0].cinema_id, each[0].screen_number) == (cinema.id, screen.number)
            ),
        )
        for screen in screens
        if screen.cinema_id == cinema.id
    )
    return Rooms(cinema.name, cinema.town, cinema.zone, door_url("scan", cinema=cinema.slug), doors)
