"""The words of this room's refusals: (French, English)."""

from __future__ import annotations

from ouvreuse.insights.errors import InsightsError

WORDS: dict[str, tuple[str, str]] = {
    "insights": ("Les chiffres ne peuvent pas être montrés.", "The figures cannot be shown."),
    "figures_late": (
        "Les chiffres ne sont pas disponibles à cet instant : la vente passe d’abord. "
        "Regardez à nouveau dans une minute.",
        "The figures are not available at this moment: the sale comes first. Look again in a minute.",
    ),
}


def say(problem: InsightsError, *, language: str) -> str:
    """The sentence of a refusal."""
    french, english = WORDS[problem.code]
    return english if language.startswith("en") else french
