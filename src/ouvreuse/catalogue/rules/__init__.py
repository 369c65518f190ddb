"""The catalogue without tables: facts of films, versions, identifiers, pictures and terms."""

from .films import (
    CLASS_AGES,
    UNDETERMINED,
    FilmFacts,
    KnownFilm,
    KnownFilms,
    Recorded,
    VersionFacts,
    recognise,
    same_title,
)
from .versions import version_label

__all__ = [
    "CLASS_AGES",
    "UNDETERMINED",
    "FilmFacts",
    "KnownFilm",
    "KnownFilms",
    "Recorded",
    "VersionFacts",
    "recognise",
    "same_title",
    "version_label",
]
