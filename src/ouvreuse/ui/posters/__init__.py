"""Posters drawn from a seed, for films that bring none of their own."""

from ouvreuse.ui.posters.draw import dominant_colour, poster_svg

__all__ = ["dominant_colour", "poster_svg"]
