"""The words of venues' refusals: (French, English)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "venue": ("Cette demande n’a pas pu aboutir.", "This request could not be completed."),
    "bad_plan": ("Ce plan de salle n’est pas valable.", "This seat map is not valid."),
    "bad_plan.empty": ("Un plan a de 1 à 5000 places.", "A plan has from 1 to 5000 places."),
    "bad_plan.place": (
        "Les places se numérotent de 1 à n, chacune une fois.",
        "Places are numbered from 1 to n, each once.",
    ),
    "bad_plan.kind": ("Une place est d’un genre inconnu.", "A place is of an unknown kind."),
    "bad_plan.twice": (
        "Deux places portent le même rang et le même numéro.",
        "Two places have the same row and number.",
    ),
    "bad_plan.nameless": ("Une place n’a pas de rang ou pas de numéro.", "A place has no row or no number."),
    "bad_plan.overlap": (
        "Deux places sont dessinées au même endroit.",
        "Two places are drawn at the same spot.",
    ),
    "bad_plan.partner": (
        "Une place d’accompagnant va avec un emplacement fauteuil roulant, un fauteuil duo avec son autre moitié.",
        "A companion seat goes with a wheelchair space, a duo seat with its other half.",
    ),
    "bad_plan.letter": ("Le dessin contient une lettre inconnue.", "The drawing contains an unknown letter."),
    "cinema_unknown": ("Ce cinéma n’existe pas.", "This cinema does not exist."),
    "screen_unknown": ("Cette salle n’existe pas.", "This screen does not exist."),
    "name_taken": ("Ce nom ou ce numéro est déjà pris.", "This name or number is already taken."),
    "bad_zone": ("Ce fuseau horaire est inconnu.", "This time zone is unknown."),
    "role_unknown": ("Ce rôle n’existe pas.", "This role does not exist."),
}

ROLES: dict[str, tuple[str, str]] = {
    "owner": ("direction", "owner"),
    "programmer": ("programmation", "programmer"),
    "box_office": ("caisse", "box office"),
    "usher": ("contrôle", "usher"),
    "inspector": ("inspection", "inspector"),
}


def say(error: Exception, *, language: str) -> str:
    """The sentence for a refusal, in French or English."""
    key = str(getattr(error, "key", "venue"))
    words = WORDS.get(key) or WORDS.get(key.partition(".")[0]) or WORDS["venue"]
    return words[0 if language.startswith("fr") else 1]


def role(name: str, *, language: str) -> str:
    """What a role is called."""
    return ROLES[name][0 if language.startswith("fr") else 1]
