"""Reads of the catalogue: frozen views of films for the public."""

from .duplicates import Alike, Pair, duplicates, films_alike
from .films import FilmView, OwnWords, VersionView, film_page, films, known_films, own_words, present_address
from .pictures import StillView, rendition, stills

__all__ = [
    "Alike",
    "FilmView",
    "OwnWords",
    "Pair",
    "StillView",
    "VersionView",
    "duplicates",
    "film_page",
    "films",
    "films_alike",
    "known_films",
    "own_words",
    "present_address",
    "rendition",
    "stills",
]
