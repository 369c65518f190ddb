"""The words of the outbox's errors: (French, English)."""

WORDS: dict[str, tuple[str, str]] = {
    "notification": ("Le message n’a pas pu partir.", "The message could not be sent."),
    "outside_transaction": (
        "Un message ne s’écrit qu’avec le fait qu’il annonce.",
        "A message is only written with the fact it tells.",
    ),
    "undeliverable": ("Le serveur de courrier refuse ce message.", "The mail server refuses this message."),
    "mail_unset": ("Aucun serveur de courrier n’est réglé.", "No mail server is set."),
    "mail_refused": (
        "Le serveur de courrier n’a pas pris la lettre.",
        "The mail server did not take the letter.",
    ),
    "mail_refused.host": (
        "Ce serveur ne répond pas : vérifiez son nom et son port.",
        "This server does not answer: check its name and port.",
    ),
    "mail_refused.tls": (
        "La liaison chiffrée échoue : essayez l’autre sécurité, ou l’autre port (465 pour TLS, 587 pour STARTTLS).",
        "The encrypted line fails: try the other security, or the other port (465 for TLS, 587 for STARTTLS).",
    ),
    "mail_refused.password": (
        "Le serveur refuse ce nom d’utilisateur ou ce mot de passe.",
        "The server refuses this user or password.",
    ),
    "mail_refused.sender": (
        "Le serveur n’accepte pas cette adresse d’expéditeur.",
        "The server does not accept this sender’s address.",
    ),
    "mail_refused.recipient": (
        "Le serveur n’accepte pas cette adresse de destinataire.",
        "The server does not accept this recipient’s address.",
    ),
    "mail_refused.other": (
        "Le serveur de courrier a refusé la lettre.",
        "The mail server refused the letter.",
    ),
}


def say(error: Exception, *, language: str) -> str:
    """The sentence for a refusal, in French or English."""
    key = str(getattr(error, "key", getattr(error, "code", "notification")))
    words = WORDS.get(key) or WORDS.get(key.partition(".")[0]) or WORDS["notification"]
    return words[0 if language.startswith("fr") else 1]
