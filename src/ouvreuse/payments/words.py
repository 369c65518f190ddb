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
    "refund_too_large": (
        "Le remboursement dépasse ce qui a été encaissé.",
        "The refund is more than what was taken.",
    ),
    "bad_signature": ("La signature de ce message est fausse.", "The signature of this message is wrong."),
    "wrong_transaction": ("Cette opération n’est pas permise ici.", "This operation is not allowed here."),
}
