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
    return _folded(one) == _folded(other)


def _folded(title: str) -> str:
    return sort_key(title) or title.strip()


class KnownFilms:
    """The films of the catalogue by visa and by title: a long file is recognised without comparing all with all."""

    def __init__(self, films: Iterable[KnownFilm] = ()) -> None:
        self._by_visa: dict[str, list[KnownFilm]] = {}
        self._by_title: dict[str, list[KnownFilm]] = {}
        for film in films:
            self.add(film)

    def add(self, film: KnownFilm) -> None:
        """One film more."""
        self._by_visa.setdefault(film.visa_number, []).append(film)
        self._by_title.setdefault(_folded(film.title), []).append(film)

    def bearing(self, visa: str) -> list[KnownFilm]:
        """The films of a visa."""
        return self._by_visa.get(visa, []) if visa else []

    def named(self, title: str) -> list[KnownFilm]:
        """The films of a title, as `same_title` compares."""
        return self._by_title.get(_folded(title), [])


def recognise(facts: FilmFacts, *, known: Iterable[KnownFilm] | KnownFilms) -> KnownFilm | None:
    """The film the facts speak of, or `None` for a new one: by visa, else by title and year.

    A film with another visa, or another year, is another film. Raises `VisaOfAnotherFilm`,
    `SeveralFilms`.
    """
    films = known if isinstance(known, KnownFilms) else KnownFilms(known)
    if bearers := films.bearing(facts.visa_number):
        for film in bearers:
            if same_title(film.title, facts.title):
                return film
        raise VisaOfAnotherFilm(title=facts.title, visa=facts.visa_number, other=bearers[0].title)
    named = [film for film in films.named(facts.title) if not (facts.visa_number and film.visa_number)]
    dated = [film for film in named if facts.year is None or film.year in (None, facts.year)]
    if facts.year is not None:
        dated = [film for film in dated if film.year == facts.year] or dated
    if len(dated) > 1:
        raise SeveralFilms(title=facts.title)
    return dated[0] if dated else None
