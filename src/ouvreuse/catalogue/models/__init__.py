"""Tables of the catalogue: films, who deals in them, how they look and what they are shown in."""

from .cycles import CinemaFilm, Series, SeriesFilm
from .deals import Contract, Distributor
from .films import Credit, Film, FilmVersion, FormerAddress
from .pictures import Image, Rendition, Still
from .sources import DataSource

__all__ = [
    "CinemaFilm",
    "Contract",
    "Credit",
    "DataSource",
    "Distributor",
    "Film",
    "FilmVersion",
    "FormerAddress",
    "Image",
    "Rendition",
    "Series",
    "SeriesFilm",
    "Still",
]
