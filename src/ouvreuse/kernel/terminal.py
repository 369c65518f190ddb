"""The language of the terminal: what commands say stands in French and in English where it is said.

Standard library only, for the launcher reads it before anything is installed. The launcher itself must decide alike
while an old Python may still be reading it: a test holds the two together.
"""

import io
import os
import sys
from typing import Final, Literal

ASKED: Final = ("OUVREUSE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")  # ours, then as POSIX orders them


def language() -> Literal["fr", "en"]:
    """French when the first variable that says something begins with "fr"; else English."""
    told = next((value for name in ASKED if (value := os.environ.get(name))), "")
    return "fr" if told.lower().startswith("fr") else "en"


def bilingual(*, fr: str, en: str) -> str:
    """One of two texts that say the same, in the language of the terminal."""
    return fr if language() == "fr" else en


def decimal(number: float, *, places: int = 1) -> str:
    """A number as it is written here: 9,5 or 9.5."""
    return f"{number:.{places}f}".replace(".", bilingual(fr=",", en="."))


def amount(cents: int) -> str:
    """Whole cents as money is written here, without the currency: 9,50 or 9.50."""
    sign, (whole, rest) = "-" * (cents < 0), divmod(abs(cents), 100)
    return f"{sign}{whole}{bilingual(fr=',', en='.')}{rest:02}"


def never_fail() -> None:
    """Let a terminal that has no accents show question marks: no command may die of what it says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
