"""The words of the outbox's errors: (French, English)."""

WORDS: dict[str, tuple[str, str]] = {
    "notification": ("Le message n’a pas pu partir.", "The message could not be sent."),
    "outside_transaction": (
        "Un message ne s’écrit qu’avec le fait qu’il annonce.",
        "A message is only written with the fact it tells.",
    ),
    "undeliverable": ("Le serveur de courrier refuse ce message.", "The mail server refuses this message."),
}
