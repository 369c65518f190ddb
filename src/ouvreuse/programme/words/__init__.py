"""What the room's refusals say, in French and in English; fields in braces are facts of the fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .planning import CLASHES, TYPED
from .sheets import CELLS, SHEETS

__all__ = ["CLASHES", "FIELDS", "LABELS", "WORDS", "fields", "labels", "say"]

WORDS: dict[str, tuple[str, str]] = {
    "changed_meanwhile": (
        "La séance a changé entre-temps : rien n’a été écrit.",
        "The screening has changed meanwhile: nothing was written.",
    ),
    "nothing_to_undo": ("Il n’y a rien à reprendre.", "There is nothing to take back or do again."),
    "no_price_list": (
        "Ce cinéma n’a pas encore de grille tarifaire : créez-en une avant de programmer.",
        "This cinema has no price list yet: make one before planning.",
    ),
    "plan_start_past": (
        "La séance commencerait dans le passé.",
        "The screening would start in the past.",
    ),
    "published_too_late": (
        "{count} séance(s) commenceraient avant d’être publiées.",
        "{count} screening(s) would start before they are published.",
    ),
    "key_unreadable": (
        "Ce fichier n’est pas une clé (KDM) lisible.",
        "This file is no key (KDM) that can be read.",
    ),
    **TYPED,
    "programme": ("Le programme ne peut pas être modifié ainsi.", "The programme cannot be changed so."),
    "screen_occupied": (
        "La salle est déjà occupée à cette heure.",
        "The screen is already occupied at that time.",
    ),
    "screening_unknown": ("Cette séance n’existe pas.", "There is no such screening."),
    "series_unknown": ("Ce cycle n’existe pas.", "There is no such cycle."),
    "screening_on_sale": (
        "Cette séance est en vente : elle ne change plus que par la billetterie.",
        "This screening is on sale: only the ticketing may change it.",
    ),
    "screening_refused": (
        "La séance ne peut pas être programmée ainsi : {problem}.",
        "The screening cannot be planned so: {problem}.",
    ),
    "publication_past": (
        "L’instant de la publication est déjà passé : {at}.",
        "The instant of the publication is already past: {at}.",
    ),
    "reference_taken": (
        "La référence « {external_ref} » est déjà celle d’une autre séance.",
        "The reference “{external_ref}” already belongs to another screening.",
    ),
    **SHEETS,
    **CELLS,
}


FIELDS: dict[str, tuple[str, str]] = {
    "screen": ("salle", "screen"),
    "starts_at": ("horaire", "time"),
    "film": ("film", "film"),
    "version": ("version", "version"),
    "length": ("durée d’occupation", "occupation"),
    "price_list": ("grille tarifaire", "price list"),
    "pre_show": ("avant-séance", "pre-show"),
    "turnaround": ("battement", "turnaround"),
    "note_fr": ("note en français", "French note"),
    "note_en": ("note en anglais", "English note"),
    "reference": ("référence", "reference"),
    "web_opens": ("ouverture web", "web opening"),
    "web_closes": ("fermeture web", "web closing"),
    "counter_opens": ("ouverture caisse", "counter opening"),
    "counter_closes": ("fermeture caisse", "counter closing"),
    "published": ("publication", "publication date"),
    "runtime": ("durée du film", "runtime"),
    "classification": ("classification du film", "classification"),
    "visa": ("visa du film", "release visa"),
    "year": ("année du film", "year"),
    "distributor": ("distributeur", "distributor"),
    "original_title": ("titre original", "original title"),
    "director": ("réalisateur", "director"),
    "language": ("langue de la version", "language"),
    "countries": ("pays", "countries"),
    "genres": ("genres", "genres"),
    "cast": ("interprètes", "cast"),
    "synopsis_fr": ("synopsis en français", "French synopsis"),
    "synopsis_en": ("synopsis en anglais", "English synopsis"),
    "released": ("sortie", "release"),
    "warning": ("avertissement", "warning"),
}


LABELS: dict[str, tuple[str, str]] = {
    "relaxed": ("séance détendue", "relaxed"),
    "baby": ("ciné-bébé", "with babies"),
    "snack": ("ciné-goûter", "ciné-goûter"),
    "young": ("jeune public", "young public"),
    "preview": ("avant-première", "preview"),
    "guest": ("avec un invité", "with a guest"),
}


def labels(names: Iterable[str], *, language: str = "fr") -> str:
    """What a screening is beside its film, as people call it."""
    place = 1 if language.startswith("en") else 0
    return ", ".join(LABELS[name][place] for name in names if name in LABELS)


def fields(names: Iterable[str], *, language: str = "fr") -> str:
    """The names of what changes, as people call them."""
    place = 1 if language.startswith("en") else 0
    return ", ".join(FIELDS[name][place] for name in names)


def say(code: str, facts: Mapping[str, object], *, language: str = "fr") -> str:
    """The words of a code with its facts put in; French unless `language` begins with "en"."""
    french, english = WORDS.get(code) or CLASHES[code]
    shown = dict(facts)
    if isinstance(names := facts.get("fields"), tuple):
        shown["fields"] = fields(names, language=language)
    return (english if language.startswith("en") else french).format_map(shown)
