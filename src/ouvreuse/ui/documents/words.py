"""The words of printed documents, French then English."""

from __future__ import annotations

from ouvreuse.ui.documents.facts import Language

WORDS: dict[str, tuple[str, str]] = {
    "title_one": ("Votre billet", "Your ticket"),
    "title_many": ("Vos billets", "Your tickets"),
    "order": ("Commande", "Order"),
    "sold": ("Vendu le {date} à {time}, {place}", "Sold on {date} at {time}, {place}"),
    "count_one": ("1 billet", "1 ticket"),
    "count_many": ("{count} billets", "{count} tickets"),
    "hint": (
        "Présentez le code à l’entrée, imprimé ou sur votre téléphone. Un code par personne.",
        "Show the code at the door, printed or on your phone. One code per person.",
    ),
    "withdrawal": (
        "Séance à date fixe : pas de droit de rétractation (code de la consommation, art. L221-28, 12°).",
        "Dated show: no right of withdrawal (French consumer code, art. L221-28, 12°).",
    ),
    "show": ("Séance", "Show"),
    "film_at": ("film vers {time}", "film about {time}"),
    "ends_at": ("fin vers {time}", "ends about {time}"),
    "screen": ("Salle", "Screen"),
    "row": ("Rang", "Row"),
    "seat": ("Place", "Seat"),
    "free_seating": ("placement libre", "free seating"),
    "rate": ("Tarif", "Rate"),
    "price": ("Prix TTC", "Price incl. VAT"),
    "free": ("gratuit", "free (gratuit)"),
    "total": ("Total TTC", "Total incl. VAT"),
    "proof": ("À présenter", "Bring"),
    "series": ("Série", "Series"),
    "number": ("n° {number}", "no. {number}"),
    "code": ("Code", "Code"),
    "ban": ("Interdit aux moins de {age} ans", "No one under {age}"),
    "warning": ("Avertissement", "Warning"),
    "qr_alt": ("Code QR du billet n° {number}, code {code}", "QR code of ticket no. {number}, code {code}"),
    "demo": ("DEMO", "DEMO"),
    "demo_note": ("DEMO : billet sans valeur", "DEMO: this ticket has no value"),
    "cnc": (
        "Émis par un logiciel non homologué par le CNC : ce n’est pas un billet homologué.",
        "Issued by software not homologated by the CNC: not a CNC-homologated ticket.",
    ),
    "advance": ("Vente à l’avance", "Advance sale"),
    "same_day": ("Vente immédiate", "Sold on the day"),
    "duplicate": ("DUPLICATA", "DUPLICATE"),
    "page": ("page", "page"),
    "colon": (" : ", ": "),
}


def words(language: Language) -> dict[str, str]:
    """Every word of a document in one language."""
    return {key: pair[0 if language == "fr" else 1] for key, pair in WORDS.items()}
