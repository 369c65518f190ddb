"""Pure: which passwords are too weak, and how long a link lives."""

from __future__ import annotations

import re
from datetime import timedelta

SHORTEST = 10
OWN = 6  # letters that are left when what everybody knows is taken away
SETUP_LIFE = timedelta(hours=24)
PASSWORD_LIFE = timedelta(hours=2)
COMMON = frozenset(
    {
        *("azerty", "azertyuiop", "qwerty", "qwertyuiop", "motdepasse", "password", "bonjour", "soleil"),
        *("cinema", "ouvreuse", "billetterie", "admin", "administrateur", "bienvenue", "welcome"),
    }
)
"""Words that, with digits around them, are most of the common passwords of French keyboards."""


def weakness(password: str, *, about: tuple[str, ...] = ()) -> str:
    """Why a password is refused: ``short``, ``personal``, or ``common`` for one letter repeated; "" when it is not.

    ``about``: what everybody knows of its owner, such as name and address. Its length and a list of common ones are
    all that helps; no rule of letters and digits (NIST SP 800-63B, 3.1.1).
    """
    if len(password) < SHORTEST:
        return "short"
    if len(set(password.casefold())) < 4:
        return "common"
    plain = password.casefold()
    if re.sub(r"[\W\d_]+", "", plain) in COMMON:
        return "common"
    rest = plain
    for word in (word for text in about for word in re.findall(r"\w{4,}", text.casefold())):
        rest = rest.replace(word, "")
    known = len(rest) < len(plain) and len(re.sub(r"\W", "", rest)) < OWN
    return "personal" if known else ""
