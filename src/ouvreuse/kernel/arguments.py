"""argparse in the language of the terminal: its own words are English, and it brings no catalogue of others."""

import argparse
import gettext
from typing import Final

from ouvreuse.kernel import terminal

FRENCH: Final = {
    "usage: ": "usage : ",
    "options": "options",
    "positional arguments": "arguments",
    "show this help message and exit": "affiche cette aide",
    "%(prog)s: error: %(message)s\n": "%(prog)s : erreur : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l'un de ces arguments : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "expected one argument": "attend une valeur",
    "expected at most one argument": "attend une valeur au plus",
    "expected at least one argument": "attend au moins une valeur",
    "expected %s argument": "attend %s valeur",
    "expected %s arguments": "attend %s valeurs",
    "not allowed with argument %s": "ne va pas avec %s",
    "ignored explicit argument %r": "n'attend pas la valeur %r",
    "ambiguous option: %(option)s could match %(matches)s": "option ambiguë : %(option)s peut être %(matches)s",
    "invalid %(type)s value: %(value)r": "valeur de type %(type)s non valable : %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)": "choix inconnu : %(value)r (au choix : %(choices)s)",
}


def speak() -> None:
    """Have every parser of this process say its own words as the terminal asks; more than once does no harm."""
    setattr(argparse, "_", _one)  # noqa: B010 - the names by which argparse calls gettext
    setattr(argparse, "ngettext", _some)  # noqa: B010


def _one(words: str) -> str:
    return FRENCH.get(words, words) if terminal.language() == "fr" else gettext.gettext(words)


def _some(one: str, several: str, count: int) -> str:
    return _one(one if count == 1 else several)
