"""Today in one line, for the first page of a cinema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.dashboards import words
from ouvreuse.backoffice.dashboards.scope import Scope
from ouvreuse.insights import queries
from ouvreuse.insights.errors import InsightsError
from ouvreuse.venues.queries import CinemaView


@dataclass(frozen=True, slots=True)
class Strip:
    """Figures of today with their names; ``wrong``: how many things need somebody. ``url``: the dashboard."""

    figures: tuple[tuple[Any, str], ...]
    wrong: int
    url: str


def strip_of(staff: Staff, cinema: CinemaView) -> Strip | None:
    """Today's figures, for who may see them here, when the database has time for them."""
    if not staff.rights.may("see_figures", cinema=cinema.id):
        return None
    scope = Scope(staff, cinema, (cinema,))
    try:
        seen = queries.glance(scope.ids, zone=scope.zone)
    except InsightsError:
        return None
    day = [seen.days.day]
    made = seen.shows_on(day)
    return Strip(
        (
            (words.TILE_NAMES["takings"], words.cents(seen.taken_on(day).takings)),
            (words.TILE_NAMES["admissions"], words.count(made.admissions)),
            (words.TILE_NAMES["occupancy"], words.percent(made.occupancy)),
        ),
        len(seen.wrong),
        scope.url("figures"),
    )
