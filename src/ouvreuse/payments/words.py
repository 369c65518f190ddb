"""The words of the room's refusals: (French, English)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "payment": ("Le paiement n’a pas pu aboutir.", "The payment could not be completed."),
    "payment_unknown": ("Ce paiement n’existe pas.", "This payment does not exist."),
    "payment_ended": ("Ce paiement est terminé.", "This payment has ended."),
    "provider_busy": (
        "La banque est très demandée. Vos places sont gardées ; la page réessaie toute seule.",
        "The bank is very busy. Your seats are kept; this page tries again by itself.",
    ),
    "provider_unreachable": (
        "La banque ne répond pas pour le moment. Vos places sont gardées.",
        "The bank is not answering at the moment. Your seats are kept.",
    ),
    "outcome_unknown": (
        "Nous vérifions auprès de la banque. Vos places sont gardées, ne payez pas une seconde fois.",
        "We are checking with the bank. Your seats are kept, do not pay a second time.",
    ),
    "provider_refused": (
        "La banque a refusé cette demande. Rien n’a été débité.",
        "The bank refused this request. Nothing was charged.",
    ),
    "provider_misconfigured": (
        "Le paiement en ligne n’est pas disponible pour ce cinéma.",
        "Online payment is not available for this cinema.",
    ),
    "account_missing": (
        "Ce cinéma ne vend pas encore en ligne : il n’a pas de compte de paiement.",
        "This cinema does not sell online yet: it has no payment account.",
    ),
    "key_refused": ("Stripe refuse cette clé.", "Stripe refuses this key."),
    "key_refused.refused": (
        "Stripe ne connaît pas cette clé. Copiez-la de nouveau depuis son tableau de bord.",
        "Stripe does not know this key. Copy it again from its dashboard.",
    ),
    "key_refused.test_key": (
        "C’est une clé de test : de vraies ventes demandent une clé qui commence par sk_live_ ou rk_live_.",
        "This is a test key: real sales need one that begins with sk_live_ or rk_live_.",
    ),
    "key_refused.live_key": (
        "C’est une vraie clé : ces données ne sont pas réelles et n’en prennent qu’une de test.",
        "This is a real key: these data are not real and take a test key only.",
    ),
    "refund_too_large": (
        "Le remboursement dépasse ce qui a été encaissé.",
        "The refund is more than what was taken.",
    ),
    "bad_signature": ("La signature de ce message est fausse.", "The signature of this message is wrong."),
    "wrong_transaction": ("Cette opération n’est pas permise ici.", "This operation is not allowed here."),
    "no_open_shift": (
        "Ouvrez d’abord votre caisse : les espèces vont dans un tiroir compté.",
        "Open your till first: cash goes into a drawer that is counted.",
    ),
    "shift_open": ("Cette caisse est déjà ouverte.", "This till is open already."),
    "shift_open.till": (
        "Cette caisse est tenue par quelqu’un d’autre. Prenez-en une autre, ou faites-la clôturer.",
        "Somebody else holds this till. Take another one, or have it closed.",
    ),
    "shift_open.person": (
        "Vous tenez déjà une caisse. Clôturez-la avant d’en ouvrir une autre.",
        "You hold a till already. Close it before you open another one.",
    ),
    "till_unknown": ("Cette caisse n’existe pas.", "This till does not exist."),
    "bad_count": ("Ce montant n’en est pas un.", "This is no amount of money."),
    "bad_count.reason": ("Dites pourquoi, en quelques mots.", "Say why, in a few words."),
    "bad_count.more": (
        "Le tiroir ne contient pas autant : vérifiez le montant.",
        "There is not as much in the drawer: check the amount.",
    ),
    "printer_missing": (
        "Cette caisse n’a pas d’imprimante : prenez la feuille A4, ou envoyez le billet.",
        "This till has no printer: take the A4 sheet, or mail the ticket.",
    ),
    "printer_unreachable": (
        "L’imprimante ne répond pas : rien n’est sorti. Est-elle allumée, a-t-elle du papier ? Puis réimprimez.",
        "The printer does not answer: nothing came out. See that it is on and has paper, then print again.",
    ),
    "printer_silent": (
        "L’imprimante s’est tue en route. Regardez ce qui est sorti avant de réimprimer.",
        "The printer fell silent on the way. See what came out before you print again.",
    ),
}


def say(error: Exception, *, language: str) -> str:
    """The sentence for a refusal, in French or English."""
    key = str(getattr(error, "key", "payment"))
    words = WORDS.get(key) or WORDS.get(key.partition(".")[0]) or WORDS["payment"]
    return words[0 if language.startswith("fr") else 1]
