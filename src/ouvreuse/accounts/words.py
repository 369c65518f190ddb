"""The words of accounts' refusals: (French, English)."""

WORDS: dict[str, tuple[str, str]] = {
    "account": ("Ce compte ne peut pas servir.", "This account cannot be used."),
    "wrong_credentials": ("Adresse ou mot de passe inconnu.", "Unknown address or password."),
    "too_many_attempts": (
        "Trop d’essais. Attendez quelques minutes avant de recommencer.",
        "Too many attempts. Wait a few minutes before trying again.",
    ),
}


def say(error: Exception, *, language: str) -> str:
    """The sentence for a refusal, in French or English."""
    words = WORDS.get(str(getattr(error, "code", "account")), WORDS["account"])
    return words[0 if language.startswith("fr") else 1]
