"""Addresses in both languages: ``/fr/seance/7/`` is ``/en/screening/7/``.

They live in code, not among the translations: an address once printed or mailed must never change because
a word was translated better.
"""

from __future__ import annotations

from typing import cast

from django.utils.functional import lazy
from django.utils.translation import get_language


def _choose(english: str, french: str) -> str:
    return french if language() == "fr" else english


_lazily = lazy(_choose, str)


def either(english: str, french: str) -> str:
    """A route that is one address in each language."""
    return cast(str, _lazily(english, french))


def language() -> str:
    """'fr' or 'en', of the page being answered."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"
