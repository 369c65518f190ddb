"""Films as facts, and how a described film is recognised among those known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ouvreuse.catalogue.errors import FilmInvalid, SeveralFilms, VisaOfAnotherFilm
from ouvreuse.kernel.text import sort_key

CLASS_AGES = {"TP": 0, "12": 12, "16": 16, "18": 18, "X": 18}
UNDETERMINED = "und"


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What is said of a film. `None`, "" or an empty list say nothing, and change nothing.

    `visa_number` up to 10 characters; `classification` TP, 12, 16, 18 or X (code du cinéma R211-12);
    `runtime_min` in minutes.
    """

    title: str
    visa_number: str = ""
    original_title: str = ""
    classification: str = ""
    warning: bool | None = None
    runtime_min: int | None = None
    year: int | None = None
    released_on: date | None = None
    countries: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    synopsis_fr: str = ""
    synopsis_en: str = ""
    distributor: str = ""
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    poster_seed: int | None = None

    def __post_init__(self) -> None:
        faults = {
            "title": not self.title.strip() or len(self.title) > 200,
            "visa_number": len(self.visa_number) > 10,
            "classification": self.classification not in ("", *CLASS_AGES),
            "runtime_min": self.runtime_min is not None and not 1 <= self.runtime_min <= 900,
            "year": self.year is not None and not 1870 <= self.year <= 2199,
        }
        for field, wrong in faults.items():
            if wrong:
                raise FilmInvalid(title=self.title[:60], field=field)


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """How a film is shown; with its film, `label`, `format` and `audio_description` are its identity."""

    label: str
    audio: str = UNDETERMINED
    subtitles: tuple[str, ...] = ()
    original: bool = True
    captions: bool = False
    audio_description: bool = False
    format: str = "2D"

    @property
    def identity(self) -> tuple[str, str, bool]:
        """What tells versions of one film apart."""
        return self.label, self.format, self.audio_description


@dataclass(frozen=True, slots=True)
class KnownFilm:
    """A film of the catalogue as recognising needs it."""

    id: int
    title: str
    visa_number: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording facts did: the row's `id`, and the names of the facts that were otherwise before (none of
    a new row)."""

    id: int
    changed: tuple[str, ...] = ()


def same_title(one: str, other: str) -> bool:
    """Whether two titles differ only in accents, case and punctuation."""
    return (sort_key(one) or one.strip()) == (sort_key(other) or other.strip())


def recognise(facts: FilmFacts, *, known: Iterable[KnownFilm]) -> KnownFilm | None:
    """The film the facts speak of, or `None` for a new one: by visa, else by title and year.

    A film with another visa, or another year, is another film. Raises `VisaOfAnotherFilm`,
    `SeveralFilms`.
    """
    films = list(known)
    if facts.visa_number:
        bearers = [film for film in films if film.visa_number == facts.visa_number]
        for film in bearers:
            if same_title(film.title, facts.title):
                return film
        if bearers:
            raise VisaOfAnotherFilm(title=facts.title, visa=facts.visa_number, other=bearers[0].title)
    named = [
        film
        for film in films
        if same_title(film.title, facts.title) and not (facts.visa_number and film.visa_number)
    ]
    dated = [film for film in named if facts.year is None or film.year in (None, facts.year)]
    if facts.year is not None:
        dated = [film for film in dated if film.year == facts.year] or dated
    if len(dated) > 1:
        raise SeveralFilms(title=facts.title)
    return dated[0] if dated else None
