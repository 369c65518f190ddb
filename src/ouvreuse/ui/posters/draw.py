"""A poster from a seed: one of sixteen compositions, in one of eight palettes, the same for ever."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape

from ouvreuse.ui.posters import forms, nights
from ouvreuse.ui.posters.lettering import Box, lettering
from ouvreuse.ui.posters.palette import PALETTES, Palette

Composition = Callable[[Palette, Random], tuple[str, Box]]
# Each with the ink that fills most of its sheet.
COMPOSITIONS: tuple[tuple[Composition, str], ...] = (
    (nights.beam, "night"),
    (forms.bauhaus, "light"),
    (nights.hills, "light"),
    (forms.spiral, "deep"),
    (nights.windows, "night"),
    (forms.clock, "accent"),
    (nights.waves, "light"),
    (forms.mask, "night"),
    (nights.ladder, "night"),
    (forms.chess, "light"),
    (nights.train, "accent"),
    (forms.umbrellas, "deep"),
    (nights.trees, "light"),
    (forms.strip, "light"),
    (nights.stairs, "accent"),
    (nights.rays, "accent"),
)


def poster_svg(title: str, *, director: str, year: int | None, seed: int) -> str:
    """A poster of 400 by 600 as one SVG element without script, font or link; the same for the same arguments.

    Neighbouring seeds differ in composition and in palette. Any text is accepted; control characters are dropped.
    """
    compose, _ = COMPOSITIONS[seed % len(COMPOSITIONS)]
    drawn, box = compose(_palette(seed), Random(seed))  # noqa: S311 - a drawing, not a secret
    said = _plain(title)
    credit = " · ".join(filter(None, (_plain(director), str(year) if year else "")))
    named = escape(" – ".join(filter(None, (said, credit))))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 600" role="img">'
        f"<title>{named}</title>{drawn}{lettering(said, credit=credit, box=box)}</svg>"
    )


def dominant_colour(seed: int) -> str:
    """The colour that fills most of the poster of this seed, as `#rrggbb`, for the place it will take."""
    _, name = COMPOSITIONS[seed % len(COMPOSITIONS)]
    return str(getattr(_palette(seed), name))


def _palette(seed: int) -> Palette:
    return PALETTES[(seed * 3 + seed // len(COMPOSITIONS)) % len(PALETTES)]


def _plain(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
