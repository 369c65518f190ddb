"""The words of accounts' refusals: (French, English)."""

WORDS: dict[str, tuple[str, str]] = {
    "account": ("Ce compte ne peut pas servir.", "This account cannot be used."),
    "wrong_credentials": ("Adresse ou mot de passe inconnu.", "Unknown address or password."),
    "too_many_attempts": (
        "Trop d’essais. Attendez quelques minutes avant de recommencer.",
        "Too many attempts. Wait a few minutes before trying again.",
    ),
    "weak_password": ("Ce mot de passe est trop faible.", "This password is too weak."),
    "weak_password.short": (
        "Un mot de passe a au moins 10 caractères.",
        "A password has at least 10 characters.",
    ),
    "weak_password.common": (
        "Ce mot de passe est l’un des plus courants : choisissez-en un autre.",
        "This password is one of the most common ones: choose another.",
    ),
    "weak_password.personal": (
        "Ce mot de passe contient votre nom ou votre adresse : choisissez-en un autre.",
        "This password contains your name or address: choose another.",
    ),
    "link_dead": (
        "Ce lien ne s’ouvre plus : il a déjà servi, il a expiré ou un plus récent le remplace.",
        "This link opens no more: it was used, it has expired or a newer one replaces it.",
    ),
    "email_taken": (
        "Cette adresse a déjà un compte : connectez-vous.",
        "This address already has an account: sign in.",
    ),
}


def say(error: Exception, *, language: str) -> str:
    """The sentence for a refusal, in French or English."""
    key = str(getattr(error, "key", "account"))
    words = WORDS.get(key) or WORDS.get(key.partition(".")[0]) or WORDS["account"]
    return words[0 if language.startswith("fr") else 1]
