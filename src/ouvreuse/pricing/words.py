"""What the room's refusals say, in French and in English; fields in braces are facts of the error."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "pricing": ("Ce prix ne peut pas être calculé.", "This price cannot be worked out."),
    "price_list_invalid": (
        "La grille tarifaire n'est pas valable : {path} ({problem}).",
        "The price list is not valid: {path} ({problem}).",
    ),
    "price_list_unknown": (
        "La grille tarifaire « {price_list} » n'existe pas.",
        "There is no price list “{price_list}”.",
    ),
    "rate_unknown": ("Le tarif « {rate} » n'existe pas.", "There is no rate “{rate}”."),
    "supplement_unknown": (
        "Le supplément « {supplement} » n'existe pas.",
        "There is no supplement “{supplement}”.",
    ),
    "rate_not_offered": (
        "Le tarif « {rate} » n'est pas proposé pour cette séance.",
        "The rate “{rate}” is not offered for this screening.",
    ),
    "quantity_refused": (
        "Nombre de places refusé au tarif « {rate} » : {asked}.",
        "Number of seats refused at the rate “{rate}”: {asked}.",
    ),
    "too_many_companions": (
        "Ce groupe donne droit à {allowed} accompagnateur(s) gratuit(s), pas à {asked}.",
        "This group has a right to {allowed} free companion(s), not to {asked}.",
    ),
    "charge_on_free_right": (
        "Une entrée gratuite ne peut donner lieu à aucun frais ni supplément (« {charge} »).",
        "A free entry may not carry any fee or supplement (“{charge}”).",
    ),
    "nothing_asked": ("Choisissez au moins une place.", "Choose at least one seat."),
    "rate_not_on_channel": (
        "Ce tarif n'est pas vendu par ce moyen.",
        "This rate is not sold this way.",
    ),
    "rate_not_yet_valid": ("Tarif valable à partir du {fact}.", "Rate valid from {fact}."),
    "rate_no_longer_valid": ("Tarif valable jusqu'au {fact}.", "Rate valid until {fact}."),
    "rate_day_excluded": ("Tarif non valable ce jour-là.", "Rate not valid on that day."),
    "rate_hours": (
        "Tarif non valable à ce jour et à cette heure.",
        "Rate not valid on this day at this hour.",
    ),
    "rate_format": ("Tarif non valable en {fact}.", "Rate not valid in {fact}."),
    "rate_age_ban": (
        "Film interdit aux moins de {fact} ans : ce tarif n'est pas proposé.",
        "Film forbidden under {fact}: this rate is not offered.",
    ),
    "rate_age_ban_partly": (
        "Attention : tous les jeunes de ce tarif ne peuvent pas voir ce film.",
        "Beware: not every young person at this rate may see this film.",
    ),
}
