"""Programmes without tables: reading sheets, understanding rows, comparing them with what is planned."""

from .cells import WallTime
from .columns import FILM_SETS, Column, name_key
from .diff import Change, Existing, Outcome, Wanted, changed_fields, diff, film_guarded, publication
from .film_rows import FilmRow, ParsedFilms, parse_films
from .listing import NIGHT_ENDS, listing_day
from .matching import ComingPrices, KnownCinema, KnownPrices, KnownScreen, Placed, default_prices, place_rows
from .raw import Sheet
from .rows import Fault, Parsed, ProgrammeRow, facts_agree, parse_rows
from .sale import SaleTimes, disorder, usual_closings
from .sheet import read_sheet
from .starts import Times, local_instant, screening_times
from .versions import FORMATS, VersionSpec, version_spec

__all__ = [
    "FILM_SETS",
    "FORMATS",
    "NIGHT_ENDS",
    "Change",
    "Column",
    "ComingPrices",
    "Existing",
    "Fault",
    "FilmRow",
    "KnownCinema",
    "KnownPrices",
    "KnownScreen",
    "Outcome",
    "Parsed",
    "ParsedFilms",
    "Placed",
    "ProgrammeRow",
    "SaleTimes",
    "Sheet",
    "Times",
    "VersionSpec",
    "WallTime",
    "Wanted",
    "changed_fields",
    "default_prices",
    "diff",
    "disorder",
    "facts_agree",
    "film_guarded",
    "listing_day",
    "local_instant",
    "name_key",
    "parse_films",
    "parse_rows",
    "place_rows",
    "publication",
    "read_sheet",
    "screening_times",
    "usual_closings",
    "version_spec",
]
