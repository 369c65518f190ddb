"""The words of the hosted page in French and English."""

WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "title": "Paiement de démonstration",
        "demo": "DÉMONSTRATION : aucun argent ne circule. Ne saisissez jamais de vrai numéro de carte.",
        "order": "Votre commande",
        "total": "Total",
        "email": "Adresse électronique",
        "pay": "Payer {total}",
        "decline": "Faire refuser la carte",
        "secure": "Payer avec 3-D Secure",
        "abandon": "Abandonner et revenir au cinéma",
        "declined": "Carte refusée : votre paiement n’a pas eu lieu. Vous pouvez réessayer.",
        "refused": "Authentification refusée : votre paiement n’a pas eu lieu. Vous pouvez réessayer.",
        "paid": "Cette commande est payée.",
        "expired": "Cette page de paiement a expiré. Rien n’a été débité.",
        "back": "Revenir au cinéma",
        "challenge": "Authentification forte (3-D Secure)",
        "ask": "Votre banque (fictive) vous demande de confirmer un paiement de {total}.",
        "authorise": "Autoriser",
        "refuse": "Refuser",
        "unknown": "Cette page de paiement n’existe pas.",
        "means": "Choisissez ce qui doit se passer",
    },
    "en": {
        "title": "Demonstration payment",
        "demo": "DEMO: no money moves. Never type a real card number.",
        "order": "Your order",
        "total": "Total",
        "email": "E-mail address",
        "pay": "Pay {total}",
        "decline": "Have the card declined",
        "secure": "Pay with 3-D Secure",
        "abandon": "Give up and return to the cinema",
        "declined": "Card declined: your payment did not take place. You can try again.",
        "refused": "Authentication refused: your payment did not take place. You can try again.",
        "paid": "This order is paid.",
        "expired": "This payment page has expired. Nothing was charged.",
        "back": "Return to the cinema",
        "challenge": "Strong authentication (3-D Secure)",
        "ask": "Your (pretended) bank asks you to confirm a payment of {total}.",
        "authorise": "Authorise",
        "refuse": "Refuse",
        "unknown": "This payment page does not exist.",
        "means": "Choose what shall happen",
    },
}


def language(locale: str | None) -> str:
    """French for `fr`, `fr-CA`; English for everything else."""
    return "fr" if (locale or "").lower().startswith("fr") else "en"


def money(cents: int, currency: str, lang: str) -> str:
    """`23,40 €` in French, `€23.40` in English."""
    sign = {"eur": "€"}.get(currency, currency.upper())
    whole = f"{cents // 100}{',' if lang == 'fr' else '.'}{cents % 100:02d}"
    return f"{whole}\u00a0{sign}" if lang == "fr" else f"{sign}{whole}"
