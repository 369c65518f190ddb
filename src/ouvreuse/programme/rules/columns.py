"""The columns of a programme and the many names that sheets give them, in French and in English."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from ouvreuse.kernel.text import sort_key


class Column(StrEnum):
    """What a column means."""

    CINEMA = "cinema"
    SCREEN = "screen"
    STARTS_AT = "starts_at"
    DATE = "date"
    TIME = "time"
    FILM = "film"
    ORIGINAL_TITLE = "original_title"
    VISA = "visa"
    VERSION = "version"
    LANGUAGE = "language"
    FORMAT = "format"
    RUNTIME = "runtime"
    CLASSIFICATION = "classification"
    YEAR = "year"
    DIRECTOR = "director"
    DISTRIBUTOR = "distributor"
    PRE_SHOW = "pre_show"
    TURNAROUND = "turnaround"
    PRICE_LIST = "price_list"
    FULL_PRICE = "full_price"
    NOTE_FR = "note_fr"
    NOTE_EN = "note_en"
    REFERENCE = "reference"
    WEB_OPENS = "web_opens"
    WEB_CLOSES = "web_closes"
    COUNTER_OPENS = "counter_opens"
    COUNTER_CLOSES = "counter_closes"
    COUNTRIES = "countries"
    GENRES = "genres"
    CAST = "cast"
    SYNOPSIS_FR = "synopsis_fr"
    SYNOPSIS_EN = "synopsis_en"
    RELEASED = "released"
    WARNING = "warning"


FILM_ONLY = (
    Column.COUNTRIES,
    Column.GENRES,
    Column.CAST,
    Column.SYNOPSIS_FR,
    Column.SYNOPSIS_EN,
    Column.RELEASED,
    Column.WARNING,
)
OF_FILMS = frozenset(
    {
        *FILM_ONLY,
        *(Column.FILM, Column.ORIGINAL_TITLE, Column.VISA, Column.CLASSIFICATION),
        *(Column.RUNTIME, Column.YEAR, Column.DIRECTOR, Column.DISTRIBUTOR),
    }
)
SALE = (Column.WEB_OPENS, Column.WEB_CLOSES, Column.COUNTER_OPENS, Column.COUNTER_CLOSES)

REQUIRED_SETS = (
    {Column.SCREEN, Column.DATE, Column.TIME, Column.FILM},
    {Column.SCREEN, Column.STARTS_AT, Column.FILM},
)

FILM_SETS = ({Column.FILM},)

NAMES: dict[Column, str] = {
    Column.CINEMA: "cinema, cine, etablissement, site, theater, theatre, venue, complexe",
    Column.SCREEN: (
        "salle, ecran, screen, auditorium, room, no salle, numero salle, n salle, num salle, hall, "
        "screen number, screen name, nom salle, nom de la salle, numero de salle"
    ),
    Column.STARTS_AT: (
        "debut, date heure, date et heure, date time, datetime, starts at, start at, start, date "
        "seance heure, horodatage, date et heure de debut"
    ),
    Column.DATE: (
        "date, jour, day, date seance, date de la seance, date de seance, show date, screening date"
    ),
    Column.TIME: (
        "heure, time, horaire, heure seance, heure debut, heure de debut, heure de la seance, h, show "
        "time, showtime, start time, hour, seance"
    ),
    Column.FILM: (
        "film, titre, title, titre film, titre du film, film title, movie, nom du film, programme, "
        "titre francais, oeuvre"
    ),
    Column.ORIGINAL_TITLE: "titre original, original title, titre vo",
    Column.VISA: (
        "visa, no visa, n visa, numero visa, numero de visa, visa number, num visa, visa cnc, visa d "
        "exploitation, release visa, no de visa"
    ),
    Column.VERSION: "version, vo vf, vf vo, v, langue version, language version, vers, version langue",
    Column.LANGUAGE: "langue, langue originale, original language, language, vo langue",
    Column.FORMAT: "format, projection, procede, technologie, 2d 3d, format image",
    Column.RUNTIME: (
        "duree, runtime, duree min, duree minutes, duree film, duree du film, length, running time, "
        "duree en minutes, duration, minutes"
    ),
    Column.CLASSIFICATION: (
        "classification, interdiction, public, class, rating, certificate, age, restriction"
    ),
    Column.YEAR: "annee, year, annee de production, production year",
    Column.DIRECTOR: (
        "realisateur, realisation, realisatrice, director, directors, realisateurs, realisateur s, cineaste"
    ),
    Column.DISTRIBUTOR: "distributeur, distributor, distribution",
    Column.PRE_SHOW: (
        "avant seance, avant programme, pre show, preshow, pub, publicite, premiere partie, duree "
        "pub, pub min, pre show min, avant film, avant seance min"
    ),
    Column.TURNAROUND: (
        "battement, nettoyage, turnaround, cleaning, inter seance, entracte technique, turnaround min"
    ),
    Column.PRICE_LIST: (
        "grille, grille tarifaire, tarifs, price list, pricelist, prices, grille de tarifs, grille "
        "tarif, code grille"
    ),
    Column.FULL_PRICE: (
        "plein tarif, tarif plein, prix, prix plein, full price, price, tarif, prix plein tarif"
    ),
    Column.NOTE_FR: (
        "note, note fr, remarque, commentaire, note francais, evenement, remarques, observations, "
        "note francaise, infos, information"
    ),
    Column.NOTE_EN: "note en, note anglais, english note, note english, remark, comment, note anglaise",
    Column.REFERENCE: (
        "reference, ref, id, identifiant, external ref, external reference, reference externe, code "
        "seance, id seance, ref externe, no seance, numero seance, screening id"
    ),
    Column.WEB_OPENS: (
        "ouverture web, ouverture vente web, ouverture de la vente web, ouverture en ligne, ouverture "
        "internet, mise en vente web, web opens, web opens at, web opening, web sale opens, online opens"
    ),
    Column.WEB_CLOSES: (
        "fermeture web, fermeture vente web, fermeture de la vente web, fermeture en ligne, fermeture "
        "internet, fin de vente web, web closes, web closes at, web closing, web sale closes, online closes"
    ),
    Column.COUNTER_OPENS: (
        "ouverture caisse, ouverture vente caisse, ouverture guichet, mise en vente caisse, counter opens, "
        "counter opens at, counter opening, counter sale opens, box office opens, till opens"
    ),
    Column.COUNTER_CLOSES: (
        "fermeture caisse, fermeture vente caisse, fermeture guichet, fin de vente caisse, counter closes, "
        "counter closes at, counter closing, counter sale closes, box office closes, till closes"
    ),
    Column.COUNTRIES: "pays, nationalite, country, countries, origine",
    Column.GENRES: "genre, genres",
    Column.CAST: "acteurs, avec, distribution artistique, interpretes, cast, actors, casting",
    Column.SYNOPSIS_FR: "synopsis, synopsis fr, resume, synopsis francais",
    Column.SYNOPSIS_EN: "synopsis en, english synopsis, synopsis anglais",
    Column.RELEASED: "sortie, date de sortie, sortie nationale, release date, released, release",
    Column.WARNING: "avertissement, warning",
}


def plain(text: str) -> str:
    """Lower case without accents, punctuation or doubled spaces: how names are compared."""
    text = text.replace("°", "o ").replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    split = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in split if not unicodedata.combining(char))
    return re.sub(r"[^0-9a-z]+", " ", bare).strip()


@lru_cache(maxsize=4096)  # a long sheet names the same few films and screens again and again
def name_key(text: str) -> str:
    """How titles and names are compared: without accents, case or punctuation, in any script."""
    return sort_key(text) or text.strip()


_BY_NAME = {name.strip(): column for column, names in NAMES.items() for name in names.split(",")}


def column_of(header: str) -> Column | None:
    """The column a header names, whatever its case, accents, spaces, unit or language; None if unknown."""
    if len(header) > 60:
        return None
    without_unit = re.sub(r"\([^)]*\)|\[[^\]]*\]|\*", " ", header)
    return _BY_NAME.get(plain(header)) or _BY_NAME.get(plain(without_unit))
