"""What the page of a film shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.films.touching import Line, lines
from ouvreuse.booking.queries.film_effects import Touched, film_effects
from ouvreuse.catalogue.models import CinemaFilm, Contract, Credit, Film, FilmVersion, Series
from ouvreuse.catalogue.queries import StillView, stills
from ouvreuse.programme.models import Screening
from ouvreuse.venues.queries import CinemaView, cinemas

MOST_SHOWN = 30


@dataclass
class Board:
    """A film and all that hangs on it: one statement for each kind of thing."""

    film: Film
    cinemas: frozenset[int]
    with_figures: frozenset[int]

    @cached_property
    def people(self) -> dict[str, list[str]]:
        """Names by job, in order."""
        found: dict[str, list[str]] = {"director": [], "cast": []}
        for job, name in (
            Credit.objects.filter(film=self.film).order_by("rank", "id").values_list("job", "name")
        ):
            found[job].append(name)
        return found

    @cached_property
    def versions(self) -> list[Any]:
        """Versions with the number of their screenings that still are to come."""
        rows = FilmVersion.objects.filter(film=self.film).order_by("retired_at", "label", "format", "id")
        return list(rows)

    @cached_property
    def shown(self) -> dict[int, int]:
        """How many screenings each version has."""
        rows = Screening.objects.filter(film=self.film).order_by().values("version")
        return dict(rows.annotate(count=Count("id")).values_list("version", "count"))

    @property
    def version_lines(self) -> list[tuple[Any, int]]:
        """Each version and how often it is or was shown."""
        return [(version, self.shown.get(version.id, 0)) for version in self.versions]

    @cached_property
    def contracts(self) -> list[Contract]:
        """The terms in the cinemas whose figures the person sees, the newest first."""
        rows = Contract.objects.filter(film=self.film, cinema_id__in=self.with_figures)
        return list(rows.select_related("cinema", "distributor")[:MOST_SHOWN])

    @cached_property
    def coming(self) -> tuple[Touched, ...]:
        """Its coming screenings as its running time wants them."""
        return film_effects(self.film.pk, runtime_min=self.film.runtime_min)

    @property
    def next_shown(self) -> list[Line]:
        """The first of them, with their pages."""
        return lines(self.coming[:MOST_SHOWN])

    @property
    def untimed(self) -> list[Line]:
        """Those whose times are not what the running time asks for, or that run into another."""
        return lines(each for each in self.coming if each.moves or each.clashes)

    @cached_property
    def stills(self) -> tuple[StillView, ...]:
        """Its pictures."""
        return stills(self.film.pk)

    @cached_property
    def series(self) -> list[Series]:
        """The cycles it is in."""
        return list(Series.objects.filter(entries__film=self.film))

    @cached_property
    def overrides(self) -> list[tuple[CinemaView, CinemaFilm | None]]:
        """The person's cinemas, with what each says of it in its own words."""
        rows = CinemaFilm.objects.filter(film=self.film, cinema_id__in=self.cinemas)
        said = {row.cinema_id: row for row in rows}
        return [(each, said.get(each.id)) for each in cinemas() if each.id in self.cinemas]


def film_board(film: Film, *, staff: Staff) -> Board:
    """The board of a film for a person."""
    return Board(film, staff.cinemas, staff.rights.cinemas_for("see_figures"))
