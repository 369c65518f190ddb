"""What the room's refusals say, in French and in English; fields in braces are facts of the error."""

from __future__ import annotations

from datetime import date

from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.rules import Flag, Refusal

WORDS: dict[str, tuple[str, str]] = {
    "pricing": ("Ce prix ne peut pas être calculé.", "This price cannot be worked out."),
    "price_list_invalid": (
        "La grille tarifaire n’est pas valable : {path} ({problem}).",
        "The price list is not valid: {path} ({problem}).",
    ),
    "price_list_unknown": (
        "La grille tarifaire « {price_list} » n’existe pas.",
        "There is no price list “{price_list}”.",
    ),
    "rate_unknown": ("Le tarif « {rate} » n’existe pas.", "There is no rate “{rate}”."),
    "supplement_unknown": (
        "Le supplément « {supplement} » n’existe pas.",
        "There is no supplement “{supplement}”.",
    ),
    "rate_not_offered": (
        "Le tarif « {rate} » n’est pas proposé pour cette séance.",
        "The rate “{rate}” is not offered for this screening.",
    ),
    "quantity_refused": (
        "Nombre de places refusé au tarif « {rate} » : {asked}.",
        "Number of seats refused at the rate “{rate}”: {asked}.",
    ),
    "rate_from_quantity": (
        "À partir de {fact} places dans une commande.",
        "From {fact} seats in one order.",
    ),
    "rate_up_to_quantity": (
        "Jusqu'à {fact} places dans une commande.",
        "Up to {fact} seats in one order.",
    ),
    "too_many_companions": (
        "Ce groupe donne droit à {allowed} accompagnateur(s) gratuit(s), pas à {asked}.",
        "This group has a right to {allowed} free companion(s), not to {asked}.",
    ),
    "charge_on_free_right": (
        "Une entrée gratuite ne peut donner lieu à aucun frais ni supplément (« {charge} »).",
        "A free entry may not carry any fee or supplement (“{charge}”).",
    ),
    "rate_stands_alone": (
        "Le tarif « {rate} » ne se combine pas avec un autre (« {other} ») pour une même séance.",
        "The rate “{rate}” does not go with another one (“{other}”) for the same screening.",
    ),
    "rate_too_young": (
        "Tarif à partir de {fact} ans.",
        "Rate from the age of {fact}.",
    ),
    "rate_too_old": ("Tarif jusqu’à {fact} ans compris.", "Rate up to the age of {fact}."),
    "rate_needs_proof": (
        "Un justificatif est demandé à l’entrée.",
        "Proof must be shown at the door.",
    ),
    "rate_film_forbidden": (
        "Film interdit aux moins de {fact} ans : cette personne ne peut pas entrer.",
        "Film forbidden under {fact}: this person may not enter.",
    ),
    "rate_without_companions": (
        "Ce tarif ne donne droit à aucun accompagnateur gratuit.",
        "This rate gives no right to a free companion.",
    ),
    "rate_of_companions": (
        "Réservé aux accompagnateurs gratuits d’un groupe ({fact}).",
        "Only for free companions of a group ({fact}).",
    ),
    "nothing_asked": ("Choisissez au moins une place.", "Choose at least one seat."),
    "rate_not_on_channel": (
        "Ce tarif n’est pas vendu par ce moyen.",
        "This rate is not sold this way.",
    ),
    "rate_not_yet_valid": ("Tarif valable à partir du {fact}.", "Rate valid from {fact}."),
    "rate_no_longer_valid": ("Tarif valable jusqu’au {fact}.", "Rate valid until {fact}."),
    "rate_day_excluded": ("Tarif non valable ce jour-là.", "Rate not valid on that day."),
    "rate_hours": (
        "Tarif non valable à ce jour et à cette heure.",
        "Rate not valid on this day at this hour.",
    ),
    "rate_format": ("Tarif non valable en {fact}.", "Rate not valid in {fact}."),
    "rate_age_ban": (
        "Film interdit aux moins de {fact} ans : ce tarif n’est pas proposé.",
        "Film forbidden under {fact}: this rate is not offered.",
    ),
    "rate_school_holidays_only": (
        "Tarif valable pendant les vacances scolaires (zone {fact}).",
        "Rate valid during school holidays (zone {fact}).",
    ),
    "rate_school_holidays_excluded": (
        "Tarif non valable pendant les vacances scolaires (zone {fact}).",
        "Rate not valid during school holidays (zone {fact}).",
    ),
    "rate_school_holidays_unknown": (
        "Les vacances scolaires de la zone {fact} ne sont pas connues à cette date.",
        "The school holidays of zone {fact} are not known on that date.",
    ),
    "rate_film": ("Tarif non valable pour ce film.", "Rate not valid for this film."),
    "rate_age_ban_partly": (
        "Attention : tous les jeunes de ce tarif ne peuvent pas voir ce film.",
        "Beware: not every young person at this rate may see this film.",
    ),
    "price_list_taken": (
        "Ce cinéma a déjà une grille dont le nom court est « {code} ».",
        "This cinema already has a price list whose short name is “{code}”.",
    ),
    "last_price_list": (
        "« {price_list} » est la dernière grille en service : sans elle, aucune séance ne pourrait être planifiée.",
        "“{price_list}” is the last price list in use: without it no screening could be planned.",
    ),
    "price_publication_past": (
        "Cet instant est passé : choisissez un moment à venir, ou publiez maintenant.",
        "This moment has passed: choose one to come, or publish now.",
    ),
    "price_draft_unknown": (
        "Personne ne prépare la prochaine version de « {price_list} » : elle vient d’être publiée ou abandonnée.",
        "Nobody is preparing the next version of “{price_list}”: it has just been published or discarded.",
    ),
    "price_draft_moved": (
        "Un collègue a changé la préparation entre-temps : relisez-la, puis recommencez.",
        "A colleague has changed the draft meanwhile: read it again, then do it again.",
    ),
    "holiday_file_wrong": ("Ce fichier n'est pas compris.", "This file is not understood."),
    "holiday_file_encoding": ("Ce fichier n'est pas un texte.", "This file is no text."),
    "holiday_file_long": (
        "Ce fichier est trop long (5 Mo au plus).",
        "This file is too long (5 MB at most).",
    ),
    "holiday_file_empty": ("Ce fichier ne dit aucune période.", "This file names no period."),
    "holiday_file_columns": (
        "Ce n'est pas le calendrier du ministère : il manque une des colonnes description, start_date, end_date, "
        "zones, séparées par des points-virgules. Rien n'a été inscrit.",
        "This is not the ministry's calendar: one of the columns description, start_date, end_date, zones, parted by "
        "semicolons, is missing. Nothing was written.",
    ),
    "holiday_file_shape": (
        "Ligne {line} : il y manque des colonnes. Rien n'a été inscrit.",
        "Line {line}: columns are missing. Nothing was written.",
    ),
    "holiday_file_day": (
        "Ligne {line} : un des deux jours n'en est pas un. Rien n'a été inscrit.",
        "Line {line}: one of the two days is none. Nothing was written.",
    ),
    "holiday_file_order": (
        "Ligne {line} : la fin précède le début, ou en est à plus de cent jours. Rien n'a été inscrit.",
        "Line {line}: it ends before it begins, or more than a hundred days later. Nothing was written.",
    ),
    "holiday_line_wrong": (
        "Ligne {line} non comprise ({problem}). Attendu : zone ; nom ; premier jour ; dernier jour.",
        "Line {line} not understood ({problem}). Expected: zone; name; first day; last day.",
    ),
}


def say(error: PricingError, *, language: str) -> str:
    """The refusal as a sentence; a rate that is not offered says why."""
    facts = {name: "" if value is None else value for name, value in error.facts.items()}
    code = str(facts.get("reason") or error.code)
    if "fact" in facts:
        facts["fact"] = _shown(facts["fact"])
    words = WORDS.get(code, WORDS["pricing"])[0 if language.startswith("fr") else 1]
    try:
        return words.format(**facts)
    except KeyError:
        return words


def reason_in_words(reason: Refusal | Flag, *, language: str) -> str:
    """Why a rate is not offered, or what must be said beside it."""
    place = 0 if language.startswith("fr") else 1
    if isinstance(reason, Flag):
        return WORDS[reason.value][place]
    return WORDS[reason.reason.value][place].format(fact=_shown(reason.fact))


def _shown(fact: object) -> object:
    """A day as it is written on paper; any other fact as it is."""
    try:
        return f"{date.fromisoformat(str(fact)):%d/%m/%Y}"
    except ValueError:
        return fact
