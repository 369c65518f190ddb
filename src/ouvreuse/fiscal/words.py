"""The words of the book's refusals: (French, English)."""

WORDS: dict[str, tuple[str, str]] = {
    "fiscal": ("Le journal n’a pas pu être tenu.", "The journal could not be kept."),
    "outside_transaction": (
        "Une ligne du journal ne s’écrit qu’avec le fait qu’elle enregistre.",
        "An entry of the journal is only written with the fact it records.",
    ),
    "personal_data": (
        "Le journal ne contient aucune donnée personnelle.",
        "The journal holds no personal data.",
    ),
    "not_integers": ("Le journal compte en centimes entiers.", "The journal counts in whole cents."),
}
