"""What can go wrong with films: codes and facts, without words."""

from __future__ import annotations

from enum import StrEnum


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


class IdentifierInvalid(CatalogueError):
    """An identifier of the wrong shape, or whose check character is wrong; facts: `kind`, `value`."""

    code = "identifier_invalid"


class PictureFault(StrEnum):
    """Why a file is no picture we keep."""

    EMPTY = "picture_empty"
    HEAVY = "picture_heavy"
    KIND = "picture_kind"
    PIXELS = "picture_pixels"
    SMALL = "picture_small"
    SHAPE = "picture_shape"
    BROKEN = "picture_broken"


class PictureRefused(CatalogueError):
    """What was sent is no picture we keep; `code` is a `PictureFault`, facts tell the numbers."""

    def __init__(self, fault: PictureFault, **facts: object) -> None:
        self.code = fault.value
        super().__init__(**facts)


class VersionExists(CatalogueError):
    """The film has this version already; facts: `version`."""

    code = "version_exists"


class VersionShown(CatalogueError):
    """The version has screenings: it can be retired, not deleted; facts: `version`."""

    code = "version_shown"


class SourceFault(StrEnum):
    """Why a source of film data gave nothing."""

    NO_KEY = "source_no_key"
    KEY_REFUSED = "source_key_refused"
    SILENT = "source_silent"
    BUSY = "source_busy"
    UNKNOWN = "source_unknown"
    STRANGE = "source_strange"


class SourceTrouble(CatalogueError):
    """A source of film data gave nothing; `code` is a `SourceFault`, facts: `source`."""

    def __init__(self, fault: SourceFault, **facts: object) -> None:
        self.code = fault.value
        super().__init__(**facts)
