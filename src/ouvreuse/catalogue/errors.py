"""What can go wrong with films: codes and facts, without words."""

from __future__ import annotations


class CatalogueError(Exception):
    """Root of the room's refusals: a stable code and the facts needed to explain it."""

    code: str = "catalogue"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code} {facts}" if facts else self.code)


class FilmUnknown(CatalogueError):
    """No such film; facts: `film`."""

    code = "film_unknown"


class FilmInvalid(CatalogueError):
    """A fact of the film can't be; facts: `title`, `field`."""

    code = "film_invalid"


class SeveralFilms(CatalogueError):
    """The title alone names several films; facts: `title`."""

    code = "several_films"


class VisaOfAnotherFilm(CatalogueError):
    """The release visa belongs to a film of another title; facts: `title`, `visa`, `other`."""

    code = "visa_of_another_film"
