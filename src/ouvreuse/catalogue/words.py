"""What the room's refusals say, in French and in English; fields in braces are facts of the error."""

from __future__ import annotations

from ouvreuse.catalogue.errors import CatalogueError

WORDS: dict[str, tuple[str, str]] = {
    "catalogue": ("Ce film ne peut pas être enregistré.", "This film cannot be recorded."),
    "film_unknown": ("Ce film n’existe pas.", "There is no such film."),
    "film_invalid": (
        "« {title} » : la valeur de « {field} » n’est pas valable.",
        "“{title}”: the value of “{field}” is not valid.",
    ),
    "several_films": (
        "Plusieurs films s’appellent « {title} » : précisez le visa ou l’année.",
        "Several films are called “{title}”: give the visa or the year.",
    ),
    "visa_of_another_film": (
        "Le visa {visa} est celui de « {other} », pas de « {title} ».",
        "The visa {visa} is that of “{other}”, not of “{title}”.",
    ),
    "identifier_invalid": (
        "« {value} » n’est pas un numéro {kind} : sa forme ou son caractère de contrôle est faux.",
        "“{value}” is not a number of the kind {kind}: its shape or its check character is wrong.",
    ),
    "version_exists": (
        "Le film a déjà la version {version}.",
        "The film already has the version {version}.",
    ),
    "version_shown": (
        "La version {version} a des séances : elle peut être retirée, pas supprimée.",
        "The version {version} has screenings: it can be retired, not deleted.",
    ),
    "picture_empty": ("Ce fichier est vide.", "This file is empty."),
    "picture_heavy": (
        "Cette image pèse plus de {most} Mo : réduisez-la.",
        "This picture weighs more than {most} MB: make it smaller.",
    ),
    "picture_kind": (
        "Ce fichier n’est pas une image JPEG, PNG, WebP ou AVIF : son contenu le dit, quel que soit son nom.",
        "This file is no JPEG, PNG, WebP or AVIF picture: its content says so, whatever its name.",
    ),
    "picture_pixels": (
        "Cette image a {width} × {height} points, plus que les {most} millions permis : réduisez-la.",
        "This picture has {width} × {height} pixels, more than the {most} million allowed: make it smaller.",
    ),
    "picture_small": (
        "Cette image a {width} × {height} points : il en faut au moins {least} de large pour qu’elle soit nette.",
        "This picture has {width} × {height} pixels: at least {least} across are needed for it to be sharp.",
    ),
    "picture_shape": (
        "Cette image de {width} × {height} points est trop étroite.",
        "This picture of {width} × {height} pixels is too narrow.",
    ),
    "picture_broken": (
        "Cette image est abîmée ou incomplète : elle ne s’ouvre pas.",
        "This picture is damaged or incomplete: it does not open.",
    ),
    "source_no_key": (
        "Aucune clé n’est enregistrée pour {source}.",
        "No key is recorded for {source}.",
    ),
    "source_key_refused": ("{source} refuse cette clé.", "{source} refuses this key."),
    "source_silent": (
        "{source} ne répond pas. Rien n’a été changé : réessayez plus tard.",
        "{source} does not answer. Nothing was changed: try again later.",
    ),
    "source_busy": (
        "{source} demande d’attendre : trop de questions en peu de temps.",
        "{source} asks to wait: too many questions in a short time.",
    ),
    "source_unknown": ("{source} ne connaît pas ce film.", "{source} does not know this film."),
    "source_strange": (
        "La réponse de {source} n’est pas celle attendue. Rien n’a été changé.",
        "The answer of {source} is not the expected one. Nothing was changed.",
    ),
}


def say(error: CatalogueError, *, language: str) -> str:
    """The refusal in that language, its facts filled in."""
    french, english = WORDS.get(error.code, WORDS["catalogue"])
    words = english if language.startswith("en") else french
    return words.format(**error.facts)
