"""What an import reports, and what a row of a sheet says of its film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ouvreuse.catalogue.rules import FilmFacts, Recorded, VersionFacts
from ouvreuse.programme.rules import Change, Column, Fault, ProgrammeRow


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """What became of one line. `change` is a `Change`; `screening` the id it is about once written; `on_sale`: visitors
    see what changes of it at once."""

    line: int
    change: str
    cinema: str
    screen: str
    local_start: datetime
    film: str
    version: str
    screening: int | None
    fields: tuple[str, ...]
    orders: int
    screen_id: int = 0
    version_id: int = 0
    on_sale: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import. With `faults`, or in a rehearsal, nothing was written."""

    kind: str
    lines: tuple[ImportedLine, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    dry_run: bool

    @property
    def refused(self) -> bool:
        """Whether the file was refused as a whole."""
        return bool(self.faults)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines became what, every kind named."""
        return {kind.value: sum(line.change == kind for line in self.lines) for kind in Change}


@dataclass(frozen=True, slots=True)
class FilmLine:
    """What becomes of a line that speaks of a film: `change` new, changed or same; `fields` the columns it changes."""

    line: int
    change: str
    film: int
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilmReport:
    """The outcome of an import of films. With `faults`, or in a rehearsal, nothing was written."""

    lines: tuple[FilmLine, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    dry_run: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many lines became what."""
        kinds = (Change.NEW, Change.CHANGED, Change.SAME)
        return {kind.value: sum(line.change == kind for line in self.lines) for kind in kinds}


def film_facts(row: ProgrammeRow) -> FilmFacts:
    """What a row says of its film."""
    return FilmFacts(
        title=row.title,
        visa_number=row.visa,
        original_title=row.original_title,
        classification=row.classification,
        runtime_min=row.runtime_min,
        year=row.year,
        distributor=row.distributor,
        directors=(row.director,) if row.director else (),
    )


FILM_COLUMNS = {
    "original_title": Column.ORIGINAL_TITLE,
    "classification": Column.CLASSIFICATION,
    "runtime_min": Column.RUNTIME,
    "year": Column.YEAR,
    "distributor": Column.DISTRIBUTOR,
    "visa_number": Column.VISA,
    "directors": Column.DIRECTOR,
    "audio": Column.LANGUAGE,
    "countries": Column.COUNTRIES,
    "genres": Column.GENRES,
    "cast": Column.CAST,
    "synopsis_fr": Column.SYNOPSIS_FR,
    "synopsis_en": Column.SYNOPSIS_EN,
    "released_on": Column.RELEASED,
    "warning": Column.WARNING,
}


def film_fields(film: Recorded, version: Recorded) -> tuple[str, ...]:
    """The columns of a line that change a known film or version."""
    return tuple(FILM_COLUMNS[name].value for name in film.changed + version.changed)


def version_facts(row: ProgrammeRow, *, countries: Sequence[str] = ()) -> VersionFacts:
    """What a row says of the version shown; a film made in France alone is original in French."""
    spec = row.version
    return VersionFacts(
        label=spec.label,
        audio=spec.audio,
        subtitles=spec.subtitles,
        original=spec.original or (spec.audio == "fr" and list(countries) == ["France"]),
        captions=spec.captions,
        audio_description=spec.audio_description,
        format=spec.format,
    )


def version_name(row: ProgrammeRow) -> str:
    """The version in a few words: `VOSTFR 3D AD`."""
    spec = row.version
    extras = [spec.format] if spec.format != "2D" else []
    return " ".join([spec.label, *extras, *(["AD"] if spec.audio_description else [])])
