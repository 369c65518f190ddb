"""What the room's refusals say, in French and in English; fields in braces are facts of the error."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "catalogue": ("Ce film ne peut pas être enregistré.", "This film cannot be recorded."),
    "film_unknown": ("Ce film n'existe pas.", "There is no such film."),
    "film_invalid": (
        "« {title} » : la valeur de « {field} » n'est pas valable.",
        "“{title}”: the value of “{field}” is not valid.",
    ),
    "several_films": (
        "Plusieurs films s'appellent « {title} » : précisez le visa ou l'année.",
        "Several films are called “{title}”: give the visa or the year.",
    ),
    "visa_of_another_film": (
        "Le visa {visa} est celui de « {other} », pas de « {title} ».",
        "The visa {visa} is that of “{other}”, not of “{title}”.",
    ),
}
